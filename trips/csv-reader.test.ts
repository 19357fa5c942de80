import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CsvReader, fieldEscaped, fieldMalformed, rowBytesMax } from './csv-reader.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

type SeenRow = { cells: string[]; line: number; byteFrom: number; byteTo: number; problem: string; head: string }

function cellsOf(reader: CsvReader): string[] {
  return Array.from({ length: reader.fieldCount }, (_, i) => {
    const raw = decoder.decode(reader.bytes.subarray(reader.fieldStart[i], reader.fieldEnd[i]))
    return reader.fieldQuote[i] === fieldEscaped ? raw.replaceAll('""', '"') : raw
  })
}

function readAll(
  bytes: Uint8Array,
  blockSizes: readonly number[],
  start = { startByte: 0, startLine: 1 },
  delimiter = ',',
  usualFields?: number,
) {
  const reader = new CsvReader(delimiter.charCodeAt(0), start, usualFields)
  const rows: SeenRow[] = []
  const drain = () => {
    while (reader.next()) {
      const { line, byteFrom, byteTo, problem } = reader
      const head = decoder.decode(reader.bytes.subarray(reader.start, Math.min(reader.end, reader.start + 50)))
      rows.push({ cells: cellsOf(reader), line, byteFrom, byteTo, problem, head })
    }
  }
  for (let at = start.startByte, i = 0; at < bytes.length; i++) {
    const size = blockSizes[i % blockSizes.length]
    reader.push(bytes.subarray(at, at + size))
    at += size
    drain()
  }
  reader.finish()
  drain()
  return { rows, blankLines: reader.blankLines, position: reader.position }
}

const cells = (text: string, delimiter = ',') =>
  readAll(encoder.encode(text), [7], undefined, delimiter).rows.map((row) => row.cells)
const brief = (text: string, usualFields?: number) =>
  readAll(encoder.encode(text), [5], undefined, undefined, usualFields).rows.map(
    ({ line, problem, head }) => `${line} ${problem || 'ok'} ${head}`,
  )

describe('one quirk each', () => {
  test.each<[string, string, string[][]]>([
    [
      'LF',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'CR alone',
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['three kinds of line end in one file', 'a\n\r\n1\r\n2\r3', [['a'], ['1'], ['2'], ['3']]],
    [
      'no final newline',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no final newline behind a delimiter',
      'a,b\n1,',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    ['blank lines', '\n\na\n\n\nb\n\n', [['a'], ['b']]],
    ['a byte order mark', '\ufeffa,b\n', [['a', 'b']]],
    ['a byte order mark before a quote', '\ufeff"a",b\n', [['a', 'b']]],
    ['quotes', '"a,b","c\nd","e""f",""\n', [['a,b', 'c\nd', 'e"f', '']]],
    ['a quote inside a plain field', 'a"b,5" pipe\n', [['a"b', '5" pipe']]],
    ['spaces behind a closing quote', '"a" ,"b"  \n', [['a', 'b']]],
    [
      'blanks before an opening quote',
      ' "a",  "b, c" , \t"d"\t,\t"e""f"\n "", "g\r\nh"\n',
      [
        ['a', 'b, c', 'd', 'e"f'],
        ['', 'g\r\nh'],
      ],
    ],
    ['nothing but blanks', ' ,\t, \n  ', [[' ', '\t', ' '], ['  ']]],
    ['blanks before other text', ' a "b", 5" pipe\n', [[' a "b"', ' 5" pipe']]],
    [
      'blanks before a text that begins with a quote',
      'a, "b" c, "d, e" f\n "g""h"i\n',
      [['a', ' "b" c', ' "d', ' e" f'], [' "g""h"i']],
    ],
    ['text behind a closing quote', '"a"b,c\n', [['"a"b', 'c']]],
    ['an empty quoted field at the end of the file', 'a,""', [['a', '']]],
    [
      'nothing but delimiters',
      ',,\n,,',
      [
        ['', '', ''],
        ['', '', ''],
      ],
    ],
    ['rows of different lengths', 'a,b\n1\n1,2,3\n', [['a', 'b'], ['1'], ['1', '2', '3']]],
    ['an empty file', '', []],
    ['a byte order mark alone', '\ufeff', []],
    ['blank lines alone', '\r\n\n\r', []],
  ])('%s', (_, text, expected) => {
    expect(cells(text)).toEqual(expected)
  })

  test('another delimiter leaves commas alone', () => {
    expect(cells('a\tb,c\r\n"1\t2"\t3\r4', '\t')).toEqual([['a', 'b,c'], ['1\t2', '3'], ['4']])
    expect(cells('a\t "b\tc"\t\t"d" \n', '\t')).toEqual([['a', 'b\tc', '', 'd']])
    expect(cells('a|b\n1|2', '|')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
    expect(cells('a;b,c\n"1;2";3', ';')).toEqual([
      ['a', 'b,c'],
      ['1;2', '3'],
    ])
  })

  test('text behind a closing quote is marked', () => {
    const reader = new CsvReader(44)
    reader.push(encoder.encode('"a"b,"c"\n'))
    reader.next()
    expect([...reader.fieldQuote.subarray(0, 2)]).toEqual([fieldMalformed, 1])
  })

  test('more fields than the reader began with room for', () => {
    expect(cells(`${'x,'.repeat(299)}y\n`)[0]).toHaveLength(300)
  })
})

test('a byte order mark may come byte by byte, and half of one is text', () => {
  const marked = encoder.encode('\ufeffa\n')
  expect(readAll(marked, [1]).rows).toEqual(readAll(marked, [100]).rows)
  expect(readAll(marked, [1]).rows[0]).toMatchObject({ cells: ['a'], byteFrom: 3 })
  for (const size of [1, 100]) expect(readAll(marked.subarray(0, 2), [size]).rows).toMatchObject([{ byteFrom: 0, byteTo: 2 }])
})

test('lines are counted through quotes and blank lines, bytes through everything', () => {
  const { rows, blankLines, position } = readAll(encoder.encode('\ufeffä,b\r\n\r\n"1\r\n\n2",x\r\n3,4'), [3])
  expect(rows.map(({ line, byteFrom, byteTo }) => [line, byteFrom, byteTo])).toEqual([
    [1, 3, 9],
    [3, 11, 22],
    [6, 22, 25],
  ])
  expect(blankLines).toBe(1)
  expect(position).toEqual({ startByte: 25, startLine: 7 })
})

describe('a quote that is not closed costs one line', () => {
  test('at the end of the file', () => {
    expect(brief('a,b\n"open,1\nc,d\ne,f\n')).toEqual(['1 ok a,b', '2 unclosed_quote "open,1', '3 ok c,d', '4 ok e,f'])
  })
  test('in the last line, without a line end', () => {
    expect(brief('a,b\nc,"open')).toEqual(['1 ok a,b', '2 unclosed_quote c,"open'])
  })
  test('behind blanks', () => {
    expect(brief('a, "open\nb,"c"\nd, "open')).toEqual(['1 unclosed_quote a, "open', '2 ok b,"c"', '3 unclosed_quote d, "open'])
    expect(brief('a, "b,c\nd,e,f\ng,h", i\n', 3)).toEqual(['1 unclosed_quote a, "b,c', '2 ok d,e,f', '3 ok g,h", i'])
  })
  test('two stray quotes do not swallow the lines between them', () => {
    expect(brief('"stray,1\na,b\n"stray,2\nc,d\n')).toEqual([
      '1 unclosed_quote "stray,1',
      '2 ok a,b',
      '3 unclosed_quote "stray,2',
      '4 ok c,d',
    ])
  })
  test('nor those between two rows of which either has one at the edge of a field, where rows have as many fields', () => {
    const text = 'a,"b,c\r\nd,e,f\r\ng,h",i\r\nj,"k\r\nl",m\r\n'
    expect(brief(text, 3)).toEqual(['1 unclosed_quote a,"b,c', '2 ok d,e,f', '3 ok g,h",i', '4 ok j,"k\r\nl",m'])
    for (const usual of [undefined, 4]) expect(brief(text, usual)).toHaveLength(2)
  })
  test('at the start of a long file', () => {
    const line = 'some,row,without,quotes\n'
    const count = Math.ceil((3 * rowBytesMax) / line.length)
    const bytes = encoder.encode(`"${line}${line.repeat(count)}`)
    for (const size of [65_536, 1_000_003, bytes.length]) {
      const { rows, position } = readAll(bytes, [size])
      expect(rows[0]).toMatchObject({ problem: 'unclosed_quote', line: 1, byteFrom: 0, byteTo: line.length + 1 })
      expect(rows.slice(1).every((row) => row.problem === '' && row.cells.length === 4)).toBe(true)
      expect(rows).toHaveLength(count + 1)
      expect(position).toEqual({ startByte: bytes.length, startLine: count + 2 })
    }
  })
})

test('lines that each open a quote the next one closes are given up one by one, in time that grows with the file', () => {
  const line = 'x ",y,"z\n' // to read 1 MiB for each of these lines would take hours
  const { rows } = readAll(encoder.encode(line.repeat(500_000)), [1_000_000])
  expect(rows).toHaveLength(500_000)
  expect(rows.every((row, i) => row.problem === 'unclosed_quote' && row.line === i + 1)).toBe(true)
}, 60_000)

describe('long rows', () => {
  const sizes = [65_536, 1_048_577, 5_000_000]
  test('a row of exactly rowBytesMax is a row, one byte more is not', () => {
    const fits = 'x'.repeat(rowBytesMax)
    for (const end of ['\n', '\r\n', ''])
      for (const size of sizes) {
        expect(readAll(encoder.encode(`a\n${fits}${end}`), [size]).rows[1]).toMatchObject({
          problem: '',
          byteTo: 2 + rowBytesMax + end.length,
        })
        expect(readAll(encoder.encode(`a\n${fits}x${end}`), [size]).rows[1]).toMatchObject({ problem: 'line_too_long', line: 2 })
      }
  })

  test('a long row is no row either when the end of the file is known before it is read', () => {
    for (const text of ['x'.repeat(rowBytesMax + 1), `"${'x'.repeat(rowBytesMax)}`, `"${'x'.repeat(rowBytesMax)}"\ny`]) {
      const reader = new CsvReader(44)
      reader.push(encoder.encode(text))
      reader.finish()
      expect([reader.next(), reader.problem, reader.end - reader.start]).toEqual([true, 'line_too_long', 4096])
      expect(reader.next()).toBe(text.endsWith('y'))
    }
  })

  test('a line of several MiB is passed over and its head kept, quotes in it or not', () => {
    for (const start of ['x', '"', 'a,"'])
      for (const size of sizes) {
        const bytes = encoder.encode(`first\n${start}${'y'.repeat(2_500_000)}\r\nlast,1`)
        const { rows, position } = readAll(bytes, [size])
        expect(rows.map(({ problem, line }) => [problem, line])).toEqual([
          ['', 1],
          ['line_too_long', 2],
          ['', 3],
        ])
        expect(rows[1]).toMatchObject({ byteFrom: 6, byteTo: bytes.length - 6, cells: [] })
        expect(rows[1].head).toBe(start + 'y'.repeat(50 - start.length))
        expect(position.startByte).toBe(bytes.length)
      }
  })

  test('the window does not grow with the line', () => {
    const reader = new CsvReader(44)
    const block = new Uint8Array(65_536).fill(120)
    for (let i = 0; i < 200; i++) {
      reader.push(block)
      reader.next()
    }
    reader.push(encoder.encode('\nok\n'))
    expect([reader.next(), reader.problem, reader.end - reader.start]).toEqual([true, 'line_too_long', 4096])
    expect(reader.next()).toBe(true)
    expect(reader.bytes.length).toBeLessThan(3 * rowBytesMax)
  })

  test('a quoted field over many lines that is too long is given up line by line', () => {
    const line = `${'z'.repeat(99)}\n`
    const bytes = encoder.encode(`"${line.repeat(11_000)}"\nend\n`)
    for (const size of sizes) {
      const { rows } = readAll(bytes, [size])
      expect(rows[0]).toMatchObject({ problem: 'unclosed_quote', byteTo: 101 })
      expect(rows[1]).toMatchObject({ problem: '', line: 2, byteTo: 201 })
      expect(rows.at(-1)).toMatchObject({ cells: ['end'], line: 11_002 })
    }
  })
})

/** Text made of what CSV readers stumble over. */
const messyText = fc.string({
  unit: fc.constantFrom('a', 'é', ',', ';', '"', '""', '\n', '\r', '\r\n', ' ', '\t', '",', ', "', '\n"'),
  maxLength: 60,
})
const usualFields = fc.integer({ min: 0, max: 3 })
const blockSizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 })

describe('properties', () => {
  test('however a file is cut into blocks, its rows are the same', () => {
    fc.assert(
      fc.property(messyText, blockSizes, usualFields, (text, sizes, usual) => {
        const bytes = encoder.encode(text)
        const read = (blocks: number[]) => readAll(bytes, blocks, undefined, ',', usual)
        expect(read(sizes)).toEqual(read([1_000]))
      }),
      { numRuns: 2_000 },
    )
  })

  test('rows and blank lines cover the file, and reading can begin at the end of any row', () => {
    fc.assert(
      fc.property(messyText, usualFields, (text, usual) => {
        const bytes = encoder.encode(text)
        const whole = readAll(bytes, [1_000], undefined, ',', usual)
        expect(whole.position.startByte).toBe(bytes.length)
        whole.rows.forEach((row, i) => {
          const next = whole.rows[i + 1]
          const between = decoder.decode(bytes.subarray(row.byteTo, next ? next.byteFrom : bytes.length))
          expect(between).toMatch(/^[\r\n]*$/)
          const line = row.line + decoder.decode(bytes.subarray(row.byteFrom, row.byteTo)).split(/\r\n|\r|\n/).length - 1
          expect(readAll(bytes, [3], { startByte: row.byteTo, startLine: line }, ',', usual).rows).toEqual(
            whole.rows.slice(i + 1),
          )
        })
      }),
      { numRuns: 1_000 },
    )
  })

  const oracle = (text: string): string[][] =>
    parse(text, { record_delimiter: ['\r\n', '\n', '\r'], skip_empty_lines: true, relax_column_count: true, bom: true })

  test('agrees with csv-parse on written files', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', 'é', '🚲', ',', '"', '\n', '\r', ' '), maxLength: 6 })
    const row = fc.record({
      cells: fc.array(cell, { minLength: 1, maxLength: 5 }),
      end: fc.constantFrom('\n', '\r\n', '\r'),
      quoteAll: fc.boolean(),
      blanks: fc.array(fc.constantFrom('', '', ' ', '\t', '  '), { minLength: 2, maxLength: 2 }),
    })
    const write = (value: string, quoteAll: boolean, [before, behind]: string[]) =>
      quoteAll || /[",\r\n]/.test(value) ? `${before}"${value.replaceAll('"', '""')}"${behind}` : value
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), fc.boolean(), blockSizes, (rows, finalEnd, sizes) => {
        const textWith = (hasBlanks: boolean) => {
          const lines = rows.map(
            ({ cells: values, end, quoteAll, blanks }) =>
              values.map((value) => write(value, quoteAll, hasBlanks ? blanks : ['', ''])).join(',') + end,
          )
          return finalEnd ? lines.join('') : lines.join('').replace(/[\r\n]+$/, '')
        }
        // Blanks around quotes are nothing that csv-parse reads.
        const expected = oracle(textWith(false))
        expect(readAll(encoder.encode(textWith(true)), sizes).rows.map((seen) => seen.cells)).toEqual(expected)
      }),
      { numRuns: 1_000 },
    )
  })

  test('agrees with csv-parse on any text that it does not refuse', () => {
    let compared = 0
    fc.assert(
      fc.property(messyText, (text) => {
        let expected: string[][]
        try {
          expected = oracle(text)
        } catch {
          return // an unclosed quote, or a quote where the strict format has none
        }
        compared++
        expect(readAll(encoder.encode(text), [9]).rows.map((seen) => seen.cells)).toEqual(expected)
      }),
      { numRuns: 3_000 },
    )
    expect(compared).toBeGreaterThan(300)
  })
})
