import { type AnswersCase, msOf, shareOf, systemsAsked } from './answers-cases.ts'
import { answererTitles } from './answers-report.ts'
import { axis, chart, type Picture, paper, shortNumber, text } from './chart-style.ts'
import { kindNames, kinds, kindsOf } from './question.ts'
import type { AnswererName } from './result-line.ts'

const colours: Record<AnswererName, string> = {
  tripfold: '#0072b2',
  duckdb: '#009e73',
  scan: '#d55e00',
  btree: '#cc79a7',
  spatial: '#e69f00',
  postgis: '#56b4e9',
  pandas: '#999999',
}
const symbols: Record<AnswererName, string> = {
  tripfold: 'circle',
  duckdb: 'triangle',
  scan: 'rect',
  btree: 'diamond',
  spatial: 'roundRect',
  postgis: 'pin',
  pandas: 'arrow',
}

/** The pictures of one engine. */
export function answersPictures(engine: string, measured: readonly AnswersCase[]): Picture[] {
  const cases = measured.filter(({ wrong, systems }) => wrong.length === 0 && systems.tripfold)
  const largest = cases.at(-1)
  const stem = engine.split(' ')[0].toLowerCase()
  return largest ? [latencyPicture(engine, `latency-${stem}`, cases), kindsPicture(engine, `kinds-${stem}`, largest)] : []
}

const shortMs = (ms: number): string => (ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`)

/** The median of boxes against rows, a line a system, its name at its end. */
function latencyPicture(engine: string, name: string, cases: readonly AnswersCase[]): Picture {
  const sizes = cases.map(({ rows }) => rows)
  return {
    name,
    says: `Milliseconds to answer a box against rows, Tripfold on ${engine} and its peers`,
    height: 420,
    option: {
      ...chart('Weekly average of a box, median', `${engine}; whole HTTP request of Tripfold, peers at their own interface`),
      grid: { left: 70, right: 170, top: 84, bottom: 54 },
      xAxis: {
        ...{ ...axis, type: 'log', name: 'trips' },
        ...{ min: Math.min(...sizes), max: Math.max(...sizes, 10 * Math.min(...sizes)) },
        axisLabel: { ...text, formatter: shortNumber },
      },
      yAxis: { ...axis, type: 'log', axisLabel: { ...text, formatter: shortMs } },
      series: systemsAsked(cases).map((system) => line(system, cases)),
    },
  }
}

const line = (system: AnswererName, cases: readonly AnswersCase[]) => ({
  type: 'line',
  name: answererTitles[system],
  data: cases.flatMap(({ rows, systems }) => {
    const p50 = shareOf(msOf(systems[system], kindsOf('boxes')), 0.5)
    return p50 === undefined ? [] : [[rows, Math.round(p50 * 10) / 10]]
  }),
  silent: true,
  symbol: symbols[system],
  symbolSize: 9,
  lineStyle: { width: system === 'tripfold' ? 3.5 : 2 },
  itemStyle: { color: colours[system] },
  endLabel: { ...text, show: true, formatter: '{a}', color: colours[system], fontWeight: 'bold', distance: 10 },
  labelLayout: { moveOverlap: 'shiftY' },
})

const shareText = { 0.5: 'median', 0.95: '95 %' } as const

/** The median (filled) and the 95th percentile (hollow) of every kind of question, Tripfold's beside DuckDB's. */
function kindsPicture(engine: string, name: string, { rows, systems }: AnswersCase): Picture {
  const asked = kindNames.filter((kind) => systems.tripfold?.asked[kind]).reverse()
  const points = (['tripfold', 'duckdb'] as const)
    .filter((system) => systems[system])
    .flatMap((system) =>
      ([0.5, 0.95] as const).map((share) => ({ system, share, name: `${answererTitles[system]}, ${shareText[share]}` })),
    )
  return {
    name,
    says: `Milliseconds of each kind of question at ${rows.toLocaleString('en')} trips, Tripfold on ${engine} and DuckDB`,
    height: 150 + 24 * asked.length,
    option: {
      ...chart('Each kind of question', `${engine}; ${rows.toLocaleString('en')} trips`),
      legend: { data: points.map(({ name }) => name), top: 56, left: 8, textStyle: text, itemGap: 24 },
      grid: { left: 320, right: 40, top: 90, bottom: 40 },
      xAxis: { ...axis, type: 'log', axisLabel: { ...text, formatter: shortMs } },
      yAxis: {
        ...axis,
        type: 'category',
        data: asked.map((kind) => kinds[kind].says.replaceAll('`', '')),
        axisTick: { show: false },
      },
      series: points.map(({ system, share, name }) => ({
        ...{ type: 'scatter', name, silent: true, symbol: symbols[system], symbolSize: 10 },
        itemStyle: share === 0.5 ? { color: colours[system] } : { color: paper, borderColor: colours[system], borderWidth: 2 },
        data: asked.flatMap((kind, at) => {
          const ms = shareOf(msOf(systems[system], [kind]), share)
          return ms ? [[ms, at]] : []
        }),
      })),
    },
  }
}
