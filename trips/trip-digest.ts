import { finalMix } from './final-mix.ts'

/**
 * A 64-bit sum of row hashes: equal for the same trips in any order, on any server, whatever ids their labels have.
 * A sum and not an exclusive or, which would not notice a row stored two times more. Each half of the row hash is
 * MurmurHash3 x86 32-bit (A. Appleby, public domain) over the row's seven 32-bit words, with its own seed.
 */
export class TripDigest {
  private low = 0
  private high = 0
  private total = 0n

  add(hashLow: number, hashHigh: number): void {
    this.low += hashLow
    this.high += hashHigh
    // Doubles are exact to 2^53; two million additions of 32 bits stay below that.
    if (this.low > 2 ** 52 || this.high > 2 ** 52) this.carry()
  }

  private carry(): void {
    this.total += BigInt(this.low) + (BigInt(this.high) << 32n)
    this.low = 0
    this.high = 0
  }

  /** 16 hexadecimal digits. */
  text(): string {
    this.carry()
    return BigInt.asUintN(64, this.total).toString(16).padStart(16, '0')
  }

  static sum(texts: readonly string[]): string {
    let total = 0n
    for (const text of texts) total += BigInt(`0x${text}`)
    return BigInt.asUintN(64, total).toString(16).padStart(16, '0')
  }
}

function mix(h: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = (k << 15) | (k >>> 17)
  const m = h ^ Math.imul(k, 0x1b873593)
  return (Math.imul((m << 13) | (m >>> 19), 5) + 0xe6546b64) | 0
}

/** One half of a row's hash, unsigned 32 bits. Label words come from `labelHash`, never from ids. */
export function tripHash(
  seed: number,
  u: number,
  v: number,
  farU: number,
  farV: number,
  time: number,
  region: number,
  datasource: number,
): number {
  return finalMix(mix(mix(mix(mix(mix(mix(mix(seed, u), v), farU), farV), time), region), datasource) ^ 28)
}

/** FNV-1a, 32 bits, over the label's UTF-16 units (G. Fowler, L. C. Noll, P. Vo). */
export function labelHash(label: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < label.length; i++) h = Math.imul(h ^ label.charCodeAt(i), 0x01000193)
  return h >>> 0
}

export const digestSeeds = [0x7469, 0x7066] as const
