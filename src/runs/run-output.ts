import type { JobLogPipeline } from '../telemetry/job-log-pipeline.ts'
import { createLineSplitter } from '../telemetry/line-splitter.ts'
import type { SplitLine } from '../telemetry/line-splitter.ts'
import type { Masker } from '../telemetry/masker.ts'
import { LOG_ATTRIBUTES } from '../protocol/log-attributes.ts'
import type { JobRunOptions, StreamName } from './run.ts'
import { openSpool } from './spool-follower.ts'

/** The way of one stream: spool file → mask → lines → the job's log. */
export interface RunOutput {
  /** Reads what is there, until the log is congested. Cheap when there is nothing. */
  drain(): void
  /** Reads to the end of the file, waiting where the log is congested. */
  drainToEnd(signal: AbortSignal): Promise<void>
  /** The last 64 KiB, masked. */
  tail(): string
  close(): void
}

export interface RunOutputOptions {
  runId: string
  directory: string
  stream: StreamName
  pipeline: JobLogPipeline
  masker: Masker
  options: JobRunOptions
}

const READ_BYTES = 128 * 1024
const READS_PER_TURN = 16
const TAIL_CHARACTERS = 64 * 1024

export function openRunOutput({ runId, directory, stream, pipeline, masker, options }: RunOutputOptions): RunOutput {
  const spool = openSpool(directory, stream)
  const mask = masker.stream()
  const splitter = createLineSplitter()
  const severity = stream === 'stdout' ? 'info' : 'error'
  let tail: string[] = []
  let tailLength = 0
  let isClosed = false
  let resume: Promise<void> | undefined
  const closing = new AbortController()

  function keepTail(text: string): void {
    tail.push(text)
    tailLength += text.length + 1
    while (tailLength > 2 * TAIL_CHARACTERS && tail.length > 1) {
      const drop = Math.ceil(tail.length / 2)
      for (const dropped of tail.slice(0, drop)) tailLength -= dropped.length + 1
      tail = tail.slice(drop)
    }
  }

  function emit(line: SplitLine): void {
    keepTail(line.text)
    const own = options.onLine?.({ stream, text: line.text, offset: line.offset, isContinued: line.isContinued, isBinary: line.isBinary })
    if (own === null) return
    const record = own ?? { severity, body: line.text }
    pipeline.add({
      ...record,
      attributes: {
        ...options.attributes,
        ...record.attributes,
        [LOG_ATTRIBUTES.runId]: runId,
        [LOG_ATTRIBUTES.runStream]: stream,
        [LOG_ATTRIBUTES.offset]: line.offset,
        ...(line.isContinued ? { [LOG_ATTRIBUTES.continued]: true } : {}),
      },
    })
  }

  /** One read; false when there was nothing. */
  function readOnce(): boolean {
    const chunk = spool.read(READ_BYTES)
    if (chunk.length === 0) return false
    for (const line of splitter.push(mask.push(chunk))) emit(line)
    return chunk.length === READ_BYTES
  }

  function drain(): void {
    if (isClosed || resume !== undefined) return
    for (let reads = 0; reads < READS_PER_TURN; reads++) {
      if (pipeline.isCongested) {
        resume = pipeline.drained(closing.signal).then(again)
        return
      }
      if (!readOnce()) return
    }
    // A flood must not keep the loop from heartbeats and cancels.
    resume = new Promise<void>((resolve) => setImmediate(resolve)).then(again)
  }

  function again(): void {
    resume = undefined
    drain()
  }

  return {
    drain,
    async drainToEnd(signal) {
      while (resume !== undefined && !signal.aborted) await resume
      while (!isClosed) {
        if (pipeline.isCongested) await pipeline.drained(signal)
        if (!readOnce()) break
        await new Promise<void>((resolve) => setImmediate(resolve))
      }
      for (const line of splitter.push(mask.end())) emit(line)
      for (const line of splitter.end()) emit(line)
    },
    tail: () => tail.join('\n').slice(-TAIL_CHARACTERS),
    close() {
      if (isClosed) return
      isClosed = true
      closing.abort()
      spool.close()
    },
  }
}
