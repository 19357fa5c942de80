import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { recogniseMapping } from '#trips/recognition/recognise-mapping.ts'
import { guessEncoding } from '#trips/text-encoding.ts'
import { isSystemFault } from './file-fault.ts'
import { FileProblem } from './import-problem.ts'

/** Of more files the heads are not looked at. */
const membersReadMax = 50
/** An archive of trips has a few files; one of a million is an attack on whoever lists it. */
const membersMax = 10_000
const headBytes = 64 * 1024
const namesShownMax = 5

const unreadable = (message: string): FileProblem => new FileProblem({ code: 'unreadable', message })

/** What an archive holds beside the data: folders, and what macOS and Windows leave. */
const isLitter = (name: string): boolean => name.endsWith('/') || /(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i.test(name)
const isTable = (name: string): boolean => /\.(csv|tsv|tab)$/i.test(name)
const isText = (name: string): boolean => /\.(txt|dat)$/i.test(name) || !/\.[a-z0-9]{1,5}$/i.test(name)

/**
 * The bytes of the one trip file of a zip archive: its only CSV, or of several the only one that can be read as trips. Throws
 * FileProblem where there is none or more than one, and for damaged and encrypted archives; and what the disk throws.
 */
export async function* zipMemberBlocks(path: string, onChosen: (packedBytes: number) => void): AsyncGenerator<Buffer> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((error) => {
    throw damaged(error)
  })
  try {
    const entry = await chooseMember(zip)
    onChosen(entry.compressedSize)
    yield* memberBlocks(zip, entry)
  } finally {
    zip.close()
  }
}

async function chooseMember(zip: ZipFile): Promise<Entry> {
  const entries = await listEntries(zip)
  refuseDocuments(entries)
  const tables = entries.filter(({ fileName }) => isTable(fileName))
  const candidates = tables.length > 0 ? tables : entries.filter(({ fileName }) => isText(fileName))
  if (candidates.length === 1) return candidates[0]
  if (entries.length === 0) throw unreadable('The zip archive has no file in it; put the CSV file into it.')
  if (candidates.length === 0)
    throw unreadable(`The zip archive has no CSV file in it, only ${namesText(entries)}; put the CSV file alone into it.`)
  const trips: Entry[] = []
  for (const entry of candidates.slice(0, membersReadMax)) if (await holdsTrips(zip, entry)) trips.push(entry)
  if (trips.length === 1 && candidates.length <= membersReadMax) return trips[0]
  throw unreadable(
    trips.length === 0
      ? `The zip archive has ${candidates.length} CSV files, none of which can be read as trips: ${namesText(candidates)}; send the right one alone to hear what it lacks.`
      : `The zip archive has more than one file of trips: ${namesText(trips)}; send each of them on its own.`,
  )
}

async function listEntries(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > membersMax)
    throw unreadable(`The zip archive says that it has ${zip.entryCount} files; a trip archive has a few.`)
  const entries: Entry[] = []
  try {
    for await (const entry of zip.eachEntry()) if (!isLitter(entry.fileName)) entries.push(entry)
  } catch (error) {
    throw damaged(error)
  }
  return entries
}

/** Workbooks are zip archives too. */
function refuseDocuments(entries: readonly Entry[]): void {
  const has = (name: RegExp) => entries.some(({ fileName }) => name.test(fileName))
  if (has(/^\[Content_Types\]\.xml$/) || (has(/^content\.xml$/) && has(/^mimetype$/)))
    throw new FileProblem({
      code: 'not_csv',
      message: 'This is a workbook or another office document, not a CSV file: save the sheet as CSV.',
    })
}

/** By the member's first bytes alone; unclear dates and labels are no reason to take it for something else. */
async function holdsTrips(zip: ZipFile, entry: Entry): Promise<boolean> {
  const head: Buffer[] = []
  let bytes = 0
  for await (const block of openMember(zip, entry)) {
    head.push(block)
    bytes += block.length
    if (bytes >= headBytes) break
  }
  const sample = [Buffer.concat(head).subarray(0, headBytes)]
  const found = recogniseMapping(sample, entry.fileName, { mapping: { encoding: guessEncoding(sample) } })
  return !('problem' in found) || found.problem.code === 'ambiguous_dates'
}

async function* openMember(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  const name = shown(entry.fileName)
  if (entry.isEncrypted()) throw unreadable(`'${name}' in the zip archive is locked with a password; send it without one.`)
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    throw unreadable(
      `'${name}' in the zip archive is packed in a way that is not read (method ${entry.compressionMethod}); pack it as an ordinary zip or gzip.`,
    )
  try {
    yield* await zip.openReadStreamPromise(entry)
  } catch (error) {
    throw damaged(error)
  }
}

/** All bytes of the member, checked against the archive's checksum at the end. */
async function* memberBlocks(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  let checksum = 0
  for await (const block of openMember(zip, entry)) {
    checksum = crc32(block, checksum)
    yield block
  }
  if (checksum !== entry.crc32)
    throw unreadable(`'${shown(entry.fileName)}' in the zip archive is damaged (its checksum differs); nothing was stored.`)
}

/** What the archive's reader says against the archive; that it could not read at all is no fault of the archive. */
const damaged = (error: unknown): unknown =>
  isSystemFault(error)
    ? error
    : unreadable(
        `The zip archive is damaged or cut off (${error instanceof Error ? error.message.split('. ')[0].slice(0, 120) : 'unknown'}); nothing was stored.`,
      )

const shown = (name: string): string => name.replace(/\p{Cc}/gu, ' ').slice(-100)

function namesText(entries: readonly Entry[]): string {
  const names = entries.slice(0, namesShownMax).map(({ fileName }) => shown(fileName))
  const more = entries.length - names.length
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
