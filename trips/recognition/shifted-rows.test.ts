import { describe, expect, test } from 'vitest'
import { readFile } from '../testing/read-file.ts'
import { header, point, trip } from '../testing/tiny-files.ts'

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
  test('is nothing odd where many are so', () => {
    const mixed = `${names}\n${many(at('6/13/2015 12:46 AM'))}${many(at('6/13/2015 3:05'))}`
    expect(readFile(mixed).rejects).toEqual([])
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
  test('with day and month in the other order', () => {
    const file = (day: (i: number) => string) =>
      `start_time,${header}\n${many(`06/13/2015 00:46,${point}`, 300)}${Array.from({ length: 12 }, (_, i) => `${day(i)} 00:46,${point}\n`).join('')}`
    const codes = (text: string) => readFile(text, { date_order: 'mdy' }).rejects.map((reject) => reject.split(' ')[1])
    expect(codes(file((i) => `${i + 13}/06/2015`))).toEqual([...Array(9).fill('no_such_day'), ...Array(3).fill('other_dates')])
    // Of either order none exists.
    expect(codes(file(() => '31/31/2015'))).toEqual(Array(12).fill('no_such_day'))
    expect(codes(file((i) => `06/${i + 13}/2015`))).toEqual([])
  })
})
