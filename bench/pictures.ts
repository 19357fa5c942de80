import { growthCases, type IngestCase } from './ingest-cases.ts'
import { systemTitles } from './ingest-report.ts'
import { type SystemName, systemNames } from './result-line.ts'
import { bytesOf } from './table-sizes.ts'

/** What the chart library draws, with a file name and a sentence for who cannot see it. */
export type Picture = { name: string; says: string; height: number; option: object }

/** Colours of Okabe and Ito, told apart by all kinds of colour vision; markers differ too. */
export const ink = '#1f2328'
export const faint = '#d0d7de'
export const paper = '#ffffff'
const systemColours: Record<SystemName, string> = {
  tripfold: '#0072b2',
  r1: '#d55e00',
  'r1-parsed': '#cc79a7',
  duckdb: '#009e73',
}
const systemSymbols: Record<SystemName, string> = { tripfold: 'circle', r1: 'rect', 'r1-parsed': 'diamond', duckdb: 'triangle' }
const tableColours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9']
const restColour = '#c9ced6'

const thousands = (n: number): string => (n >= 1e6 ? `${n / 1e6} M` : n >= 1000 ? `${n / 1000} k` : String(n))
const text = { color: ink, fontSize: 13, fontFamily: 'sans-serif' }
const axis = {
  axisLabel: text,
  nameTextStyle: text,
  axisLine: { show: true, lineStyle: { color: ink } },
  axisTick: { lineStyle: { color: ink } },
  splitLine: { lineStyle: { color: faint } },
}
const title = (words: string, more: string) => ({
  ...{ text: words, subtext: more, left: 8, top: 6 },
  textStyle: { ...text, fontSize: 16, fontWeight: 'bold' },
  subtextStyle: text,
})
const base = { animation: false, backgroundColor: paper, textStyle: text }

/** The pictures of one engine, of those of its cases that tell how it grows. */
export function ingestPictures(engine: string, cases: readonly IngestCase[]): Picture[] {
  const growth = growthCases(cases)
  const largest = growth.at(-1)
  const stem = engine.split(' ')[0].toLowerCase()
  if (!largest) return []
  return [
    ratePicture(engine, `rate-${stem}`, growth),
    bytesPicture(engine, `bytes-${stem}`, largest),
    memoryPicture(engine, `memory-${stem}`, largest),
  ]
}

function ratePicture(engine: string, name: string, growth: readonly IngestCase[]): Picture {
  const sizes = growth.map(({ rows }) => rows)
  const series = systemNames.flatMap((system) => {
    const data = growth.flatMap(({ rows, systems }) =>
      systems[system] ? [[rows, Math.round(systems[system].rowsPerSecond)]] : [],
    )
    const colour = systemColours[system]
    const line = { type: 'line', name: systemTitles[system], data, symbol: systemSymbols[system], symbolSize: 9, silent: true }
    const label = { show: true, formatter: '{a}', ...text, color: colour, fontWeight: 'bold', distance: 10 }
    return data.length > 0
      ? [
          {
            ...line,
            lineStyle: { width: system === 'tripfold' ? 3.5 : 2 },
            itemStyle: { color: colour },
            endLabel: label,
            labelLayout: { moveOverlap: 'shiftY' },
          },
        ]
      : []
  })
  return {
    name,
    says: `Rows a second against rows imported on ${engine}`,
    height: 380,
    option: {
      ...base,
      title: title('Rows imported a second', `${engine}; one file of trips of twelve cities, medians`),
      grid: { left: 70, right: 150, top: 84, bottom: 54 },
      xAxis: {
        ...{ ...axis, type: 'log', name: 'rows in the file', nameLocation: 'middle', nameGap: 34, silent: true },
        ...{ min: Math.min(...sizes), max: Math.max(...sizes, 10 * Math.min(...sizes)) },
        axisLabel: { ...text, formatter: thousands },
      },
      yAxis: { ...axis, type: 'value', min: 0, silent: true, axisLabel: { ...text, formatter: thousands } },
      series,
    },
  }
}

/** A table that gets a colour of its own has at least this share; the rest is one. */
const shareShown = 0.01

function bytesPicture(engine: string, name: string, { rows, csvBytes, systems }: IngestCase): Picture {
  const perTrip = (bytes: number): number => Math.round((bytes / rows) * 10) / 10
  const stored = systems.tripfold?.figures.storedBytes ?? 0
  const shown = (systems.tripfold?.figures.tables ?? [])
    .map((table) => [table.name, bytesOf(table)] as const)
    .filter(([, bytes]) => bytes >= shareShown * stored)
    .slice(0, tableColours.length)
  const rest = stored - shown.reduce((sum, [, bytes]) => sum + bytes, 0)
  const peers = systemNames.filter((system) => system !== 'tripfold' && systems[system])
  const names = ['the CSV', ...peers.map((system) => systemTitles[system]).reverse(), 'Tripfold']
  const totals = [csvBytes, ...peers.map((system) => systems[system]?.figures.storedBytes ?? 0).reverse(), stored]
  const bar = { type: 'bar', stack: 'all', barWidth: 26, silent: true }
  const series = [
    {
      ...bar,
      name: 'whole',
      itemStyle: { color: '#999999' },
      data: totals.map((bytes, i) => (i < names.length - 1 ? perTrip(bytes) : 0)),
    },
    ...[...shown, ['everything else', rest] as const].map(([table, bytes], i) => ({
      ...{
        ...bar,
        name: table,
        itemStyle: { color: i < shown.length ? tableColours[i] : restColour, borderColor: paper, borderWidth: 1 },
      },
      data: names.map((_, at) => (at === names.length - 1 ? perTrip(bytes) : 0)),
    })),
    // Nothing wide, it carries the sums at the bars' ends.
    {
      ...{ ...bar, name: 'sum', itemStyle: { color: 'none' }, data: names.map(() => 0) },
      label: {
        show: true,
        position: 'right',
        ...text,
        formatter: ({ dataIndex }: { dataIndex: number }) => String(perTrip(totals[dataIndex])),
      },
    },
  ]
  return {
    name,
    says: `Bytes a trip on the disk, by table, beside what others need, on ${engine}`,
    height: 190 + 44 * names.length,
    option: {
      ...base,
      title: title(
        'Bytes a trip on the disk',
        `${engine}; ${rows.toLocaleString('en')} rows; Tripfold by table, with its indexes`,
      ),
      legend: {
        data: [...shown.map(([table]) => table), 'everything else'],
        bottom: 6,
        left: 8,
        textStyle: text,
        itemWidth: 14,
        itemHeight: 14,
        width: 660,
      },
      grid: { left: 140, right: 60, top: 70, bottom: 96 },
      xAxis: { ...axis, type: 'value', silent: true },
      yAxis: { ...axis, type: 'category', data: names, splitLine: { show: false }, axisTick: { show: false }, silent: true },
      series,
    },
  }
}

const memoryMaxMb = 512

function memoryPicture(engine: string, name: string, { rows, systems: { tripfold } }: IngestCase): Picture {
  const data = (tripfold?.figures.progress ?? []).flatMap(({ s, rssMb }) => (rssMb === undefined ? [] : [[s, Math.round(rssMb)]]))
  return {
    name,
    says: `Memory of the worker while it imports ${rows.toLocaleString('en')} rows on ${engine}`,
    height: 320,
    option: {
      ...base,
      title: title('Memory of the worker, MB', `${engine}; RSS while ${rows.toLocaleString('en')} rows are imported`),
      grid: { left: 60, right: 40, top: 78, bottom: 54 },
      xAxis: { ...axis, type: 'value', name: 'seconds', nameLocation: 'middle', nameGap: 32, min: 0, silent: true },
      yAxis: { ...axis, type: 'value', min: 0, max: 600, interval: 100, silent: true },
      series: [
        {
          ...{ type: 'line', data, showSymbol: false, silent: true, lineStyle: { width: 2.5, color: systemColours.tripfold } },
          markLine: {
            ...{ silent: true, symbol: 'none', data: [{ yAxis: memoryMaxMb }], lineStyle: { color: ink, type: 'dashed' } },
            label: { ...text, formatter: 'at most 512', position: 'insideEndTop' },
          },
        },
      ],
    },
  }
}

/** What each colour becomes on dark paper. */
export const darkColours: Record<string, string> = {
  [ink]: '#e6edf3',
  [faint]: '#30363d',
  [paper]: '#0d1117',
  '#0072b2': '#4aa3df',
  '#d55e00': '#f08a4b',
  '#009e73': '#34c79a',
}
