import type { OperatorClient } from '../../client/operator-client.ts'
import { delay } from '../../lib/time.ts'
import type { JobDetail } from '../../protocol/operator/jobs.ts'
import { isTerminalJobStatus } from '../../protocol/enums.ts'
import type { FollowView } from './follow-view.ts'

/**
 * Shows a job until it has ended, and returns it. `undefined` when the signal
 * fired first.
 */
export async function followJob(client: OperatorClient, jobId: string, view: FollowView, signal: AbortSignal): Promise<JobDetail | undefined> {
  for await (const event of client.followJob(jobId, signal)) {
    if (event.kind === 'line') view.line(event.line)
    else view.status(event.status)
  }
  if (signal.aborted) return undefined
  return settled(client, jobId, signal)
}

/** How long a terminal job may need until what follows from it (an approval, an apply job) is there. */
const SETTLE_MS = 10_000

async function settled(client: OperatorClient, jobId: string, signal: AbortSignal): Promise<JobDetail | undefined> {
  const deadlineMs = Date.now() + SETTLE_MS
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 500)) {
    const job = await client.getJob(jobId)
    const approval = job.approvalDetail?.status
    const isSettled = isTerminalJobStatus(job.status) && approval !== 'waiting' && !(approval === 'approved' && job.applyJobId === undefined)
    if (isSettled || Date.now() > deadlineMs) return job
    await delay(waitMs, signal)
    if (signal.aborted) return undefined
  }
}
