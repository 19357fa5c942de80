import { Agent, request } from 'node:http'
import { type Found, readAnswer } from './found.ts'
import type { Question } from './question.ts'
import { polygonOf, questionPath } from './question-path.ts'

export type Answer = { ms: number; found: Found; level?: number }
export type WebClient = {
  /** The whole request, up to the answer's last byte; understanding the answer is not timed. */
  ask: (question: Question) => Promise<Answer>
  /** Saves the ring of a question under its name. */
  saveArea: (question: Question) => Promise<void>
  close: () => void
}

/** An answer that is none. */
export class Refused extends Error {
  constructor(
    readonly status: number | undefined,
    asked: string,
    text: string,
  ) {
    super(`${asked} was answered ${status}, expected 200: ${text.slice(0, 500)}`)
  }
}

/** Asks a running Tripfold over connections that are kept, at most so many at once. */
export function openWebClient(baseUrl: string, connections = 1): WebClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const send = (method: string, path: string, body?: string): Promise<{ ms: number; text: string }> =>
    new Promise((resolve, reject) => {
      const startedMs = performance.now()
      const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      const sent = request(`${baseUrl}${path}`, { agent, method, headers }, (response) => {
        const blocks: Buffer[] = []
        response.on('data', (block: Buffer) => blocks.push(block))
        response.on('error', reject)
        response.on('end', () => {
          const ms = performance.now() - startedMs
          const text = Buffer.concat(blocks).toString()
          if (response.statusCode === 200) resolve({ ms, text })
          else reject(new Refused(response.statusCode, `${method} ${path}`, text))
        })
      })
      sent.on('error', (cause) => reject(new Error(`${method} ${path} was not answered: ${cause.message}`, { cause })))
      sent.end(body)
    })
  return {
    ask: async (question) => {
      const { ms, text } = await send('GET', questionPath(question))
      try {
        return { ms: Math.round(ms * 100) / 100, ...readAnswer(question, JSON.parse(text)) }
      } catch (cause) {
        throw new Error(`${questionPath(question)}: ${cause instanceof Error ? cause.message : cause}`, { cause })
      }
    },
    saveArea: async ({ savedAs, selection: { ring } }) => {
      if (savedAs === undefined || !ring) throw new Error('a question without a name or a ring has no area to save')
      await send('PUT', `/api/v1/areas/${encodeURIComponent(savedAs)}?replace=1`, JSON.stringify(polygonOf(ring)))
    },
    close: () => agent.destroy(),
  }
}
