import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Peer } from './answer-peer.ts'
import type { PeerPlan } from './answer-peers.ts'
import { askAtOnce, askDuring } from './ask-crowd.ts'
import { type Bench, requireDisk } from './bench-server.ts'
import { differenceOfFound, hashOf } from './found.ts'
import { type ImportMore, importTrips } from './import-trips.ts'
import { makeBoxes, makeQuestions } from './make-questions.ts'
import { type KindName, kinds, type Question } from './question.ts'
import { questionPath } from './question-path.ts'
import type { AnswererName, AnswersLine, ImportFigures, PeerName } from './result-line.ts'
import { madeOf } from './shapes.ts'
import type { Web } from './start-web.ts'
import { percentile } from './statistics.ts'
import { openTripSource, type TripCase } from './trip-source.ts'
import { untilCounted } from './until-counted.ts'
import { type Answer, openWebClient, Refused, type WebClient } from './web-client.ts'

export type MeasuredAnswers = Pick<
  AnswersLine,
  'system' | 'version' | 'fillSeconds' | 'storedBytes' | 'asked' | 'clients' | 'importing'
>

/** How much is asked. */
export type Extent = {
  /** Questions of a kind, where the kind does not ask for fewer. */
  most: number
  clients: number
  /** Boxes that all clients ask together. */
  boxesAtOnce: number
  /** Trips that are imported while boxes are asked. */
  rowsMeanwhile: number
}

export type AnswersPlan = {
  extent: Extent
  peers: readonly (readonly [PeerName, PeerPlan])[]
  startWeb: (bench: Bench, databaseUrl: string) => Promise<Web>
  tell: (measured: MeasuredAnswers) => void
}

/** Seeds of questions: of those that are measured, those that warm up, and those of many clients. */
const seeds = { measured: 2, warm: 3, crowd: 5 }
/** Questions of each kind that are asked before any is timed. */
const warmUps = 3

/** Bytes a row of CSV, of Tripfold's tables or a peer's, and of those while they are made. */
const rowBytes = { file: 110, tables: 350 }

/**
 * Imports the trips, asks Tripfold over HTTP and then each peer the same, and tells of each system as soon as all its answers are there.
 * Throws at the first answer in which a peer differs: a wrong answer has no time. The report sees it too, by the hashes of what was told.
 */
export async function measureAnswers(bench: Bench, wanted: TripCase, plan: AnswersPlan): Promise<void> {
  const fileRows = wanted.streamRows || wanted.rows
  requireDisk(bench.dir, rowBytes.file * fileRows + rowBytes.tables * wanted.rows + 2e9, `${name(wanted)} rows`)
  const dir = join(bench.dir, 'csv')
  mkdirSync(dir, { recursive: true })
  const questions = makeQuestions(madeOf, seeds.measured, plan.extent.most)
  try {
    bench.log(`${name(wanted)}: making the trips …`)
    const source = await openTripSource(dir, wanted, bench.signal)
    bench.log(`${name(wanted)}: importing …`)
    const { answers, ...measured } = await importTrips(bench, source, (scratch, figures, importMore) =>
      askTripfold(bench, wanted, { plan, questions, figures, importMore, databaseUrl: scratch.url }),
    )
    plan.tell(measured)
    const settled = questions.map((question, i) =>
      question.form === 'groups' ? { ...question, level: answers[i].level } : question,
    )
    for (const [system, peer] of plan.peers) {
      bench.log(`${name(wanted)}: ${system} …`)
      await peer.use(bench, source, (opened) =>
        askPeer(bench, { system, ...peer, peer: opened, questions: settled, answers, tell: plan.tell }),
      )
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

const name = ({ rows }: TripCase): string => rows.toLocaleString('en')

type Asking = {
  plan: AnswersPlan
  questions: readonly Question[]
  figures: ImportFigures
  importMore: ImportMore
  databaseUrl: string
}

async function askTripfold(
  bench: Bench,
  wanted: TripCase,
  { plan, questions, figures, importMore, databaseUrl }: Asking,
): Promise<MeasuredAnswers & { answers: Answer[] }> {
  const { startWeb, extent } = plan
  const web = await startWeb(bench, databaseUrl)
  const client = openWebClient(web.url)
  const crowd = openWebClient(web.url, extent.clients)
  try {
    for (const question of questions) if (question.savedAs) await client.saveArea(question)
    await untilCounted(databaseUrl, bench.signal)
    bench.log(`${name(wanted)}: asking ${questions.length} questions, one after the other …`)
    const warm = makeQuestions(madeOf, seeds.warm, warmUps).filter(({ kind }) => kinds[kind].family !== 'known')
    for (const question of warm) await client.ask(question)
    const answers = await askInTurn(bench, client, questions)
    bench.log(`${name(wanted)}: ${extent.clients} clients at once …`)
    const boxesAtOnce = makeBoxes(madeOf, seeds.crowd, extent.boxesAtOnce)
    const clients = { clients: extent.clients, ...(await askAtOnce(crowd, boxesAtOnce, extent.clients)) }
    bench.log(`${name(wanted)}: while ${extent.rowsMeanwhile.toLocaleString('en')} more are imported …`)
    const importing = await askMeanwhile(bench, wanted, { client, questions, answers, importMore, rows: extent.rowsMeanwhile })
    return {
      ...{ system: 'tripfold', version: 'this commit', fillSeconds: figures.seconds, storedBytes: figures.storedBytes },
      ...{ asked: byKind(questions, answers), answers, clients, importing },
    }
  } finally {
    client.close()
    crowd.close()
    await web.stop()
  }
}

/** One after the other, saying of each kind how long it took: at 100 million trips all of them take half an hour. */
async function askInTurn({ signal, log }: Bench, client: WebClient, questions: readonly Question[]): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const [i, question] of questions.entries()) {
    signal.throwIfAborted()
    answers.push(await askAnswerable(client, question, log))
    if (questions[i + 1]?.kind === question.kind) continue
    const ms = answers.slice(questions.findIndex(({ kind }) => kind === question.kind)).map((answer) => answer.ms)
    log(`  ${kinds[question.kind].says}: p50 ${percentile(ms, 0.5).toFixed(1)} ms, p95 ${percentile(ms, 0.95).toFixed(1)} ms`)
  }
  return answers
}

/** A level with too many groups is refused; then the next coarser one is asked, as anybody would. */
async function askAnswerable(client: WebClient, question: Question, log: Bench['log']): Promise<Answer> {
  try {
    return await client.ask(question)
  } catch (error) {
    const isTooMany = error instanceof Refused && error.status === 422 && question.form === 'groups'
    if (!isTooMany || question.level === undefined) throw error
    log(`  too many groups: ${questionPath(question)}`)
    return askAnswerable(client, { ...question, level: question.level - 1 }, log)
  }
}

type Meanwhile = Pick<Asking, 'questions' | 'importMore'> & {
  client: WebClient
  answers: readonly Answer[]
  rows: number
}

/** The boxes again, the four sizes taking turns. */
async function askMeanwhile(bench: Bench, wanted: TripCase, { client, questions, answers, importMore, rows }: Meanwhile) {
  const dir = join(bench.dir, 'more')
  mkdirSync(dir, { recursive: true })
  const more = await openTripSource(dir, { ...wanted, rows, seed: wanted.seed + 1, streamRows: 0 }, bench.signal)
  const boxes = questions.flatMap(({ kind }, i) => (kinds[kind].family === 'boxes' ? [i] : []))
  const perSize = boxes.length / 4
  const inTurn = boxes.map((_, i) => boxes[(i % 4) * perSize + (i >> 2)])
  const asked = { questions: inTurn.map((i) => questions[i]), before: inTurn.map((i) => answers[i].found) }
  try {
    return { rows, ...(await askDuring(client, asked, () => importMore(more))) }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

type PeerAsked = PeerPlan & {
  system: AnswererName
  peer: Peer
  questions: readonly Question[]
  answers: readonly Answer[]
  tell: AnswersPlan['tell']
}

async function askPeer({ signal }: Bench, { system, peer, kinds, most, questions, answers, tell }: PeerAsked): Promise<void> {
  const asked: Partial<Record<KindName, number>> = {}
  const chosen = questions.flatMap((question, i) => {
    const before = asked[question.kind] ?? 0
    asked[question.kind] = before + 1
    return kinds.includes(question.kind) && before < most ? [i] : []
  })
  const warm = makeQuestions(madeOf, seeds.warm, 1).filter(({ kind }) => kind === 'box-0.03' && kinds.includes(kind))
  for (const question of warm) await peer.ask(question)
  const found: Answer[] = []
  let difference: string | undefined
  for (const i of chosen) {
    signal.throwIfAborted()
    const answer = await peer.ask(questions[i])
    found.push(answer)
    const differs = differenceOfFound(answers[i].found, answer.found)
    if (differs) difference ??= `tripfold and ${system} answer ${questionPath(questions[i])} differently: ${differs}`
  }
  const { version, fillSeconds, storedBytes } = peer
  const its = chosen.map((i) => questions[i])
  tell({ system, version, fillSeconds, storedBytes, asked: byKind(its, found) })
  if (difference) throw new Error(difference)
}

function byKind(questions: readonly Question[], answers: readonly Answer[]): AnswersLine['asked'] {
  const asked: AnswersLine['asked'] = {}
  for (const [i, { kind }] of questions.entries()) {
    asked[kind] ??= { ms: [], hashes: [] }
    asked[kind].ms.push(answers[i].ms)
    asked[kind].hashes.push(hashOf(answers[i].found))
  }
  return asked
}
