/** Why the agent stops. The first reason stays. */
export type StopReason = 'signal' | 'drain-signal' | 'shutdown-job' | 'shutdown-requested' | 'process-inactive'

/**
 * The three lifetimes of the agent (design.md §2.5):
 *
 *   running ──drain()──▶ draining ──cancel()──▶ cancelled ──grace──▶ expired
 *
 * - `draining`: nothing new is taken; parked polls end at once.
 * - `cancelled`: work that runs is asked to end.
 * - `expired`: the last flush and the last status have had their time.
 */
export interface Lifetimes {
  readonly draining: AbortSignal
  readonly cancelled: AbortSignal
  readonly expired: AbortSignal
  readonly reason: StopReason | undefined
  drain(reason: StopReason): void
  cancel(reason: StopReason): void
  expire(): void
  /** Clears the timers; call once at the end. */
  dispose(): void
}

export interface LifetimesOptions {
  /** From the first drain by a signal to the end. Cancelling starts at (stop timeout − grace). */
  stopTimeoutMs: number
  graceMs: number
  onChange?: (state: 'draining' | 'cancelled' | 'expired', reason: StopReason | undefined) => void
}

export function createLifetimes(options: LifetimesOptions): Lifetimes {
  const draining = new AbortController()
  const cancelled = new AbortController()
  const expired = new AbortController()
  const timers = new Set<NodeJS.Timeout>()
  let reason: StopReason | undefined

  const after = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms)
    timers.add(timer)
  }

  const lifetimes: Lifetimes = {
    draining: draining.signal,
    cancelled: cancelled.signal,
    expired: expired.signal,
    get reason() {
      return reason
    },
    drain(why) {
      if (draining.signal.aborted) return
      reason ??= why
      options.onChange?.('draining', reason)
      draining.abort(why)
      // A drain that was asked for by SIGUSR1 or the control plane waits for the jobs; one by SIGTERM has an end.
      if (why === 'signal') after(Math.max(0, options.stopTimeoutMs - options.graceMs), () => lifetimes.cancel(why))
    },
    cancel(why) {
      lifetimes.drain(why)
      if (cancelled.signal.aborted) return
      options.onChange?.('cancelled', reason)
      cancelled.abort(why)
      after(options.graceMs, () => lifetimes.expire())
    },
    expire() {
      if (expired.signal.aborted) return
      options.onChange?.('expired', reason)
      expired.abort(reason)
    },
    dispose() {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
  return lifetimes
}
