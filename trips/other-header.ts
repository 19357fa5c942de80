import { longerName, plainName, pointScore, type Side, timeScore } from './column-names.ts'
import { binaryTextOf, bytesOfBinaryText, type CsvMapping, type PointSource, type TimeSource } from './csv-mapping.ts'
import { CsvReader } from './csv-reader.ts'

/** A column that is read, and how well a name says that it is this one. */
type Role = { column: number; score: (name: string) => number }

/**
 * Finds rows that name columns at other places than the header, ones that are read here among them: other files were joined, and what
 * follows would be read wrongly. By the names of this file's header, or by others that say the same (`starttime` for `started_at`).
 */
export class OtherHeader {
  private readonly header: ReadonlyMap<string, number>
  private readonly roles: readonly Role[]
  private readonly columns: ReadonlySet<number>

  constructor(mapping: CsvMapping) {
    this.header = headerOf(mapping)
    this.roles = rolesOf(mapping.columns)
    this.columns = new Set(this.roles.map(({ column }) => column))
  }

  /** Whether a row is one. */
  is(row: CsvReader): boolean {
    if (hasLongNumber(row)) return false
    const cells = cellsOf(row)
    const moved = cells.flatMap((name, column) => {
      const known = this.header.get(plainName(name))
      return known === undefined || known === column ? [] : [known]
    })
    return moved.length >= 2 ? moved.some((column) => this.columns.has(column)) : this.namesOthers(cells)
  }

  /** Whether two or more columns are named at other places than they are read from, and not at these. */
  private namesOthers(cells: readonly string[]): boolean {
    const isNamed = ({ score }: Role, name = '') => score(name) >= longerName
    const moved = this.roles.filter(
      (role) => !isNamed(role, cells[role.column]) && cells.some((name) => name.length <= nameLengthMax && isNamed(role, name)),
    )
    return moved.length >= 2
  }
}

const nameLengthMax = 100

function rolesOf({ origin, destination, time }: CsvMapping['columns']): Role[] {
  return [...pointRoles(origin, 'origin'), ...pointRoles(destination, 'destination'), ...timeRoles(time)]
}

function pointRoles(source: PointSource, side: Side): Role[] {
  const role = (column: number, part: 'wkt' | 'lon' | 'lat') => ({
    column,
    score: (name: string) => pointScore(name, side, part),
  })
  if ('lon' in source) return [role(source.lon.column, 'lon'), role(source.lat.column, 'lat')]
  return [role('wkt' in source ? source.wkt.column : source.pair.column, 'wkt')]
}

function timeRoles(time: TimeSource): Role[] {
  const role = (column: number, part: 'datetime' | 'date' | 'clock') => ({
    column,
    score: (name: string) => timeScore(name, part),
  })
  return 'datetime' in time
    ? [role(time.datetime.column, 'datetime')]
    : [role(time.date.column, 'date'), role(time.time.column, 'clock')]
}

/** Four digits in a row, as almost every row of trips has and no header: to make names of 18 cells takes some 7 µs more. */
function hasLongNumber({ bytes, start, end }: CsvReader): boolean {
  for (let at = start, digits = 0; at < end; at++) {
    digits = bytes[at] >= 48 && bytes[at] <= 57 ? digits + 1 : 0
    if (digits === 4) return true
  }
  return false
}

const cellsOf = ({ fieldCount, fieldStart, fieldEnd, bytes }: CsvReader): string[] =>
  Array.from({ length: fieldCount }, (_, i) => binaryTextOf(bytes.subarray(fieldStart[i], fieldEnd[i])))

/** The columns of a header by their names. */
function headerOf({ header_bytes, delimiter }: CsvMapping): ReadonlyMap<string, number> {
  const reader = new CsvReader(delimiter.charCodeAt(0))
  reader.push(bytesOfBinaryText(header_bytes))
  reader.finish()
  const names = reader.next() ? cellsOf(reader).map(plainName) : []
  return new Map(names.map((name, column) => [name, column] as const).filter(([name]) => name !== ''))
}
