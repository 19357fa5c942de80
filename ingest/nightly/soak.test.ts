import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connect } from '#db/client.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { env } from '#env.ts'
import { isTerminal } from '#trips/import-job.ts'
import { chance, deadline } from '../testing/chance.ts'
import { enqueueText } from '../testing/enqueue-text.ts'
import { expectVerified } from '../testing/expect-verified.ts'
import { startTripfold, type Tripfold } from '../testing/started-tripfold.ts'
import { tripFileText } from '../testing/trip-file.ts'
import { workOff } from '../testing/work-off.ts'

// A whole Tripfold under its launcher. Worker, database and web are killed at random while files come in by the folder and
// by the API, are cancelled and undone. Afterwards it must hold exactly the trips of the files that are done.

const fileText = (seed: number): string => tripFileText(seed, 500 + (seed % 40) * 500, seed % 3 === 0 ? 50 : 0)
const tally: Record<string, number> = {}
const count = (what: string): void => {
  tally[what] = (tally[what] ?? 0) + 1
}

/** What one turn may do, and how often of a hundred. */
const deeds = {
  drop: 25,
  upload: 20,
  cancel: 10,
  undo: 15,
  'kill worker': 12,
  'kill database': 6,
  'kill web': 6,
  pause: 6,
}

async function disturb(tripfold: Tripfold, below: (bound: number) => number, until: number): Promise<Map<string, number>> {
  const seeds = new Map<string, number>()
  const any = async (allowed: (state: string) => boolean): Promise<number | undefined> => {
    const some = ((await tripfold.imports().catch(() => [])) ?? []).filter((view) => allowed(view.state) && !view.requested)
    return some.at(below(Math.max(1, some.length)))?.id
  }
  const newFile = () => {
    const seed = 1000 + seeds.size
    const name = `soak-${seed}.csv`
    seeds.set(name, seed)
    return { name, text: fileText(seed) }
  }
  const act: Record<keyof typeof deeds, () => Promise<unknown>> = {
    drop: async () => tripfold.drop(newFile()),
    upload: async () => tripfold.upload(newFile()),
    cancel: async () => tripfold.cancel(await any((state) => !isTerminal(state as 'done'))),
    undo: async () => tripfold.undo(await any((state) => state === 'done')),
    'kill worker': async () => tripfold.kill('ingest/worker.ts'),
    'kill database': async () => tripfold.kill('--datadir='),
    'kill web': async () => tripfold.kill('launch/web.ts'),
    pause: async () => pause(3000),
  }
  while (Date.now() < until && tripfold.isUp()) {
    let left = below(100)
    const name = (Object.keys(deeds) as (keyof typeof deeds)[]).find((deed) => {
      left -= deeds[deed]
      return left < 0
    })
    // The web server may be down at the moment, and an import may have ended meanwhile: then the deed is not done.
    if (name)
      await act[name]().then(
        (done) => done !== false && count(name),
        () => count(`${name}, in vain`),
      )
    await pause(200 + below(1800))
  }
  return seeds
}

test('random kills of everything, and in the end exactly the files that are done', async () => {
  const { below } = chance('soak')
  const dir = mkdtempSync(join(tmpdir(), 'tripfold-soak-'))
  const tripfold = await startTripfold(dir, env().TEST_ENGINE)
  try {
    const seeds = await disturb(tripfold, below, deadline())
    expect(tripfold.isUp()).toBe(true)
    const views = await tripfold.untilIdle()
    const states = views.map(({ state }) => state)
    for (const state of states) count(`ended ${state}`)
    console.log(JSON.stringify(tally))
    expect(states.filter((state) => !['done', 'cancelled', 'undone'].includes(state))).toEqual([])
    const db = connect(tripfold.databaseUrl())
    const stored = await expectVerified(db)
    await db.$client.end()

    const undisturbed = await freshDatabase()
    for (const { file_name, state } of views)
      if (state === 'done') await enqueueText(undisturbed.db, dir, fileText(seeds.get(file_name) ?? 0), { fileName: file_name })
    await workOff(undisturbed.db, dir, 20_000)
    await expectVerified(undisturbed.db, stored)
    await undisturbed.drop()
    console.log(`${stored.trips} trips of ${states.filter((state) => state === 'done').length} files, digest ${stored.digest}`)
  } finally {
    await tripfold.stop()
    rmSync(dir, { recursive: true, force: true })
  }
})
