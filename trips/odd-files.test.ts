import { describe, expect, test } from 'vitest'
import { readFile } from './testing/read-file.ts'
import { header, point, read, timed, trip } from './testing/tiny-files.ts'

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
})
