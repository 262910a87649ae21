import { CancelledError, RunnerError, codeOf } from '../../lib/errors.ts'
import type { ExecutionStatus } from '../../protocol/enums.ts'
import type { CancelReason } from '../../executors/executor.ts'

/** What the control plane is told about an execution that did not succeed. */
export interface FailureReport {
  status: ExecutionStatus
  /** One sentence for people. */
  description: string
  /** `error_metadata` of the result (reference: runner protocol §6.1, runner-2026 §5). */
  metadata: Record<string, string>
}

/**
 * The verdict on a failure. Why the job was ended wins over how its last
 * command died of it.
 */
export function reportFailure(error: Error, at: { step: string; jobType: string; handler: string }, reason: CancelReason | undefined): FailureReport {
  const cause = reason === undefined ? error : (errorOfReason(reason, error) ?? error)
  const code = codeOf(cause)
  const metadata: Record<string, string> = {
    ...(cause instanceof RunnerError ? cause.metadata : {}),
    ...(error instanceof RunnerError ? error.metadata : {}),
    step: at.step,
    handler: at.handler,
    job_type: at.jobType,
    message: cause.message,
    code,
  }
  if (reason !== undefined) metadata.reason = reason
  return { status: statusOf(code, reason), description: cause.message, metadata }
}

function statusOf(code: string, reason: CancelReason | undefined): ExecutionStatus {
  switch (reason) {
    case 'api-cancelled':
      return 'cancelled'
    case 'api-timed-out':
    case 'job-timeout':
      return 'timed-out'
    case 'api-failed':
    case 'runner-stopping':
    case 'lease-lost':
      return 'failed'
    case undefined:
      return code === 'RUNNER_TIMED_OUT' ? 'timed-out' : 'failed'
    default:
      return reason satisfies never
  }
}

function errorOfReason(reason: CancelReason, error: Error): RunnerError | undefined {
  switch (reason) {
    case 'api-cancelled':
      return new CancelledError('the job was cancelled at the control plane', { cause: error })
    case 'api-timed-out':
      return new CancelledError('the control plane timed the job out', { code: 'RUNNER_TIMED_OUT', cause: error })
    case 'api-failed':
      return new CancelledError('the control plane declared the job failed', { cause: error })
    case 'job-timeout':
      return new CancelledError('the job took longer than its execution timeout', { code: 'RUNNER_TIMED_OUT', cause: error })
    case 'runner-stopping':
      return new CancelledError('the agent was stopped before the job ended', { code: 'RUNNER_STOPPING', cause: error })
    case 'lease-lost':
      return new CancelledError('the lease of the job was lost: another agent may have it', { code: 'RUNNER_LOST', cause: error })
    default:
      return reason satisfies never
  }
}
