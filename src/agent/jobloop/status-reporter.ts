import { ApiError, toError } from '../../lib/errors.ts'
import { retry } from '../../lib/retry.ts'
import { delay } from '../../lib/time.ts'
import type { ExecutionStatus } from '../../protocol/enums.ts'
import type { ExecutionAddress, RunnerApi, StatusUpdate } from '../control-plane/runner-api.ts'

/**
 * Sends the statuses of one execution: distinct ones, in order, one request at
 * a time. One that was overtaken before it was sent is left out; the terminal
 * one is sent by the execution itself, after `settle()`.
 */
export interface StatusReporter {
  report(status: ExecutionStatus): void
  /** Nothing more will be reported. Waits for the request under way. */
  settle(): Promise<void>
}

export interface StatusReporterOptions {
  api: RunnerApi
  at: ExecutionAddress
  /** Holds the first status back this long: a job that ends sooner saves the request. */
  holdBackMs: number
  signal: AbortSignal
  onError: (error: Error) => void
}

export function createStatusReporter(options: StatusReporterOptions): StatusReporter {
  const { api, at, signal } = options
  const settled = new AbortController()
  let pending: StatusUpdate | undefined
  let last: ExecutionStatus | undefined
  let sending: Promise<void> | undefined

  async function sendAll(): Promise<void> {
    if (options.holdBackMs > 0) await delay(options.holdBackMs, settled.signal)
    while (pending !== undefined && !settled.signal.aborted) {
      const update = pending
      pending = undefined
      try {
        await retry(() => api.updateExecution(at, update, AbortSignal.any([signal, AbortSignal.timeout(10_000)])), {
          isRetryable: (error) => pending === undefined && !settled.signal.aborted && error instanceof ApiError && error.retryable,
          signal,
        })
      } catch (thrown) {
        if (!signal.aborted) options.onError(toError(thrown))
      }
    }
    sending = undefined
  }

  return {
    report(status) {
      if (status === last || settled.signal.aborted) return
      last = status
      pending = { status }
      sending ??= sendAll()
    },
    async settle() {
      settled.abort()
      await sending
    },
  }
}
