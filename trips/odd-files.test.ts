import { expect, test } from 'vitest'
import { readFile } from './testing/read-file.ts'
import { header, read, timed, trip } from './testing/tiny-files.ts'

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
