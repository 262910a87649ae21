import { ApiError, toError } from '../../lib/errors.ts'
import { retry } from '../../lib/retry.ts'
import { executionStatusPatch } from '../../protocol/executions.ts'
import type { OperatorLog } from '../../telemetry/operator-log.ts'
import type { LogReceipt } from '../../telemetry/job-log.ts'
import type { ExecutionAddress } from '../control-plane/runner-api.ts'
import { retryAfterMs } from '../control-plane/transport.ts'
import type { Cancellation } from './cancellation.ts'
import type { ExecutionDeps } from './execution-deps.ts'
import type { FailureReport } from './failure-report.ts'
import type { OpenedExecution } from './open-execution.ts'
import type { StatusReporter } from './status-reporter.ts'

export interface FinishOptions {
  at: ExecutionAddress
  deps: ExecutionDeps
  log: OperatorLog
  opened: OpenedExecution
  outputs: Record<string, unknown> | undefined
  failure: FailureReport | undefined
  status: StatusReporter
  cancellation: Cancellation
}

/**
 * The end of an execution: its logs acknowledged, its result and outputs
 * delivered, and then, last, its terminal status. All of it is tried until the
 * agent itself must end: an outage of the control plane loses none of it.
 */
export async function finishExecution(options: FinishOptions): Promise<void> {
  const { at, deps, log, opened, status, cancellation } = options
  cancellation.workEnded()
  const lastWord = deps.lifetimes.expired
  let { failure } = options
  if (cancellation.reason === 'lease-lost') {
    // Another agent may be at it: nothing more is written in the job's name but what was logged.
    await opened.flush(lastWord)
    await status.settle()
    log.warn('the lease of the job was lost; its status is left to whoever holds it now')
    return
  }
  const outputs = failure === undefined ? opened.maskOutputs(options.outputs ?? {}) : undefined
  try {
    if (deps.extensions.has('finish')) {
      const [log_] = await Promise.all([opened.flush(lastWord), status.settle()])
      await finishInOneWrite(options, failure, outputs, log_, lastWord)
      return
    }
    if (failure !== undefined) await postFailure(options, failure, lastWord)
    try {
      await Promise.all([opened.flush(lastWord), status.settle(), outputs === undefined ? undefined : deps.api.postOutputs(at, outputs, lastWord)])
    } catch (thrown) {
      if (lastWord.aborted) throw thrown
      failure = { status: 'failed', description: `the outputs did not reach the control plane: ${toError(thrown).message}`, metadata: {} }
      log.error({ err: toError(thrown) }, 'the outputs of the job were refused')
    }
    await patchTerminal(options, failure, lastWord)
  } catch (thrown) {
    log.error({ err: toError(thrown), status: failure?.status ?? 'finished' }, 'the terminal status did not reach the control plane')
  }
}

async function finishInOneWrite(
  { at, deps, opened }: FinishOptions,
  failure: FailureReport | undefined,
  outputs: Record<string, unknown> | undefined,
  receipt: LogReceipt,
  signal: AbortSignal,
): Promise<void> {
  const result = failure === undefined ? await opened.heldResult() : ((await opened.heldResult()) ?? { error_metadata: opened.maskMetadata(failure.metadata) })
  await deps.api.finish(
    at,
    {
      ...executionStatusPatch(failure?.status ?? 'finished', failure === undefined ? '' : opened.masker.maskText(failure.description)),
      ...(outputs === undefined || Object.keys(outputs).length === 0 ? {} : { outputs }),
      ...(result === undefined ? {} : { result }),
      ...(receipt.lines === 0 && receipt.dropped === 0 ? {} : { log: { ...receipt } }),
    },
    signal,
  )
}

/** The fallback result of a failure (reference: runner-2026 §5); a control plane that does not want it must not cost the status. */
async function postFailure({ at, deps, opened, log }: FinishOptions, failure: FailureReport, signal: AbortSignal): Promise<void> {
  if (opened.hasPostedResult()) return
  try {
    await deps.api.postResult(at, { error_metadata: opened.maskMetadata(failure.metadata) }, AbortSignal.any([signal, AbortSignal.timeout(30_000)]))
  } catch (thrown) {
    log.warn({ err: toError(thrown) }, 'the failure result was not taken')
  }
}

async function patchTerminal({ at, deps, opened }: FinishOptions, failure: FailureReport | undefined, signal: AbortSignal): Promise<void> {
  const description = failure === undefined ? '' : opened.masker.maskText(failure.description)
  await retry(() => deps.api.updateExecution(at, { status: failure?.status ?? 'finished', description }, AbortSignal.any([signal, AbortSignal.timeout(10_000)])), {
    isRetryable: (error) => error instanceof ApiError && (error.retryable || error.code === 'RUNNER_CANCELLED'),
    signal,
    retryAfterMs,
    firstWaitMs: 100,
  })
}
