import type { Readable } from 'node:stream'
import { createParser } from 'eventsource-parser'
import type { EventSourceMessage } from 'eventsource-parser'
import { ApiError, toError } from '../lib/errors.ts'
import { delay } from '../lib/time.ts'

export interface FollowEventsOptions {
  open: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Readable>
  signal: AbortSignal
  lastEventId?: string
  /** True for the event after which the server closes. */
  isLast?: (event: EventSourceMessage) => boolean
  /** Without a byte for this long the connection counts as dead. @default 45_000 (the server sends a comment every 15 s) */
  idleTimeoutMs?: number
  /** How long a server may be away before the following fails. @default 60_000 */
  maxOutageMs?: number
}

/**
 * Server-Sent Events that survive a broken connection: each new one resumes
 * after the last id seen, so no event comes twice or is left out. Ends after
 * the last event, or quietly when the signal fires.
 * @throws ApiError when the server refuses, or is away for longer than `maxOutageMs`
 */
export async function* followEvents(options: FollowEventsOptions): AsyncGenerator<EventSourceMessage, void, undefined> {
  const { signal, isLast = () => false, idleTimeoutMs = 45_000, maxOutageMs = 60_000 } = options
  let lastEventId = options.lastEventId
  let outageStartMs: number | undefined
  let failures = 0
  while (!signal.aborted) {
    const connection = new AbortController()
    const ended = AbortSignal.any([signal, connection.signal])
    try {
      const stream = await options.open(lastEventId, ended)
      for await (const event of messagesOf(stream, idleTimeoutMs)) {
        outageStartMs = undefined
        failures = 0
        if (event.id !== undefined && event.id !== '') lastEventId = event.id
        yield event
        if (isLast(event)) return
      }
    } catch (thrown) {
      if (signal.aborted) return
      const error = toError(thrown)
      if (error instanceof ApiError && error.status !== 0 && !error.retryable) throw error
      if (Date.now() - (outageStartMs ?? Date.now()) > maxOutageMs) throw error
    } finally {
      connection.abort()
    }
    outageStartMs ??= Date.now()
    failures += 1
    if (failures > 1) await delay(Math.min(100 * 2 ** failures, 3000), signal)
  }
}

async function* messagesOf(stream: Readable, idleTimeoutMs: number): AsyncGenerator<EventSourceMessage, void, undefined> {
  const pending: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => pending.push(event) })
  const decoder = new TextDecoder()
  const timer = setTimeout(() => stream.destroy(new Error(`no sign of life for ${idleTimeoutMs} ms`)), idleTimeoutMs)
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      timer.refresh()
      parser.feed(decoder.decode(chunk, { stream: true }))
      while (pending.length > 0) yield pending.shift()!
    }
  } finally {
    clearTimeout(timer)
    stream.destroy()
  }
}
