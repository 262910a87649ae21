import { randomUUID } from 'node:crypto'
import { ApiError, toError } from '../../lib/errors.ts'
import { retry } from '../../lib/retry.ts'
import type { ClaimResponse } from '../../protocol/executions.ts'
import type { RunnerJob } from '../../protocol/jobs.ts'
import type { RunnerApi } from '../control-plane/runner-api.ts'
import { retryAfterMs } from '../control-plane/transport.ts'

export type ClaimOutcome =
  | { kind: 'claimed'; claim: ClaimResponse }
  /** Somebody else has the job, or it is gone. Nobody was harmed. */
  | { kind: 'not-ours'; why: string }
  /** No answer, and no way to learn what became of it. The server's own timeouts decide. */
  | { kind: 'unknown'; error: Error }

export interface ClaimDeps {
  api: RunnerApi
  /** The control plane takes a repeated claim by its `Idempotency-Key` (extension `claim`). */
  isRepeatable: boolean
  /** A claim that was sent is never given up because the agent drains; this is the last limit. */
  expired: AbortSignal
}

/**
 * Claims a job: once. On the plain wire a second claim cancels the job for
 * everybody (reference: runner-2026 §10.10), so when the answer is lost the
 * execution is looked up instead.
 */
export async function claimJob(job: RunnerJob, deps: ClaimDeps): Promise<ClaimOutcome> {
  return deps.isRepeatable ? claimRepeatably(job, deps) : claimOnce(job, deps)
}

async function claimRepeatably(job: RunnerJob, { api, expired }: ClaimDeps): Promise<ClaimOutcome> {
  const idempotencyKey = randomUUID()
  const signal = AbortSignal.any([expired, AbortSignal.timeout(60_000)])
  try {
    const claim = await retry(() => api.claim(job.id, { signal, idempotencyKey }), {
      isRetryable: (error) => error instanceof ApiError && error.retryable,
      signal,
      retryAfterMs,
      firstWaitMs: 50,
    })
    return { kind: 'claimed', claim }
  } catch (thrown) {
    return outcomeOfFailure(toError(thrown))
  }
}

async function claimOnce(job: RunnerJob, { api, expired }: ClaimDeps): Promise<ClaimOutcome> {
  try {
    return { kind: 'claimed', claim: await api.claim(job.id, { signal: expired }) }
  } catch (thrown) {
    const error = toError(thrown)
    if (hasAnswer(error)) return outcomeOfFailure(error)
    return lookUp(job, { api, expired }, error)
  }
}

/** The job was polled as available: an execution that is still pending can only come from a claim after that. */
async function lookUp(job: RunnerJob, { api, expired }: Pick<ClaimDeps, 'api' | 'expired'>, lost: Error): Promise<ClaimOutcome> {
  try {
    const signal = AbortSignal.any([expired, AbortSignal.timeout(60_000)])
    const executions = await api.executions(job.id, signal)
    const pending = executions.find((execution) => execution.status === 'pending')
    if (pending === undefined) return { kind: 'not-ours', why: `the claim got no answer (${lost.message}) and left no execution` }
    return { kind: 'claimed', claim: { ...pending, plan: null, action_run: null, action_config: null, lease: null } }
  } catch (thrown) {
    return { kind: 'unknown', error: toError(thrown) }
  }
}

function outcomeOfFailure(error: Error): ClaimOutcome {
  return hasAnswer(error) ? { kind: 'not-ours', why: error.message } : { kind: 'unknown', error }
}

function hasAnswer(error: Error): boolean {
  return error instanceof ApiError && error.status > 0
}
