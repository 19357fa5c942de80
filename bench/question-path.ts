import { boxText, e7ToDegrees } from '#trips/box.ts'
import { dateText } from '#trips/iso-week.ts'
import type { Question, Ring } from './question.ts'

/** Where the question is asked: path and query below the server's address. */
export function questionPath(question: Question): string {
  const { selection, savedAs } = question
  const { relation, box, ring, region, datasource, from, to, hours, weekdays } = selection
  const area = savedAs ?? (ring && JSON.stringify(polygonOf(ring)))
  const parameters = {
    ...formParameters(question),
    ...(box && question.form !== 'cells' ? { bbox: boxText(box) } : {}),
    ...{ relation, area, region, datasource, hours: hours?.join(), weekdays: weekdays?.join() },
    ...{ from: from === undefined ? undefined : dateText(from), to: to === undefined ? undefined : dateText(to) },
  }
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return `/api/v1/${addresses[question.form]}?${new URLSearchParams(given)}`
}

const addresses = { weeks: 'weekly-average', 'hour-of-week': 'hour-of-week', groups: 'groups', cells: 'cells' }

/** Every cell of the views asked for is answered. */
const cellsMax = 20_000

function formParameters(question: Question): Record<string, string | undefined> {
  if (question.form === 'groups') return { level: question.level?.toString(), time: question.time }
  if (question.form === 'cells') return { view: boxText(question.view), level: String(question.level), limit: String(cellsMax) }
  return {}
}

/** GeoJSON of a ring: closed, in degrees that round to the same integers. */
export function polygonOf(ring: Ring) {
  const positions = ring.map((corner) => corner.map((e7) => Number(e7ToDegrees(e7))))
  return { type: 'Polygon', coordinates: [[...positions, positions[0]]] }
}
