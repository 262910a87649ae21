import { createHash } from 'node:crypto'
import { RunnerError, toError } from '../lib/errors.ts'
import { retry } from '../lib/retry.ts'
import { LOG_ATTRIBUTES, LOG_SCOPE_NAME } from '../protocol/log-attributes.ts'
import type { Attributes, JobLog, LogReceipt, LogRecord, Severity } from './job-log.ts'
import { createLogQueue } from './log-queue.ts'
import type { Masker } from './masker.ts'
import { createBatchEncoder, encodeAttributes } from './otlp-encoder.ts'
import type { BatchEncoder } from './otlp-encoder.ts'

export interface LogTransport {
  /** @throws RunnerError; `retryable` says whether to try again */
  send(body: Uint8Array, signal: AbortSignal): Promise<void>
}

export interface JobLogPipelineOptions {
  /** `undefined`: the job has no log stream; records are counted as acknowledged and go nowhere. */
  transport: LogTransport | undefined
  resource: Attributes
  schemaUrl: string
  /** Of every record; read when the record is made. */
  attributes: () => Attributes
  masker: Masker
  /** Made when it is needed, removed by `close`. */
  spillDir: string
  /** A copy of every line, masked. */
  onRecord?: (line: string) => void
  onRetry?: (error: Error, attempt: number) => void
}

/**
 * The log of one execution on its way to the control plane: records are masked,
 * numbered without gaps, encoded, batched by bytes and time, and sent one
 * request after the other, each until it is acknowledged. Nothing here throws.
 */
export interface JobLogPipeline {
  readonly log: JobLog
  /** Adds a record whose body is masked already. `onSettled` is called when it is acknowledged or given up. */
  add(record: LogRecord, onSettled?: () => void): void
  /** Whether a reader of spool files should wait: more is queued than the control plane takes. */
  readonly isCongested: boolean
  /** Resolves when `isCongested` is over, or the signal fires. */
  drained(signal: AbortSignal): Promise<void>
  /** Everything so far is acknowledged when it resolves, or `signal` fired. */
  flush(signal: AbortSignal): Promise<LogReceipt>
  /** Gives up what is left. */
  close(): Promise<void>
}

/** A request's size: large enough for 100,000 lines per second, small enough for any proxy. */
const BATCH_BYTES = 384 * 1024
/** From a record to its request while nothing else is under way. */
const BATCH_DELAY_MS = 20
const MEMORY_LIMIT_BYTES = 4 * 1024 * 1024
const CONGESTED_BATCHES = 4
const MAX_BODY_CHARACTERS = 64 * 1024

export function createJobLogPipeline(options: JobLogPipelineOptions): JobLogPipeline {
  const { masker, transport } = options
  const closed = new AbortController()
  const queue = createLogQueue({ spillDir: options.spillDir, memoryLimitBytes: MEMORY_LIMIT_BYTES, onSpillFailed: () => {} })
  const hash = createHash('sha256')
  const waiting = new Set<() => void>()
  let encoder: BatchEncoder | undefined
  let settledOfBatch: (() => void)[] = []
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined
  let seq = 0
  let commonKey = ''
  let common: Buffer = Buffer.alloc(0)
  const receipt: LogReceipt = { lines: 0, bytes: 0, sha256: '', dropped: 0 }

  function add(record: LogRecord, onSettled?: () => void): void {
    if (closed.signal.aborted) return
    options.onRecord?.(record.body)
    const attributes = options.attributes()
    const key = Object.values(attributes).join('\0')
    if (key !== commonKey) {
      commonKey = key
      common = encodeAttributes(attributes)
    }
    encoder ??= createBatchEncoder({ resource: options.resource, scope: LOG_SCOPE_NAME, schemaUrl: options.schemaUrl })
    encoder.add({
      severity: record.severity,
      body: record.body,
      timeMs: record.timeMs ?? Date.now(),
      common,
      attributes: { ...record.attributes, [LOG_ATTRIBUTES.seq]: ++seq },
    })
    if (onSettled !== undefined) settledOfBatch.push(onSettled)
    if (encoder.bytes >= BATCH_BYTES) seal()
    else timer ??= setTimeout(seal, BATCH_DELAY_MS)
  }

  function seal(): void {
    clearTimeout(timer)
    timer = undefined
    if (encoder === undefined) return
    const batch = { body: encoder.finish(), records: encoder.records, onSettled: settledOfBatch }
    encoder = undefined
    settledOfBatch = []
    queue.push(batch)
    sending ??= sendAll()
  }

  async function sendAll(): Promise<void> {
    for (let batch = queue.peek(); batch !== undefined && !closed.signal.aborted; batch = queue.peek()) {
      const { body, records } = batch
      try {
        if (transport !== undefined) {
          await retry(() => transport.send(body, closed.signal), {
            isRetryable: (error) => error instanceof RunnerError && error.retryable,
            signal: closed.signal,
            firstWaitMs: 100,
            maxWaitMs: 5_000,
            onRetry: (error, attempt) => options.onRetry?.(error, attempt),
          })
        }
        receipt.lines += records
        receipt.bytes += body.length
        hash.update(body)
      } catch (thrown) {
        if (closed.signal.aborted) break
        receipt.dropped += records
        // Said once per refusal, in the place of what is missing; a refused refusal is only counted.
        if (records > 1 || !toError(thrown).message.includes('records were refused')) {
          add({ severity: 'error', body: masker.maskText(`${records} log records were refused by the control plane and are lost: ${toError(thrown).message} (records were refused)`).slice(0, 2000) })
        }
      }
      queue.shift()
      for (const settled of batch.onSettled) settled()
      if (!isCongested()) wakeAll()
    }
    sending = undefined
    wakeAll()
  }

  function isCongested(): boolean {
    return queue.length >= CONGESTED_BATCHES
  }

  function wakeAll(): void {
    for (const wake of waiting) wake()
    waiting.clear()
  }

  function emit(record: LogRecord): void {
    const attributes = record.attributes
    for (const [index, body] of pieces(masker.maskText(record.body)).entries()) {
      add({ ...record, body, ...(index === 0 || attributes === undefined ? {} : { attributes }) })
    }
  }

  return {
    log: createJobLog(emit, {}),
    add,
    get isCongested() {
      return isCongested()
    },
    drained(signal) {
      return new Promise((resolve) => {
        if (!isCongested() || signal.aborted || closed.signal.aborted) return resolve()
        const wake = () => {
          signal.removeEventListener('abort', wake)
          waiting.delete(wake)
          resolve()
        }
        waiting.add(wake)
        signal.addEventListener('abort', wake, { once: true })
      })
    },
    async flush(signal) {
      const givenUp = new Promise<void>((resolve) => {
        if (signal.aborted) resolve()
        else signal.addEventListener('abort', () => resolve(), { once: true })
      })
      do {
        seal()
        await Promise.race([sending, givenUp])
      } while ((queue.length > 0 || encoder !== undefined) && !signal.aborted && !closed.signal.aborted)
      let left = encoder?.records ?? 0
      if (queue.length > 0) left += Math.max(0, seq - receipt.lines - receipt.dropped - left)
      return { ...receipt, dropped: receipt.dropped + left, sha256: receipt.lines === 0 ? '' : hash.copy().digest('hex') }
    },
    async close() {
      closed.abort()
      clearTimeout(timer)
      wakeAll()
      await sending
      await queue.dispose()
    },
  }
}

function createJobLog(emit: (record: LogRecord) => void, fixed: Attributes): JobLog {
  const at = (severity: Severity) => (body: string, attributes?: Attributes) => emit({ severity, body, attributes: { ...fixed, ...attributes } })
  return {
    emit: (record) => emit({ ...record, attributes: { ...fixed, ...record.attributes } }),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (attributes) => createJobLog(emit, { ...fixed, ...attributes }),
  }
}

function pieces(body: string): string[] {
  if (body.length <= MAX_BODY_CHARACTERS) return [body]
  const out: string[] = []
  for (let at = 0; at < body.length; at += MAX_BODY_CHARACTERS) out.push(body.slice(at, at + MAX_BODY_CHARACTERS))
  return out
}
