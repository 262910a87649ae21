import { ApiError, toError } from '../../lib/errors.ts'
import { delay, nsToMs } from '../../lib/time.ts'
import type { Lease } from '../../protocol/executions.ts'
import type { ExecutionAddress, RunnerApi } from '../control-plane/runner-api.ts'

export interface LeaseKeeperOptions {
  api: RunnerApi
  at: ExecutionAddress
  lease: Lease
  /** Somebody else may have the job now; nothing more may be written for it. */
  onLost: (why: string) => void
  onError: (error: Error) => void
  /** Ends the keeping. */
  signal: AbortSignal
}

/** Renews the lease of one execution at a third of its length. Never rejects. */
export async function keepLease(options: LeaseKeeperOptions): Promise<void> {
  const { api, at, signal } = options
  let ttlMs = nsToMs(options.lease.ttl)
  let isTold = false
  while (!signal.aborted) {
    await delay(ttlMs / 3, signal)
    if (signal.aborted) return
    try {
      ttlMs = nsToMs((await api.renewLease(at, signal)).ttl) || ttlMs
      isTold = false
    } catch (thrown) {
      if (signal.aborted) return
      const error = toError(thrown)
      if (error instanceof ApiError && (error.status === 409 || error.status === 404)) return options.onLost(error.message)
      // An outage is no loss: the control plane's clock decides, and says 409 when it is back.
      if (!isTold) options.onError(error)
      isTold = true
    }
  }
}
