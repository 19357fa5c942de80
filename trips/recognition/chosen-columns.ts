import { plainName } from '../column-names.ts'
import type { ChosenColumn, ChosenMapping, LabelSource, PointSource, TimeSource } from '../csv-mapping.ts'
import type { SampleColumn } from '../sample-columns.ts'
import { refOf } from './find-columns.ts'
import { momentSource } from './find-time.ts'
import { unmappable } from './mapping-refusal.ts'

/** The column a sender names: as the header has it, or alike but for case and punctuation, or by its place. */
export function chosenColumn(columns: readonly SampleColumn[], choice: ChosenColumn): SampleColumn {
  const found =
    typeof choice === 'number'
      ? columns[choice]
      : (columns.find(({ name }) => name === choice) ?? columns.find(({ name }) => plainName(name) === plainName(choice)))
  if (!found)
    throw unmappable(
      typeof choice === 'number'
        ? `The mapping names the column at place ${choice}, counted from 0, and the last is ${columns.length - 1}`
        : `The mapping names the column '${choice}', which is not there`,
    )
  return found
}

export function chosenLabel(columns: readonly SampleColumn[], choice: NonNullable<ChosenMapping['region']>): LabelSource {
  return typeof choice === 'object' ? choice : refOf(chosenColumn(columns, choice))
}

export function chosenPoint(columns: readonly SampleColumn[], choice: NonNullable<ChosenMapping['origin']>): PointSource {
  const ref = (column: ChosenColumn) => refOf(chosenColumn(columns, column))
  if ('wkt' in choice) return { wkt: ref(choice.wkt) }
  if ('pair' in choice) return { pair: ref(choice.pair), first: choice.first }
  const [lon, lat] = [ref(choice.lon), ref(choice.lat)]
  if (lon.column === lat.column)
    throw unmappable(
      `The mapping names the column '${lon.name}' as longitude and as latitude; where it holds both, "pair" says so`,
    )
  return { lon, lat }
}

export function chosenTime(columns: readonly SampleColumn[], choice: NonNullable<ChosenMapping['time']>): TimeSource {
  if ('date' in choice)
    return { date: refOf(chosenColumn(columns, choice.date)), time: refOf(chosenColumn(columns, choice.time)) }
  const column = chosenColumn(columns, choice.datetime)
  return choice.format ? { datetime: refOf(column), format: choice.format } : momentSource(column)
}
