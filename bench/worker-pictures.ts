import { axis, boundAt, chart, type Picture, shortNumber, systemColours, systemSymbols, text } from './chart-style.ts'
import { type IngestCase, steadyCases } from './ingest-cases.ts'

const worker = { type: 'line', silent: true, itemStyle: { color: systemColours.tripfold }, symbol: systemSymbols.tripfold }
const memoryMaxMb = 512

/** RSS of the worker over the time of its longest import. */
export function memoryPicture(engine: string, name: string, { rows, systems: { tripfold } }: IngestCase): Picture {
  const progress = tripfold?.figures.progress ?? []
  const data = progress.flatMap(({ s, rssMb }) => (rssMb === undefined ? [] : [[s, Math.round(rssMb)]]))
  const what = `${rows.toLocaleString('en')} rows are imported`
  return {
    name,
    says: `Memory of the worker while ${what} on ${engine}`,
    height: 320,
    option: {
      ...chart('Memory of the worker, MB', `${engine}; RSS while ${what}`),
      grid: { left: 60, right: 40, top: 78, bottom: 54 },
      xAxis: { ...axis, type: 'value', name: 'seconds', min: 0, max: Math.ceil(data.at(-1)?.[0] ?? 1) },
      yAxis: { ...axis, type: 'value', min: 0, max: Math.max(600, ...data.map(([, rssMb]) => rssMb)), interval: 100 },
      series: [{ ...worker, data, showSymbol: false, lineStyle: { width: 2.5 }, markLine: boundAt(memoryMaxMb, 'at most 512') }],
    },
  }
}

/** Rows a second in each tenth of the file, a line a size: flat if nothing gets slower as it fills. */
export function steadyPicture(engine: string, name: string, growth: readonly IngestCase[]): Picture | undefined {
  const cases = steadyCases(growth)
  if (cases.length === 0) return undefined
  return {
    name,
    says: `Rows a second in each tenth of a file on ${engine}`,
    height: 340,
    option: {
      ...chart('Rows loaded a second, as an import goes on', `${engine}; Tripfold, in each tenth of the file`),
      grid: { left: 70, right: 150, top: 84, bottom: 54 },
      xAxis: { ...axis, type: 'category', name: 'tenth of the file', data: Array.from({ length: 10 }, (_, i) => i + 1) },
      yAxis: { ...axis, type: 'value', min: 0, axisLabel: { ...text, formatter: shortNumber } },
      series: cases.map(({ rows, rateByTenth }, i) => ({
        ...{ ...worker, name: `${shortNumber(rows)} rows`, data: rateByTenth, symbolSize: 7 },
        lineStyle: { width: 2.5, type: i === cases.length - 1 ? 'solid' : 'dashed' },
        endLabel: { ...text, show: true, formatter: '{a}', color: systemColours.tripfold, fontWeight: 'bold', distance: 10 },
        labelLayout: { moveOverlap: 'shiftY' },
      })),
    },
  }
}
