/** Spreads every bit of 32 over all, unsigned: the finalizer of MurmurHash3 (A. Appleby). */
export function finalMix(bits: number): number {
  let h = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
