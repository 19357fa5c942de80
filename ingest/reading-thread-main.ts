import { parentPort } from 'node:worker_threads'
import { LabelIndex } from '#trips/label-index.ts'
import { type ChunkRead, readChunksHere } from './read-chunks.ts'
import type { FromThread, ToThread } from './reading-thread.ts'

/** The reading thread: reads one chunk each time it is asked, see ReadingThread. */
function serve(port: NonNullable<typeof parentPort>): void {
  let chunks: AsyncGenerator<ChunkRead> | undefined
  let set = 0
  const answer = (message: FromThread) => port.postMessage(message)
  const next = async (): Promise<FromThread> => {
    const result = await chunks?.next()
    if (!result || result.done) return { done: true }
    const { columns, ...chunk } = result.value
    const message = { chunk, set, length: columns.length }
    set = 1 - set
    return message
  }
  port.on('message', (message: ToThread) => {
    if (message === 'next') void next().then(answer, (error) => answer({ error, code: error?.code }))
    else if (message === 'close') void chunks?.return(undefined)
    else {
      set = 0
      chunks = readChunksHere(
        message.open,
        message.columns.map((columns) => ({ columns, regions: new LabelIndex(), datasources: new LabelIndex() })),
      )
    }
  })
}

if (parentPort) serve(parentPort)
