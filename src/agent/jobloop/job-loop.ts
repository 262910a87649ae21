import { toError } from '../../lib/errors.ts'
import { delay, jittered } from '../../lib/time.ts'
import type { ClaimResponse } from '../../protocol/executions.ts'
import type { RunnerJob } from '../../protocol/jobs.ts'
import type { ClaimOutcome } from './claim.ts'
import type { Slots } from './slots.ts'
import type { WorkSource } from './work-source.ts'

export interface JobLoopDeps {
  groups: readonly string[]
  source: WorkSource
  slots: Slots
  claim: (job: RunnerJob) => Promise<ClaimOutcome>
  /** Runs the execution to its terminal status. Never rejects. */
  run: (job: RunnerJob, claim: ClaimResponse) => Promise<void>
  onNotClaimed: (job: RunnerJob, outcome: Exclude<ClaimOutcome, { kind: 'claimed' }>) => void
}

/**
 * Takes jobs while the agent is not draining. Knows nothing of job types.
 * A drain ends the parked requests at once, and nothing is claimed after it.
 * Resolves when draining and every execution that was started has ended.
 */
export async function runJobLoop(deps: JobLoopDeps, draining: AbortSignal): Promise<void> {
  const running = new Set<Promise<void>>()
  const claiming = new Set<string>()

  /** Resolves when the claim is settled, with whether the job is ours; the execution goes on by itself. */
  async function take(job: RunnerJob): Promise<boolean> {
    if (draining.aborted || claiming.has(job.id)) return false
    const release = deps.slots.take(job.group)
    if (release === undefined) return false
    claiming.add(job.id)
    let isHandedOver = false
    try {
      const outcome = await deps.claim(job)
      if (outcome.kind !== 'claimed') {
        deps.onNotClaimed(job, outcome)
        return false
      }
      const execution = deps.run(job, outcome.claim).finally(() => {
        running.delete(execution)
        release()
      })
      running.add(execution)
      isHandedOver = true
      return true
    } finally {
      claiming.delete(job.id)
      if (!isHandedOver) release()
    }
  }

  async function loop(groups: readonly string[]): Promise<void> {
    while (!draining.aborted) {
      const free = deps.slots.free(groups)
      if (free.length === 0) {
        await deps.slots.released(draining)
        continue
      }
      // A parked request asks only for the groups that are free now; when another one becomes free it is asked anew.
      const regrouped = new AbortController()
      const signal = AbortSignal.any([draining, regrouped.signal])
      if (free.length < groups.length) void deps.slots.released(signal).then(() => regrouped.abort())
      let jobs: readonly RunnerJob[]
      try {
        jobs = await deps.source.next(free, deps.slots.left, signal)
      } catch (thrown) {
        if (signal.aborted) continue
        throw toError(thrown)
      } finally {
        regrouped.abort()
      }
      const taken = await Promise.all(jobs.map((job) => take({ ...job, group: job.group === '' ? free[0]! : job.group })))
      // Offered but not to be had, again and again: do not hammer the control plane.
      if (jobs.length > 0 && !taken.includes(true)) await delay(jittered(500, 0.5), draining)
    }
  }

  if (deps.source.mode === 'wake') await loop(deps.groups)
  else await Promise.all(deps.groups.map((group) => loop([group])))
  await Promise.all(running)
}
