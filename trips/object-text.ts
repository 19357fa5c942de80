/** The fields of an object by their names in lower case, each with its value as it is written, without its quotes. */
export type ObjectFields = ReadonlyMap<string, string>

/** Python 2 puts a letter before its texts. */
const quoted = String.raw`[bu]?'((?:[^'\\]|\\.)*)'|[bu]?"((?:[^"\\]|\\.)*)"`
const nameBefore = new RegExp(String.raw`\s*(?:${quoted}|([\p{L}_$][\p{L}\p{N}_$]*))\s*[:=]\s*`, 'uy')
const quotedValue = new RegExp(quoted, 'uy')
const bareValue = /[^\s,;&'"{}[\]()]+/uy
const gap = /\s*(?:[,;&]\s*|\s|$)/uy
/** `{…}`, or `LatLng(…)` and `GeoPoint {…}` as programs print their objects. */
const wrapped = /^(?:(?:\p{L}[\p{L}\p{N}_.]*\s*)?\{(.*)\}|[\p{L}][\p{L}\p{N}_.]*\s*\((.*)\))$/su

/**
 * The fields of an object as JSON, Python and the like write it, or of a list such as `lat=40.7; lon=-74`; of objects within it the
 * text. Undefined for anything else, for an object that is not whole, and where a name comes twice with different values.
 */
export function readObject(text: string): ObjectFields | undefined {
  const trimmed = text.trim()
  const match = wrapped.exec(trimmed)
  const inner = match ? (match[1] ?? match[2]) : trimmed
  const fields = new Map<string, string>()
  const length = inner.trimEnd().length
  for (let at = 0; at < length; ) {
    const name = matchAt(nameBefore, inner, at)
    if (!name) return undefined
    const value = valueAt(inner, at + name[0].length)
    if (!value) return undefined
    const key = (name[1] ?? name[2] ?? name[3]).toLowerCase()
    if (fields.has(key) && fields.get(key) !== value.text) return undefined
    fields.set(key, value.text)
    const between = matchAt(gap, inner, value.end)
    if (!between) return undefined
    at = value.end + Math.max(1, between[0].length)
  }
  return fields
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function valueAt(text: string, at: number): { text: string; end: number } | undefined {
  if ('{[('.includes(text[at] ?? ' ')) {
    const end = endOfNested(text, at)
    return end === undefined ? undefined : { text: text.slice(at, end), end }
  }
  const quote = matchAt(quotedValue, text, at)
  if (quote) return { text: quote[1] ?? quote[2], end: at + quote[0].length }
  const bare = matchAt(bareValue, text, at)
  return bare ? { text: bare[0], end: at + bare[0].length } : undefined
}

/** Where the bracket that opens at a place is closed again; brackets within quotes are text. */
function endOfNested(text: string, from: number): number | undefined {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const quote = matchAt(quotedValue, text, at)
    if (quote) at += quote[0].length - 1
    else if ('{[('.includes(text[at])) depth++
    else if ('}])'.includes(text[at]) && --depth === 0) return at + 1
  }
  return undefined
}
