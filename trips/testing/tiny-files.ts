import { readFile } from './read-file.ts'

/** The columns of two points, and a row of them. */
export const header = 'start_lat,start_lng,end_lat,end_lng'
export const point = '40.7,-74,40.8,-74.1'
/** That row as `readFile` tells it, without its time. */
export const trip = '-74 40.7 > -74.1 40.8'
/** A file of one start time, however it is written. */
export const timed = (...times: string[]) => `starttime,${header}\n${times.map((time) => `"${time}",${point}\n`).join('')}`
/** A file of one trip whose ends are written in one column each. */
export const pointed = (origin: string, destination: string, names = 'origin,destination') =>
  `start_time,${names}\n2015-06-13 00:46,${origin},${destination}\n`
/** A file of one trip with these four coordinates. */
export const numbers = (...cells: string[]) => `start_time,${header}\n2015-06-13 00:46,${cells.join()}\n`

/** Trips and rejects of the file, one a line. */
export const read = (file: string | Uint8Array) => {
  const { trips, rejects } = readFile(file)
  return [...trips, ...rejects].join('\n')
}
