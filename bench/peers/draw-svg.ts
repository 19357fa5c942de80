import { init } from 'echarts'

/** Pairs of a colour on light paper and the same on dark. */
export type DarkColours = Record<string, string>

const width = 720

/** Draws a chart as an SVG that follows the reader's light or dark scheme wherever it is shown as a picture. */
export function drawSvg(option: object, { height, says, dark }: { height: number; says: string; dark: DarkColours }): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  chart.setOption(option)
  const svg = chart.renderToSVGString()
  chart.dispose() // else its timers keep the process alive
  const rules = Object.entries(dark).map(
    ([light, colour]) => `[fill="${light}"]{fill:${colour}}[stroke="${light}"]{stroke:${colour}}`,
  )
  return svg
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/ (class|pointer-events|xml:space)="[^"]*"/g, '')
    .replace(
      /(<svg[^>]*)>/,
      `$1 role="img"><title>${says}</title><style>@media (prefers-color-scheme:dark){${rules.join('')}}</style>`,
    )
    .concat('\n')
}
