import { ApiError, toError } from '../../lib/errors.ts'
import { delay, jittered } from '../../lib/time.ts'
import type { RunnerJob } from '../../protocol/jobs.ts'
import { TAIL_WAIT_MS } from '../control-plane/runner-api.ts'
import type { RunnerApi } from '../control-plane/runner-api.ts'
import { retryAfterMs } from '../control-plane/transport.ts'

/**
 * How the agent learns of work:
 *
 * - `wake`: one parked request for all groups, where our control plane offers it;
 * - `tail`: one parked request per group (reference: runner-2026 §2);
 * - `poll`: `GET …/jobs` per group at an interval, with jitter.
 *
 * `tail` falls back to `poll` for good when it is answered with 404.
 */
export type WorkMode = 'wake' | 'tail' | 'poll'

export interface WorkSource {
  /**
   * The next available jobs of these groups, oldest first; `[]` when the time
   * was over without one. Rejects only when `signal` fires.
   */
  next(groups: readonly string[], limit: number, signal: AbortSignal): Promise<readonly RunnerJob[]>
  readonly mode: WorkMode
}

export interface WorkSourceOptions {
  api: RunnerApi
  mode: WorkMode
  pollIntervalMs: number
  random?: () => number
  onError: (error: Error, failures: number, waitMs: number) => void
  onModeChange: (mode: WorkMode, why: string) => void
  /** Called after each answer, for loop ages. */
  onPolled: (groups: readonly string[]) => void
}

const MAX_BACK_OFF_MS = 60_000

export function createWorkSource(options: WorkSourceOptions): WorkSource {
  const { api, random = Math.random } = options
  let mode = options.mode
  const failures = new Map<string, number>()

  async function ask(groups: readonly string[], limit: number, signal: AbortSignal): Promise<readonly RunnerJob[]> {
    if (mode === 'poll') return pollAll(groups, signal)
    const startedMs = Date.now()
    const jobs = await api.tail({ groups, shared: mode === 'wake', limit, waitMs: TAIL_WAIT_MS, signal })
    // A proxy that answers at once with nothing must not turn the long-poll into a busy loop.
    if (jobs.length === 0 && Date.now() - startedMs < 200) await delay(jittered(250, 0.5, random), signal)
    return jobs
  }

  async function pollAll(groups: readonly string[], signal: AbortSignal): Promise<readonly RunnerJob[]> {
    const jobs: RunnerJob[] = []
    for (const group of groups) jobs.push(...(await api.availableJobs(group, signal)))
    if (jobs.length === 0) {
      options.onPolled(groups)
      await delay(jittered(options.pollIntervalMs, 0.2, random), signal)
    }
    return jobs
  }

  return {
    get mode() {
      return mode
    },
    async next(groups, limit, signal) {
      const key = groups.join(',')
      for (;;) {
        signal.throwIfAborted()
        try {
          const jobs = await ask(groups, limit, signal)
          failures.delete(key)
          options.onPolled(groups)
          return oldestFirst(jobs.filter((job) => job.status === 'available'))
        } catch (thrown) {
          signal.throwIfAborted()
          const error = toError(thrown)
          if (error instanceof ApiError && error.status === 404 && mode !== 'poll') {
            mode = 'poll'
            options.onModeChange(mode, 'the control plane offers no long-poll')
            continue
          }
          const count = (failures.get(key) ?? 0) + 1
          failures.set(key, count)
          const backOffMs = Math.min(500 * 2 ** (count - 1), MAX_BACK_OFF_MS) * (0.5 + random())
          const waitMs = Math.max(backOffMs, retryAfterMs(error) ?? 0)
          options.onError(error, count, waitMs)
          await delay(waitMs, signal)
        }
      }
    },
  }
}

/** Control planes list the newest first; the oldest has waited longest. */
function oldestFirst(jobs: readonly RunnerJob[]): readonly RunnerJob[] {
  return [...jobs].sort((a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : 0))
}
