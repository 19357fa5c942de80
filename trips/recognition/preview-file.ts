import { type ColumnRole, type Roles, rolesOf } from '../column-roles.ts'
import type { CsvMapping } from '../csv-mapping.ts'
import type { PreviewColumnView, PreviewQuestionView, PreviewView } from '../mapping-views.ts'
import type { ReadingOptions, SavedMapping } from '../saved-mapping.ts'
import { chosenOfMapping } from './chosen-of-mapping.ts'
import { type FileHeader, readFileHeader } from './file-header.ts'
import { likelyRoles } from './likely-roles.ts'
import { noRows, type PreviewedRows, previewRows } from './preview-rows.ts'
import { type Understood, understandFile } from './understand-file.ts'

/** Columns shown: a file of more has nothing that a person would look through. */
const columnsMax = 200
const rowsMax = 8
const samplesMax = 3

export type PreviewedFile = {
  fileName: string
  /** The first bytes, and blocks from elsewhere that each begin at a row. */
  blocks: readonly Uint8Array[]
  /** Whether the first block is all of the file. */
  whole: boolean
  /** Wall seconds, as an import of it would begin. */
  now?: number
}

/** All but what is saved for other files. */
export type Preview = Omit<PreviewView, 'proposed'>

/** What an import of the file with these options would make of it; `candidates` as for `understandFile`. */
export function previewFile(file: PreviewedFile, options: ReadingOptions, candidates: readonly SavedMapping[]): Preview {
  const understand = (more: ReadingOptions = {}) =>
    understandFile(file.blocks, file.fileName, { ...options, ...more }, candidates, file.now)
  const understood = understand()
  const asksDates = 'problem' in understood && understood.problem.code === 'ambiguous_dates'
  // Everything but the dates can be shown meanwhile, read in either order.
  const shown = asksDates ? understand({ date_order: 'dmy' }) : understood
  const used = candidates.find(({ name }) => name === understood.saved?.name)?.mapping
  const stated = typeof options.mapping === 'object' ? options.mapping : used
  const header = readFileHeader(file.blocks, 'mapping' in shown ? shown.mapping : stated)
  const rows = 'mapping' in shown ? previewRows(shown.mapping, file.blocks[0], file.whole) : noRows
  const roles = 'mapping' in shown ? rolesOf(shown.mapping.columns) : header ? likelyRoles(header) : {}
  return {
    file_name: file.fileName,
    delimiter: header?.delimiter ?? ',',
    encoding: header?.encoding ?? 'utf-8',
    header: header?.header ?? false,
    columns: header ? columnsOf(header, roles) : [],
    of_total_columns: header?.names.length ?? 0,
    rows: header?.rows.slice(0, rowsMax).map((row) => row.slice(0, columnsMax)) ?? [],
    mapping_text: 'text' in understood ? understood.text : null,
    mapping:
      'mapping' in understood && header
        ? chosenOfMapping(understood.mapping, header.names, { ...options, mapping: stated })
        : null,
    problem: 'problem' in understood ? understood.problem : null,
    questions: questionsOf(understood, 'mapping' in shown ? shown.mapping : undefined, header, rows),
    ...rows,
    trips: asksDates ? rows.trips.map((trip) => ({ ...trip, datetime: null })) : rows.trips,
    saved: understood.saved ?? null,
  }
}

function columnsOf({ names, rows }: FileHeader, roles: Roles): PreviewColumnView[] {
  const held = Object.entries(roles) as [ColumnRole, number][]
  return names.slice(0, columnsMax).map((name, column) => ({
    column,
    name,
    samples: [...new Set(rows.map((row) => row[column] ?? '').filter((cell) => cell !== ''))].slice(0, samplesMax),
    used_for: held.filter(([, place]) => place === column).map(([role]) => role),
  }))
}

function questionsOf(
  understood: Understood,
  mapping: CsvMapping | undefined,
  header: FileHeader | undefined,
  rows: PreviewedRows,
): PreviewQuestionView[] {
  const questions: PreviewQuestionView[] = []
  if ('problem' in understood && understood.problem.code === 'ambiguous_dates' && mapping && header)
    questions.push(dateQuestion(mapping, header))
  const offTheGlobe = rows.problems.filter(({ code }) => code === 'out_of_range').reduce((sum, problem) => sum + problem.rows, 0)
  if (offTheGlobe * 2 > rows.rows_looked_at)
    questions.push({
      about: 'lat_lon_order',
      text: `${offTheGlobe} of ${rows.rows_looked_at} rows have a point off the globe. Latitude and longitude may be swapped.`,
      choices: [{ value: 'swap', text: 'Swap latitude and longitude' }],
    })
  return questions
}

const months = 'January February March April May June July August September October November December'.split(' ')

/** Shows what one of the file's own dates would be in either order. */
function dateQuestion({ columns: { time } }: CsvMapping, { rows }: FileHeader): PreviewQuestionView {
  const { column, name } = 'datetime' in time ? time.datetime : time.date
  const dates = rows.map((row) => /^(\d{1,2})[-/.](\d{1,2})[-/.]\d+/.exec(row[column] ?? '')).filter((match) => match !== null)
  const example = dates.find(([, first, second]) => first !== second && Number(first) <= 12 && Number(second) <= 12)
  const reading = (day: number, month: number) =>
    example && months[month - 1] ? `: ${example[0]} is ${day} ${months[month - 1]}` : ''
  const [first, second] = [Number(example?.[1]), Number(example?.[2])]
  return {
    about: 'date_order',
    text: `Which comes first in '${name}', the day or the month?`,
    choices: [
      { value: 'dmy', text: `Day first${reading(first, second)}` },
      { value: 'mdy', text: `Month first${reading(second, first)}` },
    ],
  }
}
