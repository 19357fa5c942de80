import { labelBytesMax } from './trip.ts'

const utf8 = new TextEncoder()

/** What is wrong with a trimmed region or datasource label, as the rest of a sentence, or undefined. */
export function labelFault(label: string): { code: 'empty' | 'bad_label'; text: string } | undefined {
  if (label === '') return { code: 'empty', text: 'is empty' }
  if (/\p{Cc}/u.test(label)) return { code: 'bad_label', text: 'has a line end or another control character in it' }
  const bytes = utf8.encode(label).length
  if (bytes > labelBytesMax) return { code: 'bad_label', text: `is ${bytes} bytes long; at most ${labelBytesMax} are kept` }
}
