import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { discardSpool, spoolHas, spoolPath, syncOf, writeSpool } from './spool.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tripfold-spool-'))
})
afterEach(() => rm(dir, { recursive: true }))

async function* blocks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

test('stores the bytes under a name of its own and measures them', async () => {
  const { spoolName, bytes, sha256 } = await writeSpool(dir, blocks('region,', 'origin', '\n'), { bytesMax: 100 })
  expect(await readdir(dir)).toEqual([spoolName])
  expect(await readFile(spoolPath(dir, spoolName), 'utf8')).toBe('region,origin\n')
  expect(bytes).toBe(14)
  expect(sha256).toBe(createHash('sha256').update('region,origin\n').digest('hex'))
})

test('makes the folder when it is missing', async () => {
  const { spoolName } = await writeSpool(join(dir, 'a', 'b'), blocks('x'), { bytesMax: 1 })
  expect(await spoolHas(join(dir, 'a', 'b'), spoolName)).toBe(true)
})

test('while it is being written a file does not have its final name', async () => {
  let during: string[] = []
  async function* watched() {
    yield Buffer.from('x')
    during = await readdir(dir)
  }
  const { spoolName } = await writeSpool(dir, watched(), { bytesMax: 10 })
  expect(during).toEqual([`${spoolName}.part`])
})

test('of a file over the limit nothing stays, and the rest of it is not read', async () => {
  let read = 0
  async function* endless() {
    for (;;) {
      read++
      yield Buffer.alloc(10)
    }
  }
  await expect(writeSpool(dir, endless(), { bytesMax: 25 })).rejects.toMatchObject({ code: 'too_large' })
  expect(read).toBe(3)
  expect(await readdir(dir)).toEqual([])
})

test('of a stream that fails nothing stays', async () => {
  async function* torn() {
    yield Buffer.from('half')
    throw new Error('aborted')
  }
  await expect(writeSpool(dir, torn(), { bytesMax: 100 })).rejects.toThrow('aborted')
  expect(await readdir(dir)).toEqual([])
})

test('a file that is not there may be discarded', async () => {
  await discardSpool(dir, 'gone')
  expect(await spoolHas(dir, 'gone')).toBe(false)
})

test('bytes that the disk once did not take are never called safe again', async () => {
  const answers = [undefined, new Error('EIO'), undefined]
  let asked = 0
  const sync = syncOf({
    sync: async () => {
      const fault = answers[asked++]
      if (fault) throw fault
    },
  })
  await sync()
  await expect(sync()).rejects.toThrow('EIO')
  await expect(sync()).rejects.toThrow('EIO')
  expect(asked).toBe(2)
})
