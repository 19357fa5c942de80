import { createHash, type Hash } from 'node:crypto'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { type CsvFormat, type ShapeName, shapes } from './shapes.ts'

/** A CSV on disk, with its header. */
export type TripFile = { path: string; name: string; rows: number; bytes: number; sha256: string }

/** What is ingested: the same trips again for each system that is measured. */
export type TripCase = {
  shape: ShapeName
  rows: number
  seed: number
  /** The rows are spread over so many files, all there from the start. */
  files: number
  /** At most so many rows lie on the disk at once, made anew for each system; 0 for all of them. */
  streamRows: number
}

export type TripSource = {
  format: CsvFormat
  /** Of all files, as far as they were made. */
  bytes: () => number
  /** Sets of files, each to be ingested before the next is asked for: then it may be gone. */
  batches: () => AsyncGenerator<TripFile[]>
}

/** Makes the files of a case in `dir`, or with `streamRows` on demand. Throws the signal's reason when that is aborted meanwhile. */
export async function openTripSource(dir: string, wanted: TripCase, signal?: AbortSignal): Promise<TripSource> {
  const { format } = shapes[wanted.shape]
  const fileRows = wanted.streamRows || Math.ceil(wanted.rows / wanted.files)
  const kept: TripFile[] = []
  if (wanted.streamRows === 0) for await (const file of writeFiles(dir, wanted, fileRows, signal)) kept.push(file)
  let bytes = 0
  return {
    format,
    bytes: () => bytes,
    async *batches() {
      bytes = 0
      for await (const files of kept.length > 0 ? [kept] : inTurn(writeFiles(dir, wanted, fileRows, signal))) {
        bytes += files.reduce((sum, file) => sum + file.bytes, 0)
        yield files
      }
    },
  }
}

async function* inTurn(files: AsyncIterable<TripFile>): AsyncGenerator<TripFile[]> {
  for await (const file of files) {
    yield [file]
    rmSync(file.path)
  }
}

/** One generator's rows cut into files of `fileRows`, each with the header. Lines are counted by their ends: no field holds one. */
async function* writeFiles(
  dir: string,
  { shape, seed, rows }: TripCase,
  fileRows: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<TripFile> {
  let header: Uint8Array | undefined
  let file: FileBeingWritten | undefined
  let number = 0
  for (const block of shapes[shape].blocks({ seed, rows })) {
    await breathe() // 100 million rows take minutes: Ctrl-C must be heard
    signal?.throwIfAborted()
    let at = 0
    if (!header) {
      at = block.indexOf(lineEnd) + 1
      header = block.slice(0, at)
    }
    while (at < block.length) {
      file ??= new FileBeingWritten(dir, `trips-${number++}.csv`, header)
      at = file.take(block, at, fileRows)
      if (file.rows < fileRows) continue
      yield file.close()
      file = undefined
    }
  }
  if (file) yield file.close()
}

const lineEnd = 10

class FileBeingWritten {
  rows = 0
  private bytes = 0
  private readonly path: string
  private readonly fd: number
  private readonly hash: Hash = createHash('sha256')

  constructor(
    dir: string,
    private readonly name: string,
    header: Uint8Array,
  ) {
    this.path = join(dir, name)
    this.fd = openSync(this.path, 'w')
    this.write(header)
  }

  /** Takes rows from `from` on until the block or the file's share ends; returns where it stopped. */
  take(block: Uint8Array, from: number, rowsMax: number): number {
    let at = from
    while (at < block.length && this.rows < rowsMax) {
      at = block.indexOf(lineEnd, at) + 1
      this.rows++
    }
    this.write(block.subarray(from, at))
    return at
  }

  close(): TripFile {
    closeSync(this.fd)
    const { path, name, rows, bytes, hash } = this
    return { path, name, rows, bytes, sha256: hash.digest('hex') }
  }

  private write(block: Uint8Array): void {
    this.hash.update(block)
    this.bytes += block.length
    for (let at = 0; at < block.length; ) at += writeSync(this.fd, block, at)
  }
}
