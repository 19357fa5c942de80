import { axis, chart, type Picture, shortNumber, systemColours, systemSymbols, text } from './chart-style.ts'
import type { IngestCase } from './ingest-cases.ts'
import { systemTitles } from './ingest-report.ts'
import { type SystemName, systemNames } from './result-line.ts'

/** Rows a second against rows, a line a system, its name at its end. */
export function ratePicture(engine: string, name: string, growth: readonly IngestCase[]): Picture {
  const sizes = growth.map(({ rows }) => rows)
  return {
    name,
    says: `Rows a second against rows imported on ${engine}`,
    height: 380,
    option: {
      ...chart('Rows imported a second', `${engine}; one file of trips of twelve cities, medians`),
      grid: { left: 70, right: 150, top: 84, bottom: 54 },
      xAxis: {
        ...{ ...axis, type: 'log', name: 'rows in the file' },
        ...{ min: Math.min(...sizes), max: Math.max(...sizes, 10 * Math.min(...sizes)) },
        axisLabel: { ...text, formatter: shortNumber },
      },
      yAxis: { ...axis, type: 'value', min: 0, axisLabel: { ...text, formatter: shortNumber } },
      series: systemNames.filter((system) => growth.some(({ systems }) => systems[system])).map((system) => line(system, growth)),
    },
  }
}

const line = (system: SystemName, growth: readonly IngestCase[]) => ({
  type: 'line',
  name: systemTitles[system],
  data: growth.flatMap(({ rows, systems: { [system]: found } }) => (found ? [[rows, Math.round(found.rowsPerSecond)]] : [])),
  silent: true,
  symbol: systemSymbols[system],
  symbolSize: 9,
  lineStyle: { width: system === 'tripfold' ? 3.5 : 2 },
  itemStyle: { color: systemColours[system] },
  endLabel: { ...text, show: true, formatter: '{a}', color: systemColours[system], fontWeight: 'bold', distance: 10 },
  labelLayout: { moveOverlap: 'shiftY' },
})
