import { connect } from '#db/client.ts'
import type { BenchServer } from './bench-server.ts'
import { currentCommit, readSettings, thisMachine } from './machine.ts'

/** What all lines of one command say: when, which commit, where and on which server. */
export async function describeSession({ serverUrl, kind, version }: BenchServer, seed: number) {
  const db = connect(serverUrl)
  const settings = await readSettings(db).finally(() => db.$client.end())
  const session = new Date().toISOString()
  return { session, commit: currentCommit(), machine: thisMachine(), engine: { kind, version, settings }, seed }
}
