/** A column that grows. */
export class GrowingColumn {
  length = 0
  private column: Uint32Array

  constructor(capacity = 1024) {
    this.column = new Uint32Array(capacity)
  }

  push(value: number): void {
    if (this.length === this.column.length) {
      const twice = new Uint32Array(this.length * 2)
      twice.set(this.column)
      this.column = twice
    }
    this.column[this.length++] = value
  }

  get values(): Uint32Array {
    return this.column.subarray(0, this.length)
  }
}
