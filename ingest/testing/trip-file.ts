import { writeFileSync } from 'node:fs'
import { sampleTrips } from '#trips/sample-trips.ts'

/** Native CSV of seeded trips, with a bad row after every `badEvery` good ones, as one text. */
export function tripFileText(seed: number, rows: number, badEvery = 0): string {
  const text = Buffer.concat([...sampleTrips({ seed, rows })]).toString('utf8')
  if (badEvery === 0) return text
  const [header, ...lines] = text.trimEnd().split('\n')
  const mixed = lines.flatMap((line, i) =>
    i % badEvery === 0 ? [line, `Prague,POINT (14.4 50.0),,2024-01-0${(i % 9) + 1} 08:00:00,taxi_meter`] : [line],
  )
  return `${[header, ...mixed].join('\n')}\n`
}

export function writeTripFile(path: string, text: string): string {
  writeFileSync(path, text)
  return path
}
