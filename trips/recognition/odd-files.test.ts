import { describe, expect, test } from 'vitest'
import { readFile } from '../testing/read-file.ts'
import { header, numbers, point, pointed, read, timed, trip } from '../testing/tiny-files.ts'

const near = `${trip} @ 2015-06-13 00:46:00`

test('names and WKT are contradicted by most rows, not by some damaged ones', () => {
  const some = (good: string, damaged: string) => good.repeat(8) + damaged.repeat(2)
  const named = some('2015-06-13 00:46,40.7,-74,40.8,-74.1\n', '2015-06-13 00:46,99.9,-74,40.8,-74.1\n')
  expect(readFile(`start_time,${header}\n${named}`).trips).toEqual(Array(8).fill(near))
  const wkt = some('2015-06-13 00:46,POINT (-74 40.7),POINT (-74.1 40.8)\n', '2015-06-13 00:46,POINT (-74 99.9),POINT (1 2)\n')
  expect(readFile(`start_time,origin,destination\n${wkt}`).trips).toEqual(Array(8).fill(near))
})

test('a sign and a letter that contradict each other are rejected', () => {
  const rows = ['40.7N,-74W', '40.7N,-74E', '-40.7N,74W'].map((origin) => `2015-06-13 00:46,${origin},40.8,-74.1\n`)
  expect(read(`start_time,${header}\n${rows.join('')}`)).toBe(`${near}\n3 not_a_number\n4 not_a_number`)
})

test('counts of another unit than the others, and 0 in place of NULL, are no times', () => {
  const counts = [...Array(8).fill('1456963200000'), '1456963200', '0', '1456963200000000']
  expect(readFile(timed(...counts)).rejects).toEqual(['10', '11', '12'].map((line) => `${line} time_out_of_range`))
})

describe('more fields than other rows have', () => {
  const names = `start_time,street,${header},fare`
  const row = (street: string, end = '9.5') => `2015-06-13 00:46,${street},${point},${end}\n`
  test('a separator in a text without quotes shifts no point', () => {
    const file = `${names}\n${row('Via Po')}${row('Via Roma, 12')}${row('"Via Roma, 12"')}${row('Via Roma, interno')}`
    expect(read(file)).toBe(`${near}\n${near}\n3 extra_fields\n5 extra_fields`)
    const between = `start_time,start_lat,start_lng,street,end_lat,end_lng\n2015-06-13 00:46,40.7,-74,Via Roma, 12,40.8,-74.1\n`
    expect(read(`${between}2015-06-13 00:46,40.7,-74,Via Po,40.8,-74.1\n`)).toBe(`${near}\n2 extra_fields`)
  })
  test('notes and paths behind a row, and empty fields, do no harm', () => {
    const file = `${names}\n${row('a')}${row('b', '9.5,,,')}${row('c', '9.5,late,twice')}${row('d', '[[1,2],[3,4],[5,6]]')}`
    expect(read(file)).toBe(Array(4).fill(near).join('\n'))
  })
  test('where most rows have them they are usual', () => {
    expect(read(`${names}\n${row('a', '1,2').repeat(3)}${row('b')}`)).toBe(Array(4).fill(near).join('\n'))
  })
  test('where most rows have one before their points, none of them is usual', () => {
    const split = row('Via Roma, 12')
    expect(read(`${names}\n${split.repeat(3)}${row('b')}`)).toBe(`${near}\n2 extra_fields\n3 extra_fields\n4 extra_fields`)
  })
  test('also where values then show latitude and longitude the other way round', () => {
    const file = `start_time,price,${header}\n${'2015-06-13 00:46,0,50,1.33,103.83,1.32,103.79\n'.repeat(20)}`
    expect(readFile(file)).toMatchObject({ trips: [] })
  })
  const far = (i: number, more = '') => `2015-06-13 00:46,40.9${i},-74.0${i},10.${i}8,2.${i},7,9.5${more}\n`
  const journeys = `start_time,${header},passengers,fare\n${Array.from({ length: 90 }, (_, i) => far(i + 10)).join('')}`
  test('trips of any length have their points where those of whole rows are', () => {
    const grown = far(50, ',40.7,-74').repeat(3)
    expect(readFile(journeys + grown)).toMatchObject({ rejects: [] })
    const short = '2015-06-13 00:46,41,-74.05,10.58,2.5\n2015-06-13 00:46,0,0,10.58,2.5\n'
    expect(readFile(journeys + short)).toMatchObject({ rejects: [] })
    const shifted = '2015-06-13 00:46,-74.05,10.58,2.5,7,9.5\n2015-06-13 00:46,12,40.75,-74.05,10.58,2.5,7,9.5\n'
    expect(readFile(journeys + shifted).rejects).toEqual(['92 missing_fields', '93 extra_fields'])
  })
  test('where another longitude stands behind the last, lying there tells nothing', () => {
    const row = (i: number) => `2015-06-13 00:46,40.9${i},-74.0${i},10.${i}8,2.${i},2.${i}\n`
    const file = `start_time,${header},via\n${Array.from({ length: 90 }, (_, i) => row(i + 10)).join('')}`
    expect(readFile(`${file}2015-06-13 00:46,40.95,-74.05,10.58,2.5\n`).rejects).toEqual(['92 missing_fields'])
  })
  test('a name that a separator has cut moves every name', () => {
    const cut = `start_time,distance (km, gps),${header},fare\n`
    expect(() => readFile(cut + row('3').repeat(2))).toThrow(
      /'distance \(km, gps\)' looks like one name that a separator has cut/,
    )
    expect(read(cut.replace('distance (km, gps)', '"distance (km, gps)"') + row('3'))).toBe(near)
  })
})

describe('fewer fields than other rows have', () => {
  const whole = (...cells: string[]) => `2015-06-13 00:46,${point},${cells.join()}\n`
  const names = `start_time,${header},passengers,fare`
  const rows = whole('1', '9.5').repeat(3) + whole('2', '12.25').repeat(3)
  test.each([
    ['the longitude of the destination', '2015-06-13 00:46,40.7,-74,40.8,1,9.5'],
    ['the latitude of the origin', '2015-06-13 00:46,-74,40.8,-74.1,1,9.5'],
    ['two of them', '2015-06-13 00:46,40.8,-74.1,1,9.5'],
    ['a number that is no coordinate, near the right one', '2015-06-13 00:46,40.7,-0.5,40.8,-1,9.5'],
  ])('a row that lacks %s is rejected alone', (_, row) => {
    const { trips, chunks } = readFile(`${names}\n${rows}${row}\n`)
    expect(trips).toEqual(Array(6).fill(near))
    expect(chunks[0].rejects.map(({ line, code, reason }) => [line, code, reason])).toEqual([
      [8, 'missing_fields', expect.stringMatching(/^the row has [56] fields and others 7: where one is missing in the middle/)],
    ])
  })
  test('a start time, where the end may take its place', () => {
    const file = `start_time,end_time,${header},kind\n2015-06-13 00:46,2015-06-13 00:50,${point},x\n`
    expect(read(`${file}2015-06-13 00:50,${point},x\n`)).toBe(`${near}\n3 not_a_number`)
    const last = `${header},start_time,end_time,kind\n${`${point},2015-06-13 00:46,2015-06-13 00:50,x\n`.repeat(2)}`
    const short = ['2015-06-13 00:50,x', '2015-06-13 00:46,2015-06-13 00:50', '2015-06-13 00:46', '2015-06-13 00:46,']
    const file2 = last + short.map((cells) => `${point},${cells}\n`).join('')
    expect(read(file2)).toBe(`${near}\n${near}\n${near}\n4 missing_fields\n6 missing_fields\n7 missing_fields`)
  })
  test.each([
    ['numbers, where origin and destination lie as they should', '2015-06-13 00:46,40.7,-74.5,40.8,-74.1,1\n'],
    ['all that is not used', '2015-06-13 00:46,40.7,-74.5,40.8,-74.1\n'],
  ])('but not one that lacks only what stands behind: %s', (_, row) => {
    expect(readFile(`${names}\n${rows}${row.repeat(2)}`).rejects).toEqual([])
  })
  test('nor one whose rest could not be read as a coordinate, however far the trip went', () => {
    const far = '2015-06-13 00:46,40.7,-74,-33.9,151.2'
    const file = `start_time,${header},bike,kind,born\n${whole('24393', 'member', '1969').repeat(2)}`
    expect(readFile(`${file}${far},24393,member\n${far},24393\n${far}\n`).rejects).toEqual([])
  })
  test('numbers with decimal commas', () => {
    const row = (cells: string) => `2015-06-13 00:46;${cells}\n`
    const file = `start_time;${header.replaceAll(',', ';')};rider\n${row('40,7;-74,0;40,8;-74,1;3').repeat(2)}`
    expect(read(file + row('40,7;-74,0;-74,1;3') + row('40,7;-74,0;40,8;-74,1'))).toBe(
      `${near}\n${near}\n${near}\n4 missing_fields`,
    )
  })
  test('a file that ends within the last coordinate', () => {
    const file = `start_time,${header},kind\n${'2015-06-13 00:46,40.7,-74,40.8,-74.1,x\n'.repeat(2)}2015-06-13 00:46,40.7,-74,40.8,`
    expect(read(`${file}-7`)).toBe(`${near}\n${near}\n4 cut_off`)
    for (const end of ['-74.1\n', '"-74.1"', '-74.1,']) expect(read(file + end)).toBe(Array(3).fill(near).join('\n'))
  })
  test('nor where the header is wider than all rows, or most rows are short', () => {
    expect(read(`${names},,,\n${rows}`)).toBe(Array(6).fill(near).join('\n'))
    const far = '2015-06-13 00:46,40.7,-74,-33.9,151.2'
    expect(readFile(`${names}\n${whole('1', '9.5')}${`${far},1\n`.repeat(3)}`).rejects).toEqual([])
  })
})

describe('a file that ends in its last field', () => {
  const lines = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('')
  const labelled = (end: string) =>
    `start_time,${header},datasource\n${lines(60, (i) => `2015-06-13 00:46,${point},${i % 2 ? 'bike_share' : 'taxi'}`)}2015-06-13 00:46,${point},${end}`
  const dated = (end: string) => `${header},start_time\n${lines(30, () => `${point},2015-06-13 00:46:00`)}${point},${end}`
  const counted = (end: string) => `${header},start_time\n${lines(30, () => `${point},1434156360`)}${point},${end}`
  const numbered = (end: string) =>
    `start_time,${header}\n${lines(600, (i) => `2015-06-13 00:46,40.7,-74,40.8,-74.1${i % 7 ? i % 90 : ''}1`)}2015-06-13 00:46,40.7,-74,40.8,${end}`
  test.each([
    ['a label', labelled('bike_sh'), '62 cut_off'],
    ['a time', dated('2015-06-13 00:46'), '32 cut_off'],
    ['a count of seconds', counted('143415636'), '32 cut_off'],
    ['a number', numbered('-74'), '602 cut_off'],
  ])('%s may be the beginning of another', (_, file, reject) => {
    expect(readFile(file).rejects).toEqual([reject])
    expect(readFile(`${file}\n`).rejects).toEqual([])
  })
  test.each([
    ['a label that is known', labelled('taxi')],
    ['a new one', labelled('scooter')],
    ['a time', dated('2015-06-13 00:46:05')],
    ['a number', numbered('-74.11')],
  ])('but not %s', (_, file) => {
    expect(readFile(file).rejects).toEqual([])
  })
})

describe('refusals say what happened, and what to do about it', () => {
  const points = (origin: string) => pointed(origin, origin)
  test.each<[string, string, RegExp]>([
    [
      'metres in WKT',
      points('POINT (854000.1 5632000.2)'),
      /'origin' holds numbers such as 854000\.1 and 5632000\.2, which are no degrees .*: convert/,
    ],
    ['metres in pairs', points('"(652469.5, 6862035.2)"'), /'origin' holds numbers such as 652469\.5 and 6862035\.2, which are/],
    [
      'millionths of a degree among zeros',
      `start_time,${header}\n${'2015-06-13 00:46,0,0,0,0\n'.repeat(9)}2015-06-13 00:46,40700000,-74000000,1,2`,
      /such as -74000000 and 40700000, which/,
    ],
    [
      'apostrophes of a spreadsheet',
      numbers("'40.7", "'-74", "'1", "'2"),
      /holds ''40\.7' \(a spreadsheet has put an apostrophe/,
    ],
    ['typographic quotes', numbers('“40.7”', '“-74”', '1', '2'), /holds '“40\.7”' \(quotes must be straight double ones/],
    ['points between digits', numbers('40.712.776', '1', '1', '2'), /\(a spreadsheet has put points between its digits, so use/],
    ['dates for coordinates', numbers('07. Jun', '1', '1', '2'), /\(a spreadsheet has made a date of it, so use/],
    [
      'day numbers with decimal commas',
      timed('42401,02')
        .replaceAll(/,(?=[a-z\d-]+\.|-7|[a-z])/g, ';')
        .replaceAll('"', ''),
      /spreadsheet's day numbers, such as '42401,02'/,
    ],
    [
      'times under another name',
      numbers('1', '2', '3', '4').replace('start_time', 'order_created'),
      /: if it is in 'order_created', state so in the mapping, as in \{"time":\{"datetime":"order_created"\}\}; the file's/,
    ],
    [
      'ends of trips alone',
      numbers('1', '2', '3', '4').replace('start_time', 'end_time'),
      /start time of the trips was found; the/,
    ],
    [
      'row names of R',
      timed('2015-06-13 00:46').replace('"2015', '1,"2015'),
      /; its rows have 6 cells under a header of 5 \(is a name missing at its beginning\?\)\.$/,
    ],
    [
      'dates beside hours',
      `date,hour,${header}\n2015-06-13,7,${point}\n`,
      /'date' holds dates and 'hour' hours: write both into one column, such as '2015-06-13 07:00'/,
    ],
    [
      'dates in parts',
      `year,month,day,hour,${header}\n2015,6,13,7,${point}\n`,
      /start time of the trips is in parts \('year', 'month', 'day'\): write it into one column/,
    ],
    ['a quote that opens the file', `"${numbers('1', '2', '3', '4')}`, /^not_csv: A quote is opened in the first line/],
    ['zero bytes', `${numbers('1', '2', '3', '4')}${'\0'.repeat(99)}`, /zero bytes in it, the first at byte 72: it is damaged/],
  ])('%s', (_, file, sentence) => expect(() => readFile(file)).toThrow(sentence))

  test.each<[string, RegExp]>([
    ['SRID=3857;POINT(-8237642 4970241)', /is a point of the reference system 3857; expected longitude and latitude in degrees/],
    ['0101000020110F000000000000206C5FC100000000B0F55241', /is a point of the reference system 3857; expected/],
    ['01010000A0110F000000000000206C5FC100000000B0F552410000000000000840', /reference system 3857/],
    ['POINT(-8237642 4970241)', /latitude 4970241 is outside -90 to 90 \(metres of a projection, or millionths of a degree\?\)/],
  ])('as the fault of a row: %s', (origin, reason) => {
    const rows = `2015-06-13 00:46,POINT (-74 40.7),POINT (-74.1 40.8)\n`.repeat(3)
    const { trips, chunks } = readFile(`start_time,origin,destination\n${rows}2015-06-13 00:46,${origin},POINT (1 2)\n`)
    expect(trips).toEqual([near, near, near])
    expect(chunks[0].rejects.map((reject) => reject.reason)).toEqual([expect.stringMatching(reason)])
  })
})

test('lines of spaces are empty rows', () => {
  expect(read(`${timed('2015-06-13 00:46')}   \n\t\n \n`)).toBe(`${near}\n3 empty_row\n4 empty_row\n5 empty_row`)
})

test('of points that say themselves which number is which no order is said', () => {
  const { text, trips } = readFile(pointed(`"{'lat': 40.7, 'lng': -74}"`, `"{'lng': -74.1, 'lat': 40.8}"`))
  expect(text).toContain('Origin from origin (points), destination from destination (points)')
  expect(trips).toEqual([near])
})

describe('labels in an encoding that cannot be told', () => {
  const moscow = Buffer.from(
    `region,starttime,street,${header}\n\xcc\xee\xf1\xea\xe2\xe0,2015-06-13 00:46,a,${point}\n`,
    'latin1',
  )
  test('are refused', () => {
    expect(() => readFile(moscow)).toThrow(
      /^unmappable: The text is not UTF-8 and hardly Latin-1, in which the first region reads 'Ìîñêâà'/,
    )
  })
  test('are taken where the encoding is stated, and where no label has them', () => {
    expect(readFile(moscow, { mapping: { encoding: 'latin1' } }).trips).toEqual([near])
    const street = Buffer.from(moscow.toString('latin1').replace(/\n[^,]*(.*),a,/, '\nx$1,\xcc\xee\xf1\xea,'), 'latin1')
    expect(readFile(street).trips).toEqual([near])
  })
})

test.each([
  'id,fechaInicio,HoraInicio,fechaFin,HoraFin,latDesde,lngDesde,latHasta,lngHasta',
  'cd_viagem,data_hora_inicio,,,,cd_latitude_origem,cd_longitude_origem,cd_latitude_destino,cd_longitude_destino',
  'Viaje_Id,Inicio_del_viaje,,Fin_del_viaje,,Origen_Lat,Origen_Lon,Destino_Lat,Destino_Lon',
  'viagem,horario_saida,,horario_chegada,,latitude_saida,longitude_saida,latitude_chegada,longitude_chegada',
  'id,Début,,Fin,,Départ latitude,Départ longitude,Arrivée latitude,Arrivée longitude',
  'id,date_heure_debut,,date_heure_fin,,lat_debut,lon_debut,lat_fin,lon_fin',
  'Nr,Datum und Uhrzeit Beginn,,Datum und Uhrzeit Ende,,Breite Beginn,Länge Beginn,Breite Ende,Länge Ende',
  'id,data_ora_inizio,,data_ora_fine,,latitudine_partenza,longitudine_partenza,latitudine_arrivo,longitudine_arrivo',
  'rit,starttijd,,eindtijd,,start_breedtegraad,start_lengtegraad,eind_breedtegraad,eind_lengtegraad',
  'id,data_startu,,data_konca,,szerokosc_start,dlugosc_start,szerokosc_koniec,dlugosc_koniec',
  'id,Datum a čas začátek,,Datum a čas konec,,šířka začátek,délka začátek,šířka konec,délka konec',
])('the columns of %s', (names) => {
  const isSplit = /HoraInicio/.test(names)
  const time = isSplit ? '2015-06-13,00:46,2015-06-13,00:50' : '2015-06-13 00:46,,2015-06-13 00:50,'
  expect(read(`${names}\n7,${time},${point}\n`)).toBe(near)
})
