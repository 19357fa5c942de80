/** Which of `classes` equal steps up to the largest count a count is in; undefined for none, which wears no colour. */
export const heatClass = (count: number, most: number, classes: number): number | undefined =>
  count > 0 ? Math.min(classes - 1, Math.ceil((count / most) * classes) - 1) : undefined
