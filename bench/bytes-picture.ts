import { axis, chart, type Picture, paper, text } from './chart-style.ts'
import type { IngestCase } from './ingest-cases.ts'
import { systemTitles, tablesShown } from './ingest-report.ts'
import { systemNames } from './result-line.ts'
import { bytesOf, sumOfBytes } from './table-sizes.ts'

const tableColours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9']
const restColour = '#c9ced6'
const peerColour = '#999999'

/** Bytes a trip: Tripfold's by table, beside the CSV and what others keep. */
export function bytesPicture(engine: string, name: string, one: IngestCase): Picture {
  const bars = barsOf(one)
  const parts = partsOf(one)
  const perTrip = (bytes: number): number => Math.round((bytes / one.rows) * 10) / 10
  const bar = { type: 'bar', stack: 'all', barWidth: 26, silent: true }
  return {
    name,
    says: `Bytes a trip on the disk, by table, beside what others need, on ${engine}`,
    height: 180 + 44 * bars.length,
    option: {
      ...chart(
        'Bytes a trip on the disk',
        `${engine}; ${one.rows.toLocaleString('en')} rows; Tripfold by table, with its indexes`,
      ),
      legend: { data: parts.map((part) => part.name), bottom: 6, left: 8, textStyle: text, itemWidth: 14, itemHeight: 14 },
      grid: { left: 140, right: 60, top: 70, bottom: 84 },
      xAxis: { ...axis, type: 'value' },
      yAxis: {
        ...axis,
        type: 'category',
        data: bars.map((one) => one.name),
        splitLine: { show: false },
        axisTick: { show: false },
      },
      series: [
        {
          ...bar,
          name: 'all',
          itemStyle: { color: peerColour },
          data: bars.map(({ name, bytes }) => (name === 'Tripfold' ? 0 : perTrip(bytes))),
        },
        ...parts.map((part) => ({
          ...{ ...bar, name: part.name, itemStyle: { color: part.colour, borderColor: paper, borderWidth: 1 } },
          data: bars.map(({ name }) => (name === 'Tripfold' ? perTrip(part.bytes) : 0)),
        })),
        // Nothing wide, it carries the sums at the bars' ends.
        {
          ...{ ...bar, name: 'sum', itemStyle: { color: 'none' } },
          data: bars.map(({ bytes }) => ({
            value: 0,
            label: { ...text, show: true, position: 'right', formatter: String(perTrip(bytes)) },
          })),
        },
      ],
    },
  }
}

/** From the bottom up. */
function barsOf({ csvBytes, systems }: IngestCase): { name: string; bytes: number }[] {
  const stored = systemNames.flatMap((system) => {
    const found = systems[system]
    return found ? [{ name: systemTitles[system], bytes: found.figures.storedBytes }] : []
  })
  return [{ name: 'the CSV', bytes: csvBytes }, ...stored.reverse()]
}

function partsOf({ systems: { tripfold } }: IngestCase): { name: string; bytes: number; colour: string }[] {
  if (!tripfold) return []
  const shown = tablesShown(tripfold.figures).slice(0, tableColours.length)
  const parts = shown.map((table, i) => ({ name: table.name, bytes: bytesOf(table), colour: tableColours[i] }))
  return [...parts, { name: 'everything else', bytes: tripfold.figures.storedBytes - sumOfBytes(shown), colour: restColour }]
}
