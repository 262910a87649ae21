import { ApiError, toError } from '../../lib/errors.ts'
import { delay, jittered } from '../../lib/time.ts'
import type { CancelReason } from '../../executors/executor.ts'
import type { ExecutionAddress, RunnerApi } from '../control-plane/runner-api.ts'
import { TAIL_WAIT_MS } from '../control-plane/runner-api.ts'

export interface CancelWatcherOptions {
  api: RunnerApi
  at: ExecutionAddress
  /** The control plane holds the request until there is news (extension `cancel-push`). */
  isPushed: boolean
  onCancelled: (reason: CancelReason) => void
  onError: (error: Error) => void
  /** Ends the watch. */
  signal: AbortSignal
  /** Between polls of the plain wire. @default 1000 */
  pollIntervalMs?: number
}

/** Jobs shorter than this never ask: a cancel that early is seen by the terminal status. */
const HEAD_START_MS = 15

/** Learns of a cancel, a timeout or a failure that the control plane declares. Never rejects. */
export async function watchForCancel(options: CancelWatcherOptions): Promise<void> {
  const { signal, pollIntervalMs = 1000 } = options
  await delay(options.isPushed ? HEAD_START_MS : pollIntervalMs, signal)
  let failures = 0
  while (!signal.aborted) {
    try {
      const status = options.isPushed ? await pushed(options) : (await options.api.job(options.at.jobId, signal)).status
      const reason = reasonOf(status)
      if (reason !== undefined) return options.onCancelled(reason)
      failures = 0
      if (!options.isPushed) await delay(jittered(pollIntervalMs, 0.1), signal)
    } catch (thrown) {
      if (signal.aborted) return
      const error = toError(thrown)
      if (error instanceof ApiError && error.status === 409) return options.onCancelled('lease-lost')
      failures++
      if (failures === 3) options.onError(error)
      await delay(jittered(Math.min(500 * 2 ** failures, 10_000), 0.5), signal)
    }
  }
}

async function pushed({ api, at, signal }: CancelWatcherOptions): Promise<string> {
  const startedMs = Date.now()
  const answer = await api.awaitCancellation(at, TAIL_WAIT_MS, signal)
  if (!answer.cancelled && Date.now() - startedMs < 200) await delay(250, signal)
  return answer.cancelled ? answer.status : ''
}

function reasonOf(status: string): CancelReason | undefined {
  switch (status) {
    case 'cancelled':
      return 'api-cancelled'
    case 'timed-out':
      return 'api-timed-out'
    case 'failed':
    case 'not-attempted':
      return 'api-failed'
    default:
      return undefined
  }
}
