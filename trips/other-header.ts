import { longerName, plainName, pointScore, type Side, timeScore } from './column-names.ts'
import { bytesOfBinaryText, type CsvMapping, type PointSource, type TimeSource } from './csv-mapping.ts'
import { CsvReader } from './csv-reader.ts'
import { textOf } from './row-boxes.ts'

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

  /** Whether a row is one. Where columns are read it has names: to score all cells of a row that is no header takes a third of a millisecond. */
  is(row: CsvReader): boolean {
    if (this.roles.some(({ column }) => column < row.fieldCount && !/\p{L}/u.test(textOf(row, column)))) return false
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

const cellsOf = (row: CsvReader): string[] => Array.from({ length: row.fieldCount }, (_, column) => textOf(row, column))

/** The columns of a header by their names. */
function headerOf({ header_bytes, delimiter }: CsvMapping): ReadonlyMap<string, number> {
  const reader = new CsvReader(delimiter.charCodeAt(0))
  reader.push(bytesOfBinaryText(header_bytes))
  reader.finish()
  const names = reader.next() ? cellsOf(reader).map(plainName) : []
  return new Map(names.map((name, column) => [name, column] as const).filter(([name]) => name !== ''))
}
