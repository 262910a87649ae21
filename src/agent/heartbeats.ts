import { ApiError, toError } from '../lib/errors.ts'
import { delay, jittered } from '../lib/time.ts'
import type { RunnerApi } from './control-plane/runner-api.ts'

export interface HeartbeatOptions {
  api: RunnerApi
  version: string
  /** As on the wire: '' for `run`, `build`, `install`. */
  processName: string
  /** As registered; `undefined` where the control plane has no process registry. */
  processId: () => string | undefined
  /** Read before every wait: a refreshed setting takes effect at the next beat. */
  intervalMs: () => number
  /** ms since the process (or what it continues) started. */
  aliveMs: () => number
  /** A 409 to a beat: the process may have been declared inactive (reference: runner-2026 §3.3). */
  onConflict: () => Promise<void>
  onError: (error: Error, failures: number) => void
  onRecovered: (failures: number) => void
  signal: AbortSignal
}

const DEFAULT_INTERVAL_MS = 5_000

/** The first beat at once, then one per interval with jitter, however busy the agent is. Never rejects. */
export async function beat(options: HeartbeatOptions): Promise<void> {
  const { api, signal } = options
  let failures = 0
  while (!signal.aborted) {
    const processId = options.processId()
    try {
      await api.heartbeat({ aliveMs: options.aliveMs(), version: options.version, process: options.processName, ...(processId === undefined ? {} : { processId }) }, signal)
      if (failures > 0) options.onRecovered(failures)
      failures = 0
    } catch (thrown) {
      if (signal.aborted) return
      const error = toError(thrown)
      failures++
      options.onError(error, failures)
      if (error instanceof ApiError && error.status === 409) await options.onConflict()
    }
    await delay(jittered(options.intervalMs() || DEFAULT_INTERVAL_MS, 0.1), signal)
  }
}
