import { describe, expect, test } from 'vitest'
import { binaryTextOf, type CsvMapping } from '../csv-mapping.ts'
import { lineOfOtherDates } from '../other-dates.ts'
import { rejectsCsvHeader, rejectsCsvLine } from '../reject.ts'
import { readFile } from '../testing/read-file.ts'
import { header, point, trip } from '../testing/tiny-files.ts'
import { recogniseMapping } from './recognise-mapping.ts'

const when = '2015-06-13 00:46'
const near = `${trip} @ ${when}:00`
const many = (row: string, times = 8) => `${row}\n`.repeat(times)
/** Good rows of a file, then doubtful ones; what is rejected, by line. */
const rejects = (names: string, good: string, ...doubtful: string[]) =>
  readFile(`${names}\n${many(good)}${doubtful.map((row) => `${row}\n`).join('')}`).rejects
const extra = (...lines: number[]) => lines.map((line) => `${line} extra_fields`)

describe('a separator in a text without quotes', () => {
  test('where the last column is usually empty', () => {
    const names = `start_time,via,${header},note`
    const good = `${when},Po,40.7,-74.5,40.8,-74.1,`
    const shifted = `${when},Via Roma, 12,40.7,-74.5,40.8,-74.1,`
    expect(rejects(names, good, shifted, `${good},,`, `${good}late`, `${good}late,`)).toEqual(extra(10))
  })
  test.each([
    ['decimal commas', ';', '40,7;-74,5;40,8;-74,1', `${when};Via Roma; 12;40,7;-74,5;40,8;-74,1`],
    ['signs of degrees', ',', '40.7°,-74.5°,40.8°,-74.1°', `${when},Via Roma, 12,40.7°,-74.5°,40.8°,-74.1°`],
  ])('before %s', (_, delimiter, points, shifted) => {
    const names = `start_time,via,${header}`.replaceAll(',', delimiter)
    expect(rejects(names, `${when}${delimiter}Po${delimiter}${points}`, shifted)).toEqual(extra(10))
  })
  test('before points in one column', () => {
    const [driver, from, to] = ['POINT (-74.2 40.6)', 'POINT (-74 40.7)', 'POINT (-74.1 40.8)']
    const names = 'start_time,via,driver,start_point,end_point,kind'
    const file = `${when},Po,${driver},${from},${to},x`
    expect(rejects(names, file, `${when},Via Roma, 12,${driver},${from},${to},x`, `${file},twice`)).toEqual(extra(10))
  })
  test('before a time that comes after another', () => {
    const names = `${header},via,booked_at,start_time,end_time`
    const good = `${point},Po,${when},2015-06-13 00:50,2015-06-13 00:58`
    expect(rejects(names, good, good.replace('Po', 'Via Roma, 12'), `${good},,`)).toEqual(extra(10))
    // Where no other time stands before it, a text would be read in its place, which is none.
    const alone = `${point},Po,${when},2015-06-13 00:58`
    const found = readFile(
      `${header},via,start_time,end_time\n${many(alone)}${alone.replace('Po', 'Via Roma, 12')}\n${alone},late\n`,
    )
    expect([found.trips.length, found.rejects]).toEqual([9, ['10 not_a_time']])
  })
  test('before a label, or in it', () => {
    const names = `start_time,${header},note,region`
    const good = `${when},${point},late,Berlin`
    expect(
      rejects(names, good, `${when},${point},late, rain,Berlin`, `${when},${point},late,Washington, DC`, `${good},`),
    ).toEqual(extra(10, 11))
  })
  test('a decimal comma in a coordinate', () => {
    const names = `start_time,${header}`
    const good = `${when},41.86354,12.46769,41.87354,12.47769`
    expect(rejects(names, good, good.replace('12.47769', '12,47769'), `${good},late,6`)).toEqual(extra(10))
  })
})

test('two rows that have lost the line end between them are rejected, not read as one', () => {
  const native = `Berlin,POINT (13.4 52.5),POINT (13.5 52.6),${when}:00,app`
  const names = 'region,origin_coord,destination_coord,datetime,datasource'
  expect(rejects(names, native, native + native)).toEqual(extra(10))
  const row = `1,${when},40.7,-74,40.8,-74.1,x`
  const whole = `id,start_time,${header},kind\n${many(row, 60)}`
  expect(readFile(`${whole}${row}${row}\n${row},late\n`).rejects).toEqual(extra(62))
})

test('ends near one another do not show that nothing is missing before them where the next place behind lies near too', () => {
  const names = `start_time,${header},gps_lat,gps_lng`
  const good = `${when},40.7,-74.5,40.8,-74.1,40.9,-74.2`
  expect(rejects(names, good, `${when},40.8,-74.1,40.9,-74.2`)).toEqual(['10 missing_fields'])
  const warri = `${when},5.51,5.72,5.53,5.74,5.5`
  expect(rejects(`start_time,${header},speed`, warri, `${when},5.72,5.53,5.74,5.5`)).toEqual(['10 missing_fields'])
})

describe('a time without AM or PM among others', () => {
  const names = `start_time,${header}`
  const at = (time: string) => `${time},${point}`
  const file = `${names}\n${many(at('6/13/2015 12:46:00 AM'), 90)}`
  test('is of either half of the day, unless its hour tells', () => {
    const { trips, chunks } = readFile(
      `${file}${['6/13/2015 3:05:19', '6/13/2015 15:05:19', '6/13/2015 0:46'].map(at).join('\n')}\n`,
    )
    expect(trips.slice(-3)).toEqual([near, `${trip} @ 2015-06-13 15:05:19`, near])
    expect(chunks[0].rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [92, "start time '6/13/2015 3:05:19' does not say whether it is AM or PM, as the others do"],
    ])
  })
  test('however many they are, and however it is written', () => {
    const mixed = `${names}\n${many(at('6/13/2015 12:46 AM'))}${many(at('6/13/2015 3:05'))}`
    expect(readFile(mixed).rejects).toHaveLength(8)
    for (const half of ['\u202fAM', ' a.m.', '\u00a0a. m.', 'am'])
      expect(readFile(`${names}\n${many(at(`6/13/2015 12:46${half}`))}`).trips).toEqual(Array(8).fill(near))
    expect(readFile(`${names}\n${many(at('6/13/2015 12:46\u202fAM'))}${at('6/13/2015 3:05')}\n`).rejects).toEqual([
      '10 not_a_time',
    ])
  })
})

describe('files that were joined', () => {
  test('with names that say the same in another order', () => {
    const rows = `id,started_at,${header}\n${many(`1,${when},${point}`)}`
    const second = 'id,starttime,dropoff_latitude,dropoff_longitude,pickup_latitude,pickup_longitude'
    expect(readFile(`${rows}${second}\n${many(`1,${when},${point}`)}`).rejects).toEqual(['10 other_header'])
    const same = `${rows}id,starttime,pickup_latitude,pickup_longitude,dropoff_latitude,dropoff_longitude\n`
    expect(readFile(same).rejects).toEqual(['10 not_a_number'])
  })
  test('also in another language', () => {
    const rows = `id,started_at,${header}\n${many(`1,${when},${point}`)}`
    const second = 'id,début,longitude départ,latitude départ,longitude arrivée,latitude arrivée'
    expect(readFile(`${rows}${second}\n${many(`1,${when},-74,40.7,-74.1,40.8`)}`).rejects).toContain('10 other_header')
  })
  describe('with day and month in the other order', () => {
    const file = (day: (i: number) => string, rest = ' 00:46') =>
      `start_time,${header}\n${many(`06/13/2015 00:46,${point}`, 300)}${Array.from({ length: 12 }, (_, i) => `"${day(i)}${rest}",${point}\n`).join('')}`
    const rejectsOf = (text: string) => readFile(text, { date_order: 'mdy', chunkRows: 1000 }).chunks[0].rejects
    test.each([' 00:46', ' 12:46 a. m.', ' 00:46:00 +0000 UTC', ' 00.46.00', ' 00:46:00,123'])('written as %j', (rest) => {
      const rejects = rejectsOf(file((i) => `${i + 13}/06/2015`, rest))
      expect(rejects.map(({ code }) => code)).toEqual(Array(12).fill('other_date'))
      expect(lineOfOtherDates(rejects.map(({ line }) => line))).toBe(302)
    })
    test('but not days that exist in neither, or a few of them', () => {
      expect(rejectsOf(file(() => '31/31/2015')).map(({ code }) => code)).toEqual(Array(12).fill('no_such_day'))
      expect(rejectsOf(file((i) => `06/${i + 13}/2015`))).toEqual([])
      const some = rejectsOf(file((i) => (i < 9 ? `${i + 13}/06/2015` : '06/13/2015')))
      expect([some.length, lineOfOtherDates(some.map(({ line }) => line))]).toEqual([9, undefined])
      expect(lineOfOtherDates(Array.from({ length: 50 }, (_, i) => i * 5))).toBeUndefined()
    })
  })
})

describe('rejects that are sent again as they are', () => {
  const again = (file: string) => {
    const { chunks, rejects } = readFile(file)
    const { mapping } = recognised(file)
    const lines = chunks.flatMap((chunk) => chunk.rejects.map((reject) => binaryTextOf(rejectsCsvLine(reject, mapping))))
    return [
      rejects.map((reject) => reject.split(' ')[1]),
      readFile(binaryTextOf(rejectsCsvHeader(mapping)) + lines.join('')).rejects,
    ]
  }
  test.each([
    [
      'times without AM or PM',
      `start_time,${header}\n${many(`6/13/2015 12:46 AM,${point}`, 90)}${many(`6/13/2015 3:05,${point}`, 3)}`,
      'not_a_time',
    ],
    [
      'rows shifted before the time',
      `${header},note,ended_at,started_at\n${many(`${point},late,2015-06-13 00:58,${when}`)}${many(`${point},late, rain,2015-06-13 00:58,${when}`, 3)}`,
      'extra_fields',
    ],
  ])('%s', (_, file, code) => {
    expect(again(file)).toEqual([Array(3).fill(code), [2, 3, 4].map((line) => `${line} ${code}`)])
  })
})

/** How a file is read. */
function recognised(file: string): { mapping: CsvMapping } {
  const found = recogniseMapping([new TextEncoder().encode(file)], 'trips.csv')
  if ('problem' in found) throw new Error(found.problem.message)
  return found
}

describe('where most rows are shorter or longer than the header', () => {
  const rows = (row: string) => `${row}\n`.repeat(60)
  test('a cell that is missing before the points is found by counting from the right', () => {
    const file = (header: string) => `${header}\n${rows('2018-05-01 08:00,50.08,14.45,50.05,14.38,12')}`
    expect(() => readFile(file('start_time,vehicle,start_lat,start_lng,end_lat,end_lng,speed'))).toThrow(
      /Most rows have 6 cells under a header of 7 names, and a cell seems to be missing before 'start_lat'/,
    )
    for (const end of ['speed', 'speed,note', 'speed,,'])
      expect(readFile(file(`start_time,start_lat,start_lng,end_lat,end_lng,${end}`)).trips.length).toBe(60)
  })
  test('a label behind the points may be cut or another', () => {
    const file = (cells: string) =>
      `start_time,start_lat,start_lng,end_lat,end_lng,fare,region\n${rows(`2018-05-01 08:00,50.08,14.45,50.05,14.38,${cells}`)}`
    expect(() => readFile(file('9,Springfield, MA'))).toThrow(
      /so what is in 'region', such as 'Springfield', may be a part of it/,
    )
    expect(() => readFile(file('1,302,Praha'))).toThrow(/so what is in 'region', such as '302', may be a part of it/)
    for (const cells of ['9,Praha,', '9,"Springfield, MA"', '9,Praha,,']) expect(readFile(file(cells)).trips.length).toBe(60)
  })
})
