import { ApiError, PlanError, RunnerError, toError } from '../../lib/errors.ts'
import { formatMs, nsToMs } from '../../lib/time.ts'
import { defaultExecutionTimeoutMs } from '../../protocol/job-defaults.ts'
import type { ClaimResponse } from '../../protocol/executions.ts'
import type { RunnerJob } from '../../protocol/jobs.ts'
import { savesStateOnCancel } from '../../executors/executor.ts'
import type { Executor, JobSession } from '../../executors/executor.ts'
import { watchForCancel } from './cancel-watcher.ts'
import { createCancellation } from './cancellation.ts'
import type { ExecutionDeps } from './execution-deps.ts'
import { reportFailure } from './failure-report.ts'
import type { FailureReport } from './failure-report.ts'
import { openExecution } from './open-execution.ts'
import { keepLease } from './lease-keeper.ts'
import { createStatusReporter } from './status-reporter.ts'
import { finishExecution } from './finish-execution.ts'

/** The server times an execution out from its claim; ours is a little earlier, so that we report it. */
const DEADLINE_MARGIN = 0.02
const DEADLINE_MARGIN_MAX_MS = 5_000

/**
 * The steps of one execution: name and status as on the wire (reference:
 * runner protocol §7.3). `fetch` reads and checks the plan and opens the session.
 */
const STEPS = [
  { name: 'initialize', status: 'initializing', run: (session: JobSession) => session.initialize() },
  { name: 'execute', status: 'in-progress', run: (session: JobSession) => session.execute() },
] as const

/**
 * Runs one claimed job to its terminal status:
 *
 *   open log → fetch plan → open session → initialize → execute → outputs
 *     → dispose (always) → all runs ended → log flushed → result, outputs → terminal status (last)
 *
 * Beside it: the cancel watch, the lease, the deadline. Never rejects: every
 * outcome becomes a status, or, when the control plane cannot be reached to the
 * end of the grace time, a line in the agent's log.
 */
export async function runExecution(job: RunnerJob, claim: ClaimResponse, deps: ExecutionDeps): Promise<void> {
  const startedMs = Date.now()
  const at = { jobId: job.id, executionId: claim.id, ...(claim.lease === null ? {} : { fence: claim.lease.fence }) }
  const log = deps.log.child({ 'runner_job.id': job.id, 'runner_job.type': job.type, 'runner_job_execution.id': claim.id })
  const timeoutMs = nsToMs(job.execution_timeout) || defaultExecutionTimeoutMs(job.type)
  const deadlineMs = startedMs + timeoutMs - Math.min(timeoutMs * DEADLINE_MARGIN, DEADLINE_MARGIN_MAX_MS)
  const cancellation = createCancellation({ deadlineMs, graceMs: deps.graceMs, agentCancelled: deps.lifetimes.cancelled, agentExpired: deps.lifetimes.expired })
  const ended = new AbortController()
  const watch = AbortSignal.any([ended.signal, cancellation.expired])
  const onError = (what: string) => (error: Error) => log.warn({ err: error }, what)

  const watching = watchForCancel({
    api: deps.api,
    at,
    isPushed: deps.extensions.has('cancel-push'),
    onCancelled: (reason) => cancellation.cancel(reason),
    onError: onError('cannot ask whether the job was cancelled; asking on'),
    signal: watch,
  })
  const keeping =
    claim.lease === null
      ? undefined
      : keepLease({
          api: deps.api,
          at,
          lease: claim.lease,
          onLost: () => cancellation.cancel('lease-lost'),
          onError: onError('cannot renew the lease of the job; trying on'),
          signal: watch,
        })
  const status = createStatusReporter({
    api: deps.api,
    at,
    holdBackMs: deps.extensions.has('finish') ? 10 : 0,
    signal: cancellation.expired,
    onError: onError('a status did not reach the control plane'),
  })

  const opened = openExecution({ job, claim, at, cancellation, deadlineMs, deps })
  let step = 'fetch'
  let executor: Executor | undefined
  let session: JobSession | undefined
  let outputs: Record<string, unknown> | undefined
  let failure: FailureReport | undefined
  const fail = (thrown: unknown) => {
    const error = toError(thrown)
    // The first failure decides; later ones belong to the clean-up and are only told.
    if (failure === undefined) {
      failure = reportFailure(error, { step, jobType: job.type, handler: executor === undefined ? '' : job.type }, cancellation.reason)
      opened.jobLog.error(opened.masker.maskText(failure.description), { 'error.code': failure.metadata.code ?? '' })
      if (!(error instanceof RunnerError)) log.error({ err: error, step }, 'the job failed in an unforeseen way')
    } else {
      opened.jobLog.warn(`then, in ${step}: ${error.message}`)
    }
  }

  log.info({ type: job.type, operation: job.operation, timeout: formatMs(timeoutMs) }, 'job started')
  try {
    status.report('initializing')
    executor = await deps.executors.find(job)
    const raw = executor.hasPlan === false ? undefined : await fetchPlan(job, claim, deps, cancellation.cancelled, executor.hasPlan === 'optional')
    opened.addPlanSecrets(raw)
    const plan = raw === undefined ? undefined : executor.parsePlan(raw, job)
    cancellation.cancelled.throwIfAborted()
    step = 'open'
    session = await executor.open(plan, opened.context)
    for (const { name, status: wireStatus, run } of STEPS) {
      step = name
      status.report(wireStatus)
      cancellation.cancelled.throwIfAborted()
      opened.enterStep(name)
      await run(session)
    }
    step = 'outputs'
    cancellation.cancelled.throwIfAborted()
    opened.enterStep('outputs')
    outputs = await session.outputs()
  } catch (thrown) {
    fail(thrown)
  }

  step = 'cleanup'
  opened.enterStep('cleanup')
  status.report('cleaning-up')
  // Cleanup has its own time: what is left of the grace when cancelled, else the whole of it.
  const cleanup = AbortSignal.any([cancellation.expired, AbortSignal.timeout(Math.max(deps.graceMs, 1000))])
  try {
    await opened.endRuns(cleanup)
    if (session !== undefined && cancellation.reason !== undefined && savesStateOnCancel(session)) await session.saveStateOnCancel(cleanup)
  } catch (thrown) {
    fail(thrown)
  }
  try {
    await session?.dispose(cleanup)
  } catch (thrown) {
    fail(thrown)
  }

  await finishExecution({ at, deps, log, opened, outputs, failure, status, cancellation })
  ended.abort()
  await Promise.all([watching, keeping])
  await opened.dispose(cleanup).catch(onError('a leftover of the job could not be removed'))
  cancellation.dispose()
  log.info({ status: failure?.status ?? 'finished', took: formatMs(Date.now() - startedMs), ...(failure === undefined ? {} : { why: opened.masker.maskText(failure.description) }) }, 'job ended')
}

/** The plan as JSON; `undefined` where the job has none and needs none. */
async function fetchPlan(job: RunnerJob, claim: ClaimResponse, deps: ExecutionDeps, signal: AbortSignal, isOptional: boolean): Promise<unknown> {
  let text: string
  try {
    text = claim.plan ?? (await deps.api.plan(job.id, signal))
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.status !== 404) throw cause
    if (isOptional) return undefined
    throw new PlanError(`job ${job.id} (${job.type}) has no plan at the control plane, and its type needs one`, { cause })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PlanError(`the plan of job ${job.id} is not JSON: ${toError(cause).message.slice(0, 200)}`, { cause })
  }
}
