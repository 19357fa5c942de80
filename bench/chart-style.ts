import type { SystemName } from './result-line.ts'

/** What the chart library draws, with a file name and a sentence for who cannot see it. */
export type Picture = { name: string; says: string; height: number; option: object }

const ink = '#1f2328'
const faint = '#d0d7de'
export const paper = '#ffffff'

/** Colours of Okabe and Ito, told apart by all kinds of colour vision; markers differ too. */
export const systemColours: Record<SystemName, string> = {
  tripfold: '#0072b2',
  r1: '#d55e00',
  'r1-parsed': '#cc79a7',
  duckdb: '#009e73',
}
export const systemSymbols: Record<SystemName, string> = {
  tripfold: 'circle',
  r1: 'rect',
  'r1-parsed': 'diamond',
  duckdb: 'triangle',
}

/** What each colour becomes on dark paper; those that are read on both stay. */
export const darkColours: Record<string, string> = {
  [ink]: '#e6edf3',
  [faint]: '#30363d',
  [paper]: '#0d1117',
  '#0072b2': '#4aa3df',
  '#d55e00': '#f08a4b',
  '#009e73': '#34c79a',
}

export const text = { color: ink, fontSize: 13, fontFamily: 'sans-serif' }

export const axis = {
  silent: true,
  nameLocation: 'middle',
  nameGap: 34,
  axisLabel: text,
  nameTextStyle: text,
  axisLine: { show: true, lineStyle: { color: ink } },
  axisTick: { lineStyle: { color: ink } },
  splitLine: { lineStyle: { color: faint } },
}

/** Text that stands still: a title, a line below it, and what every chart has. */
export const chart = (words: string, more: string) => ({
  animation: false,
  backgroundColor: paper,
  textStyle: text,
  title: {
    ...{ text: words, subtext: more, left: 8, top: 6 },
    textStyle: { ...text, fontSize: 16, fontWeight: 'bold' },
    subtextStyle: text,
  },
})

/** A line across at `value`, with words at its end. */
export const boundAt = (value: number, words: string) => ({
  silent: true,
  symbol: 'none',
  data: [{ yAxis: value }],
  lineStyle: { color: ink, type: 'dashed' },
  label: { ...text, formatter: words, position: 'insideEndTop' },
})

/** 1 M, 250 k */
export const shortNumber = (n: number): string => (n >= 1e6 ? `${n / 1e6} M` : n >= 1000 ? `${n / 1000} k` : String(n))
