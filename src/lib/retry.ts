import { toError } from './errors.ts'
import { delay } from './time.ts'

export interface RetryOptions {
  /** Whether this failure may go away by itself. */
  isRetryable: (error: Error) => boolean
  /** Ends the waiting and the trying. The last error is thrown. */
  signal: AbortSignal
  /** @default Infinity: the signal is the limit */
  maxAttempts?: number
  /** Wait after the first failure; doubled after each further one. @default 200 */
  firstWaitMs?: number
  /** @default 10_000 */
  maxWaitMs?: number
  /** What the server asked for (`Retry-After`), in ms; wins over the back-off when longer. */
  retryAfterMs?: (error: Error) => number | undefined
  onRetry?: (error: Error, attempt: number, waitMs: number) => void
  random?: () => number
}

/**
 * Calls until it succeeds, the failure is final, the attempts are used up, or
 * the signal fires. Waits double, with full jitter of ±50 %.
 */
export async function retry<T>(call: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { isRetryable, signal, maxAttempts = Infinity, firstWaitMs = 200, maxWaitMs = 10_000, random = Math.random } = options
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(attempt)
    } catch (thrown) {
      const error = toError(thrown)
      if (signal.aborted || attempt >= maxAttempts || !isRetryable(error)) throw error
      const backOffMs = Math.min(firstWaitMs * 2 ** (attempt - 1), maxWaitMs) * (0.5 + random())
      const waitMs = Math.max(backOffMs, options.retryAfterMs?.(error) ?? 0)
      options.onRetry?.(error, attempt, waitMs)
      await delay(waitMs, signal)
      if (signal.aborted) throw error
    }
  }
}
