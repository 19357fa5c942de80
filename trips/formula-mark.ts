/** What makes a spreadsheet take a cell for a formula (OWASP ASVS 5.0, 1.2.10). */
const formula = /^[=+\-@\t\r\n]/
const markedFormula = /^'+[=+\-@\t\r\n]/
/** Numbers and coordinates, pairs and hemispheres too, `°` as UTF-8 or not: at worst a sum, and never to be touched. */
const number = /^[+-]?[\d.,][\d.,;|e+\-\s\u00c2°nsew]*$/i

/**
 * Whether a cell must have an apostrophe put before it, so that no spreadsheet runs it: a formula that is no number, or one that
 * has apostrophes of its own, for exactly one is taken away again. In a `marked` file the latter have theirs already.
 */
export const needsMark = (cell: string, marked = false): boolean =>
  (formula.test(cell) && !number.test(cell)) || (!marked && markedFormula.test(cell))

/** A cell of a marked file as it was before. */
export const unmarked = (cell: string): string => (markedFormula.test(cell) ? cell.slice(1) : cell)
