import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { stageFile } from './stage-file.ts'
import { type Member, zipOf } from './testing/zip-of.ts'
import { utf8OfUtf16 } from './utf8-of-utf16.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripfold-stage-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
/** The text a file is staged as. Nothing but the file and what it is staged as may be left, whatever happens. */
async function staged(bytes: Uint8Array | string): Promise<string> {
  const name = `file-${++files}`
  writeFileSync(join(folder, name), bytes)
  try {
    const { path, bytes: size } = await stageFile(folder, name)
    const text = readFileSync(path)
    expect(text.length).toBe(size)
    return text.toString()
  } finally {
    expect(readdirSync(folder).filter((entry) => entry.startsWith(name) && entry.endsWith('.part'))).toEqual([])
  }
}

const header = 'region,origin_coord,destination_coord,datetime,datasource'
const csv = `${header}\nPrague,POINT (14.49 50.00),POINT (14.43 50.04),2018-05-28 09:03:40,funny_car\n`
const many = csv + `${csv.split('\n')[1]}\n`.repeat(5000)

test('a plain file is read as it is', async () => {
  expect(await staged(csv)).toBe(csv)
})

describe('gzip', () => {
  test('of one member, of several, with zeros behind', async () => {
    expect(await staged(gzipSync(many))).toBe(many)
    expect(await staged(Buffer.concat([gzipSync(csv), gzipSync(many)]))).toBe(csv + many)
    expect(await staged(Buffer.concat([gzipSync(csv), Buffer.alloc(1000)]))).toBe(csv)
  })

  const packed = gzipSync(many)
  const flipped = Buffer.from(packed)
  flipped[packed.length - 6] ^= 1
  test.each<[string, Buffer, RegExp]>([
    ['cut off', packed.subarray(0, -1), /gzip archive is cut off, after \d+ unpacked bytes/],
    ['cut off in its head', packed.subarray(0, 5), /is cut off/],
    ['with a wrong checksum', flipped, /is damaged \(its checksum differs\)/],
    ['with a second member that is cut off', Buffer.concat([packed, packed.subarray(0, 40)]), /is cut off/],
    ['with other bytes behind', Buffer.concat([packed, Buffer.from('and more')]), /has something else behind its end/],
    [
      'with bytes hidden behind zeros',
      Buffer.concat([packed, Buffer.alloc(9), gzipSync(csv)]),
      /Behind the end of the gzip archive/,
    ],
    ['that is a bomb', gzipSync(Buffer.alloc(80 * 1024 ** 2, ',')), /more than 200 times its size/],
  ])('%s is refused', (_, bytes, sentence) => expect(staged(bytes)).rejects.toThrow(sentence))

  test('cut off anywhere is never taken for the whole', async () => {
    const short = gzipSync(csv)
    for (let length = 2; length < short.length; length++)
      await expect(staged(short.subarray(0, length)), `${length} bytes`).rejects.toThrow(/is cut off/)
  })
})

describe('zip', () => {
  const trips = { name: 'data/trips.csv', content: many }
  test.each<[string, Member[]]>([
    ['of one file', [trips]],
    ['stored without packing', [{ ...trips, method: 0 }]],
    [
      'with what macOS adds',
      [{ name: '__MACOSX/data/._trips.csv', content: 'x' }, { name: 'data/', content: '', method: 0 }, trips],
    ],
    ['with a text to read beside it', [{ name: 'README.txt', content: 'Read me first, please' }, trips]],
    ['with a table of stations beside it', [{ name: 'Stations.csv', content: 'id,name,latitude,longitude\n1,a,50,14\n' }, trips]],
    ['of a file without a suffix', [{ ...trips, name: 'trips' }]],
  ])('%s', async (_, members) => expect(await staged(zipOf(...members))).toBe(many))

  test('of trips whose labels are in no telling encoding, with stations beside them', async () => {
    const moscow = Buffer.from(csv.replace('Prague', '\xcc\xee\xf1\xea\xe2\xe0'), 'latin1')
    const stations = { name: 'stations.csv', content: 'id,name,latitude,longitude\n1,a,50,14\n' }
    expect(await staged(zipOf({ name: 'trips.csv', content: moscow }, stations))).toBe(moscow.toString())
  })

  const whole = zipOf(trips)
  test.each<[string, Buffer, RegExp]>([
    [
      'of several files of trips',
      zipOf({ name: 'jan.csv', content: csv }, { name: 'feb.csv', content: many }, { name: 'notes.csv', content: 'a,b\n1,2\n' }),
      /more than one file of trips: jan\.csv, feb\.csv; send each/,
    ],
    [
      'of several files, none of them trips',
      zipOf({ name: 'a.csv', content: 'a,b\n1,2\n' }, { name: 'b.csv', content: 'a,b\n1,2\n' }),
      /2 CSV files, none of which can be read as trips: a\.csv, b\.csv/,
    ],
    [
      'of 1,000 files',
      zipOf(...Array.from({ length: 1000 }, (_, i) => ({ name: `${i}.csv`, content: csv }))),
      /more than one file of trips: 0\.csv, .* more;/,
    ],
    ['of nothing', zipOf(), /has no file in it; put/],
    ['of another archive', zipOf({ name: 'inner.zip', content: whole }), /no CSV file in it, only inner\.zip/],
    [
      'of a workbook',
      zipOf({ name: '[Content_Types].xml', content: '<x/>' }, { name: 'xl/workbook.xml', content: '<x/>' }),
      /a workbook .*save the sheet as CSV/,
    ],
    ['locked with a password', zipOf({ ...trips, flags: 1 }), /'data\/trips\.csv' in the zip archive is locked with a password/],
    ['packed in a rare way', zipOf({ ...trips, method: 9 }), /packed in a way that is not read \(method 9\)/],
    ['with a wrong checksum', zipOf({ ...trips, checksum: 1 }), /damaged \(its checksum differs\)/],
    ['with a wrong size', zipOf({ ...trips, size: 100 }), /damaged or cut off/],
    ['cut off in the middle', whole.subarray(0, whole.length >> 1), /damaged or cut off/],
    ['cut off by a byte', whole.subarray(0, -1), /damaged or cut off/],
    ['with other bytes behind', Buffer.concat([whole, Buffer.from('and more')]), /damaged or cut off/],
    ['that is a bomb', zipOf({ name: 'a.csv', content: Buffer.alloc(80 * 1024 ** 2, ',') }), /more than 200 times its size/],
  ])('%s is refused', (_, bytes, sentence) => expect(staged(bytes)).rejects.toThrow(sentence))
})

describe('UTF-16', () => {
  const text = `${csv}Plzeň,POINT (1 2),POINT (3 4),2018-05-28 09:03:40,🚲\n`
  const le = (content: string) => Buffer.from(content, 'utf16le')
  const be = (content: string) => le(content).swap16()
  test.each<[string, Buffer]>([
    ['little endian with a mark', le(`\ufeff${text}`)],
    ['big endian with a mark', be(`\ufeff${text}`)],
    ['little endian without', le(text)],
    ['big endian without', be(text)],
    ['in gzip', gzipSync(le(text))],
    ['in zip', zipOf({ name: 'trips.csv', content: be(text) })],
  ])('%s', async (_, bytes) => expect((await staged(bytes)).replace('\ufeff', '')).toBe(text))

  const transcoded = async (bytes: Buffer, blockBytes: number) => {
    async function* blocks() {
      for (let at = 0; at < bytes.length; at += blockBytes) yield bytes.subarray(at, at + blockBytes)
    }
    const parts: Buffer[] = []
    for await (const part of utf8OfUtf16(blocks(), 'utf-16le')) parts.push(part)
    return Buffer.concat(parts)
  }

  test('any text, however it is cut', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 7 }), async (any, blockBytes) => {
        expect((await transcoded(le(any), blockBytes)).toString()).toBe(any)
      }),
    ))

  test('half a pair and half a character are not UTF-8, and shift nothing', async () => {
    const bytes = await transcoded(Buffer.concat([le('a\ud83d,b\udeb2'), Buffer.of(0x41)]), 3)
    expect([...bytes]).toEqual([0x61, 0xed, 0xa0, 0xbd, 0x2c, 0x62, 0xed, 0xba, 0xb2, 0xff])
  })
})
