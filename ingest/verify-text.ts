import type { Verification } from '#db/verify.ts'

/** Named one by one up to here; `--json` has more. */
const findingsMax = 20

const grouped = (count: number): string => count.toLocaleString('en')

/** A verification as lines for a terminal: a table of checks, under each what is wrong with it, and a verdict. */
export function verifyText({ ok, imports, trips, digest, datasetVersion, checks, notes }: Verification, seconds: number): string {
  const width = Math.max(...checks.map(({ name }) => name.length))
  const lines = checks.flatMap(({ name, what, compared, faults, findings }) => [
    `${findings.length === 0 ? 'ok  ' : 'FAIL'}  ${name.padEnd(width)}  ${what} (${grouped(compared)} compared)`,
    ...findings.slice(0, findingsMax).map(findingText),
    ...(faults > findingsMax
      ? [`        and ${grouped(faults - findingsMax)} more; --json has ${grouped(findings.length)}`]
      : []),
  ])
  if (notes.length > 0) lines.push('note  these stand still:', ...notes.map(findingText))
  const faults = checks.reduce((sum, check) => sum + check.faults, 0)
  lines.push(
    `${ok ? 'Everything agrees' : `${grouped(faults)} faults`}: ${grouped(trips)} trips of ${grouped(imports)} imports, digest ${digest}, dataset version ${datasetVersion}, in ${seconds.toFixed(1)} s`,
  )
  return lines.join('\n')
}

const findingText = ({ importId, says }: { importId: number | null; says: string }): string =>
  `        ${importId === null ? '' : `import ${importId}: `}${says}`
