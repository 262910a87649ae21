import type { CancelReason } from '../../executors/executor.ts'

/**
 * Why and when one execution is ended. The first reason stays (design.md §2.5):
 *
 *   running ──cancel(reason)──▶ cancelled ──grace──▶ expired
 *
 * `cancelled` goes to runs and requests; `expired` is the only signal that
 * cleanup, the last flush and the terminal status are given.
 */
export interface Cancellation {
  readonly cancelled: AbortSignal
  readonly expired: AbortSignal
  readonly reason: CancelReason | undefined
  cancel(reason: CancelReason): void
  /** The work is done: its deadline and late cancels change nothing any more. */
  workEnded(): void
  dispose(): void
}

export interface CancellationOptions {
  /** ms since the epoch. */
  deadlineMs: number
  graceMs: number
  /** The agent's own lifetimes: its cancel cancels the job, its end ends the cleanup. */
  agentCancelled: AbortSignal
  agentExpired: AbortSignal
}

export function createCancellation(options: CancellationOptions): Cancellation {
  const cancelled = new AbortController()
  const expired = new AbortController()
  let reason: CancelReason | undefined
  let graceTimer: NodeJS.Timeout | undefined
  let isWorkEnded = false

  const cancel = (why: CancelReason) => {
    if (reason !== undefined || isWorkEnded) return
    reason = why
    cancelled.abort(why)
    graceTimer = setTimeout(() => expired.abort(why), options.graceMs)
  }
  const onAgentCancelled = () => cancel('runner-stopping')
  const onAgentExpired = () => expired.abort('runner-stopping')
  options.agentCancelled.addEventListener('abort', onAgentCancelled, { once: true })
  options.agentExpired.addEventListener('abort', onAgentExpired, { once: true })
  if (options.agentCancelled.aborted) onAgentCancelled()
  // setTimeout's longest wait is 2^31-1 ms; a deadline that is further away needs no timer.
  const leftMs = options.deadlineMs - Date.now()
  const deadlineTimer = leftMs < 2 ** 31 ? setTimeout(() => cancel('job-timeout'), Math.max(0, leftMs)) : undefined

  return {
    cancelled: cancelled.signal,
    expired: expired.signal,
    get reason() {
      return reason
    },
    cancel,
    workEnded() {
      isWorkEnded = true
      clearTimeout(deadlineTimer)
    },
    dispose() {
      clearTimeout(deadlineTimer)
      clearTimeout(graceTimer)
      options.agentCancelled.removeEventListener('abort', onAgentCancelled)
      options.agentExpired.removeEventListener('abort', onAgentExpired)
    },
  }
}
