/** So many days that do not exist, in as many lines, are no typing errors. */
const [daysMin, linesMax] = [10, 40]

/**
 * Finds where a file goes on with day and month in the other order, as files that were joined do. Two of five such dates exist in both orders
 * and would be stored wrongly; of the others none exists in this one.
 */
export class OtherDates {
  private lines: number[] = []

  /** Notes a line with a date that exists in the other order alone; whether they are too many there. */
  note(line: number): boolean {
    this.lines = [...this.lines.filter((earlier) => line - earlier < linesMax), line]
    return this.lines.length >= daysMin
  }
}
