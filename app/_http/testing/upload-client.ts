import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { type ClientRequest, request } from 'node:http'
import { join } from 'node:path'
import { expect } from 'vitest'
import { countImports } from '#db/read/imports.ts'
import { importView } from '#trips/import-job.ts'
import { problemView } from '#trips/views.ts'
import type { ServedApi } from './serve-api.ts'

let made = 0
/** A file with bytes of its own, of some length at least. */
export function someCsv(bytes = 0): Buffer {
  const header = 'region,origin_coord,destination_coord,datetime,datasource\n'
  const row = `Turin,POINT (7.6 45.0),POINT (7.7 45.1),2018-05-01 00:00:00,upload ${++made}\n`
  return Buffer.from(header + row.repeat(Math.max(1, Math.ceil((bytes - header.length) / row.length))))
}
export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const metadataOf = (said: Record<string, string>) =>
  Object.entries(said)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')

type Headers = Record<string, string>
export const tus = { 'tus-resumable': '1.0.0' }
export const bytesType = { 'content-type': 'application/offset+octet-stream' }

/** A client of a served API's resumable uploads, by hand: it can break any rule. */
export function uploadClient(served: () => ServedApi) {
  const announce = (length: number | string, said: Record<string, string> = {}, headers: Headers = {}) =>
    fetch(`${served().url}/uploads`, {
      method: 'POST',
      headers: {
        ...{ ...tus, 'upload-length': String(length) },
        ...(Object.keys(said).length > 0 && { 'upload-metadata': metadataOf(said) }),
        ...headers,
      },
    })
  const urlOf = (response: Response, port = served().port) => `http://127.0.0.1:${port}${response.headers.get('location')}`
  const begun = async (length: number, said?: Record<string, string>) => urlOf(await announce(length, said))
  const patch = (url: string, offset: number, body: Uint8Array, headers: Headers = {}) =>
    fetch(url, {
      method: 'PATCH',
      body: Buffer.from(body),
      headers: { ...tus, ...bytesType, 'upload-offset': String(offset), ...headers },
    })
  const head = (url: string) => fetch(url, { method: 'HEAD', headers: tus })
  const offsetOf = async (url: string) => Number((await head(url)).headers.get('upload-offset'))
  const spooledBytes = (url: string): Promise<number> =>
    stat(join(served().spoolDir, url.split('/').at(-1) ?? '')).then(
      ({ size }) => size,
      () => 0,
    )
  const importOf = async (response: Response) => {
    const path = response.headers.get('tripfold-import')
    return importView.parse(await (await fetch(`http://127.0.0.1:${served().port}${path}`)).json())
  }

  /** Expects a refusal in the words of a problem, after which there are as many imports as before. */
  async function refused(send: () => Promise<Response>, status: number) {
    const before = await countImports(served().db)
    const response = await send()
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await countImports(served().db)).toBe(before)
    return problemView.parse(await response.json())
  }

  /** Sends the head of a PATCH and the first bytes of its body by hand. */
  function beginPatch(url: string, offset: number, length: number | undefined, first: Uint8Array): ClientRequest {
    const headers = { ...tus, ...bytesType, 'upload-offset': offset, ...(length !== undefined && { 'content-length': length }) }
    const outgoing = request(url, { method: 'PATCH', headers, agent: false })
    outgoing.on('error', () => {})
    outgoing.flushHeaders()
    if (first.length > 0) outgoing.write(first)
    return outgoing
  }
  return { announce, urlOf, begun, patch, head, offsetOf, spooledBytes, importOf, refused, beginPatch }
}
