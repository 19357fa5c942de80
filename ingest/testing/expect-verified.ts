import { expect } from 'vitest'
import type { Database } from '#db/client.ts'
import { verify } from '#db/verify.ts'

/** What must not depend on what went wrong on the way: how many trips there are, and which. */
export type Stored = { trips: number; digest: string }

/** How every fault ends: everything stored agrees with itself and, where it is given, with an undisturbed run. */
export async function expectVerified(db: Database, undisturbed?: Stored): Promise<Stored> {
  const { checks, trips, digest } = await verify(db)
  expect(checks.flatMap(({ name, findings }) => findings.map(({ importId, says }) => `${name}: ${importId} ${says}`))).toEqual([])
  if (undisturbed) expect({ trips, digest }).toEqual(undisturbed)
  return { trips, digest }
}
