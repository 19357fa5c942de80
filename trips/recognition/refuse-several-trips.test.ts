import { describe, expect, test } from 'vitest'
import { readFile } from '../testing/read-file.ts'
import { header, point, trip } from '../testing/tiny-files.ts'

/** A file of twelve trips under these names of more columns. */
const file = (names: string, row: (i: number) => string, points = header, ends = point) =>
  `start_time,${points},${names}\n${Array.from({ length: 12 }, (_, i) => `2018-05-01 06:20:00,${ends},${row(i)}\n`).join('')}`
const counts = (i: number) => String((i * 7) % 5)
const first = `${trip} @ 2018-05-01 06:20:00`
const mapping = { origin: { lat: 'start_lat', lon: 'start_lng' }, destination: { lat: 'end_lat', lon: 'end_lng' } }

describe('a row that stands for several trips is refused', () => {
  test.each([
    'trips',
    'trip_count',
    'Number of trips',
    'total_trips',
    'viajes',
    'Número de viajes',
    'Anzahl Fahrten',
    'nb_trajets',
    'flow',
    'OD_flow',
    'n_trips',
    'Trips (n)',
    'trips per day',
    'trips_per_day',
    'Fahrten pro Tag',
    'antal_rejser',
    'Antal resor',
    'anz_fahrten',
    'n',
    'count',
    'Anzahl',
    'occurrences',
  ])('%s', (name) => {
    const text = file(name, counts)
    expect(() => readFile(text)).toThrow(`By its name '${name}', which holds such as '2', says how many trips a row stands for`)
    expect(readFile(text, { mapping }).trips).toHaveLength(12)
  })

  test.each<[string, string, (i: number) => string]>([
    ['one trip a row', 'trips', () => '1'],
    ['one trip a row, but for two', 'trips', (i) => (i % 6 ? '1' : '2')],
    ['rows that are numbered', 'trip_count', (i) => String(i + 1)],
    ['numbers with fractions', 'flow', (i) => `${i}.5`],
    ['names', 'rides', (i) => `ride ${i}`],
    ['a number of a trip', 'trip_number', counts],
    ['passengers', 'passenger_count', counts],
    ['n that numbers the rows', 'n', (i) => String(40 - i)],
    ['a count that is mostly of one', 'count', (i) => (i % 3 ? '1' : '2')],
    ['trips per person', 'trips_per_person', counts],
    ...['trip_id', 'Trip ID', 'bikeid', 'ride_number'].map((name): [string, string, (i: number) => string] => [
      `n beside ${name}`,
      `n,${name}`,
      (i) => `${counts(i)},${i % 7}`,
    ]),
    ['count beside an end time', 'count,end_time', (i) => `${counts(i)},2018-05-01 06:40:00`],
    ['Anzahl beside how long it took', 'Anzahl,Fahrtdauer', (i) => `${counts(i)},600`],
    ['trips that were pooled', 'Trips Pooled', counts],
  ])('but not %s', (_, name, cell) => expect(readFile(file(name, cell)).trips[0]).toBe(first))

  test.each([
    ['ids of places', 'start_station_id,end_station_id', '3,4'],
    ['ids of places in one word', 'fromstationid,tostationid', '3,4'],
    ['a mean of how long they took', 'avg_duration', '600'],
  ])('%s do not say that a row is one trip', (_, names, cells) => {
    expect(() => readFile(file(`${names},count`, (i) => `${cells},${counts(i)}`))).toThrow(
      "By its name 'count', which holds such as '2', says how many trips a row stands for",
    )
  })

  test('nor where the name of a table stands before all columns', () => {
    const names = 'Trips Start Lat,Trips Start Lng,Trips End Lat,Trips End Lng'
    expect(readFile(file('Trips Count', counts, names)).trips[0]).toBe(first)
  })
})

describe('two trips a row are refused', () => {
  const near = '40.71,-74.01,40.81,-74.11'
  test.each<[string, string, string]>([
    ['each column once more', 'start_time_2,start_lat_2,start_lng_2,end_lat_2,end_lng_2', `2018-05-01 07:20:00,${near}`],
    ['of the same points', 'start_time2,start_lat2,start_lng2,end_lat2,end_lng2', `2018-05-01 07:20:00,${point}`],
    ['one more end', 'end_lat 2,end_lng 2', '40.81,-74.11'],
  ])('%s', (_, names, row) => {
    expect(() => readFile(file(names, () => row))).toThrow(
      /There are more points than two, '\w+_lat.?2' beside '\w+_lat': where a row/,
    )
    expect(
      readFile(
        file(names, () => row),
        { mapping },
      ).trips,
    ).toHaveLength(12)
  })
  test('in one column each', () => {
    const text = file(
      'origin_2,destination_2',
      () => 'POINT (-74 40.9),POINT (-74.1 40.8)',
      'origin,destination',
      'POINT (-74 40.7),POINT (-74.1 40.8)',
    )
    expect(() => readFile(text)).toThrow(/'origin_2' beside 'origin'/)
  })

  test.each<[string, string, string]>([
    ['the same end once more', 'end_lat_2,end_lng_2', '40.8,-74.1'],
    [
      'the same points and time once more',
      'start_time.1,start_lat.1,start_lng.1,end_lat.1,end_lng.1',
      `2018-05-01 06:20:00,${point}`,
    ],
    ['nothing', 'start_lat_2,start_lng_2,end_lat_2,end_lng_2', ',,,'],
  ])('but not %s', (_, names, row) => expect(readFile(file(names, () => row)).trips[0]).toBe(first))
})
