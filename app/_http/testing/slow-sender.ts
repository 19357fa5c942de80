import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { ImportView } from '#trips/import-job.ts'
import type { ProblemView } from '#trips/views.ts'

export type Answered = { status: number; body: Partial<ImportView> & Partial<ProblemView> }

/** A request whose body is sent as the test likes: in parts, slowly, not to its end. */
export type SlowSender = {
  send(bytes: Uint8Array): Promise<void>
  /** The body has ended: what the server answers, or has answered already. */
  end(bytes?: Uint8Array): Promise<Answered>
  /** What the server answers while the body goes on; rejects when the connection breaks. */
  answer: Promise<Answered>
  /** As a client that dies. */
  abort(): void
}

/** Sends the head of a request, with a length or in pieces of no announced number. */
export function slowSender(url: string, headers: Record<string, string | number> = {}, method = 'POST'): SlowSender {
  const outgoing = request(url, { method, headers: { 'content-type': 'text/csv', ...headers }, agent: false })
  const answer = answerOf(outgoing)
  answer.catch(() => {})
  outgoing.flushHeaders()
  return {
    answer,
    send: async (bytes) => {
      if (!outgoing.write(bytes)) await Promise.race([once(outgoing, 'drain'), answer.catch(() => {})])
    },
    end: (bytes) => {
      outgoing.end(bytes)
      return answer
    },
    abort: () => void outgoing.destroy(),
  }
}

function answerOf(outgoing: ClientRequest): Promise<Answered> {
  return new Promise((resolve, reject) => {
    outgoing.on('error', reject)
    outgoing.on('response', (incoming: IncomingMessage) => {
      let text = ''
      incoming.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: text === '' ? {} : JSON.parse(text) }))
    })
  })
}
