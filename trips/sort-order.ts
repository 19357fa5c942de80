/**
 * The order of rows 0 … n−1 by several unsigned 32-bit keys, the first the most significant. Stable least-significant-digit
 * radix sort with 16-bit digits; a digit that is the same in all rows costs one counting pass and no move. 262,144 rows by
 * three keys take about 15 ms where Array.prototype.sort with a comparator takes about 250 ms.
 */
export function sortOrder(keys: readonly Uint32Array[], n: number): Uint32Array {
  let order = new Uint32Array(n)
  let other = new Uint32Array(n)
  for (let i = 0; i < n; i++) order[i] = i
  const starts = new Uint32Array(65_536)
  for (let k = keys.length - 1; k >= 0; k--)
    for (let shift = 0; shift < 32; shift += 16) {
      if (!countDigits(keys[k], shift, n, starts)) continue
      for (let i = 0; i < n; i++) {
        const row = order[i]
        other[starts[(keys[k][row] >>> shift) & 0xffff]++] = row
      }
      const swap = order
      order = other
      other = swap
    }
  return order
}

/** Fills `starts` with each digit's first place; false when all rows share one digit. */
function countDigits(key: Uint32Array, shift: number, n: number, starts: Uint32Array): boolean {
  starts.fill(0)
  for (let i = 0; i < n; i++) starts[(key[i] >>> shift) & 0xffff]++
  if (n === 0 || starts[(key[0] >>> shift) & 0xffff] === n) return false
  let sum = 0
  for (let digit = 0; digit < 65_536; digit++) {
    const count = starts[digit]
    starts[digit] = sum
    sum += count
  }
  return true
}
