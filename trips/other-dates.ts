/** So many of them … */
export const otherDatesMin = 10
/** … in as many lines are no typing errors. */
const linesMax = 40

/**
 * Where a file goes on with day and month in the other order, as files that were joined do: a line from which on nearly every date exists in the
 * other order alone, or in both, and is stored wrongly. Undefined where no line is. `lines` with the former, in ascending order.
 */
export const lineOfOtherDates = (lines: readonly number[]): number | undefined =>
  lines.find((line, i) => lines[i + otherDatesMin - 1] - line < linesMax)
