import { env } from '#env.ts'
import { mulberry32 } from '#trips/mulberry32.ts'

/** Chance that can be repeated: prints the seed it begins with, which `--seed` takes. */
export function chance(name: string): { seed: number; below: (bound: number) => number } {
  const seed = env().TEST_SEED ?? Date.now() % 2 ** 31
  console.log(`${name}: repeat with --seed ${seed}`)
  const next = mulberry32(seed)
  return { seed, below: (bound) => Math.floor(next() * bound) }
}

/** When a random test has gone on for long enough. */
export const deadline = (): number => Date.now() + env().TEST_MINUTES * 60_000
