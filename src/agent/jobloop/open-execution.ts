import { join } from 'node:path'
import { toError } from '../../lib/errors.ts'
import { encodeResult } from '../../protocol/results.ts'
import { LOG_ATTRIBUTES } from '../../protocol/log-attributes.ts'
import type { LogStep } from '../../protocol/log-attributes.ts'
import type { ClaimResponse } from '../../protocol/executions.ts'
import type { RunnerJob } from '../../protocol/jobs.ts'
import type { JobContext, ResultSink } from '../../executors/executor.ts'
import type { JobLog, LogReceipt } from '../../telemetry/job-log.ts'
import { createJobLogPipeline } from '../../telemetry/job-log-pipeline.ts'
import { createMasker } from '../../telemetry/masker.ts'
import type { Masker } from '../../telemetry/masker.ts'
import { createStateProxy } from '../state-proxy.ts'
import type { ExecutionAddress, ResultBody } from '../control-plane/runner-api.ts'
import type { Cancellation } from './cancellation.ts'
import type { ExecutionDeps } from './execution-deps.ts'
import { planSecrets } from './plan-secrets.ts'
import { unpackArchive } from './unpack-archive.ts'
import { createWorkspace } from './workspaces.ts'

export interface OpenOptions {
  job: RunnerJob
  claim: ClaimResponse
  at: ExecutionAddress
  cancellation: Cancellation
  deadlineMs: number
  deps: ExecutionDeps
}

/** What one execution holds: its log, its runs, its workspace, and the ports that its executor is given. */
export interface OpenedExecution {
  readonly context: JobContext
  readonly jobLog: JobLog
  readonly masker: Masker
  addPlanSecrets(plan: unknown): void
  /** Later records carry this step's name. */
  enterStep(name: 'initialize' | 'execute' | 'outputs' | 'cleanup'): void
  /** No process of the job is left when this resolves. */
  endRuns(signal: AbortSignal): Promise<void>
  /** Never rejects: what could not be delivered is in the receipt. */
  flush(signal: AbortSignal): Promise<LogReceipt>
  maskOutputs(outputs: Record<string, unknown>): Record<string, unknown>
  maskMetadata(metadata: Record<string, string>): Record<string, string>
  /** A result that the executor posted and that travels with the terminal status (extension `finish`). */
  heldResult(): Promise<ResultBody | undefined>
  hasPostedResult(): boolean
  /** Frees the rest; removes the workspace and the run directories. */
  dispose(signal: AbortSignal): Promise<void>
}

export function openExecution({ job, claim, at, cancellation, deadlineMs, deps }: OpenOptions): OpenedExecution {
  const { api } = deps
  const masker = createMasker()
  for (const secret of deps.secrets()) masker.add(secret)
  const settings = deps.settings()
  const signal = cancellation.cancelled
  const workspace = createWorkspace(deps.stateDir, claim.id)
  let stepName: LogStep = 'fetching'

  const pipeline = createJobLogPipeline({
    transport: settings.enable_logging && job.log_stream_id !== '' ? { send: (body, sendSignal) => api.sendLogs(job.log_stream_id, body, sendSignal) } : undefined,
    resource: { ...settings.metadata, 'service.name': 'runner' },
    schemaUrl: deps.apiUrl,
    attributes: () => ({
      [LOG_ATTRIBUTES.jobId]: job.id,
      [LOG_ATTRIBUTES.jobType]: job.type,
      [LOG_ATTRIBUTES.logStreamId]: job.log_stream_id,
      [LOG_ATTRIBUTES.executionId]: claim.id,
      [LOG_ATTRIBUTES.executionStep]: stepName,
    }),
    masker,
    spillDir: join(deps.stateDir, 'spill', claim.id),
    ...(deps.echo === undefined ? {} : { onRecord: (line: string) => deps.echo?.(job, line) }),
  })
  const runs = deps.runs.forJob({ executionId: claim.id, pipeline, masker, signal, graceMs: deps.graceMs })

  let held: { success: boolean; contents?: Uint8Array; display?: string; errorMetadata?: Record<string, string> } | undefined
  let isPosted = false
  const results: ResultSink = {
    async post(result) {
      isPosted = true
      const display = result.display === undefined ? undefined : masker.maskText(result.display)
      const masked = { ...result, ...(display === undefined ? {} : { display }), ...(result.errorMetadata === undefined ? {} : { errorMetadata: maskMetadata(result.errorMetadata) }) }
      if (deps.extensions.has('finish')) held = masked
      else await api.postResult(at, await encodeResult(masked, { digest: deps.extensions.has('plan-digest') }), signal)
    },
  }
  const maskMetadata = (metadata: Record<string, string>) => Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, masker.maskText(value)]))

  const context: JobContext = {
    job,
    operation: (job.operation === '' ? 'unknown' : job.operation) as JobContext['operation'],
    executionId: claim.id,
    settings,
    log: pipeline.log,
    runs,
    workspace,
    childEnv: deps.childEnv,
    signal,
    cancelReason: () => cancellation.reason,
    deadlineMs,
    addSecret: (value) => masker.add(value),
    results,
    actions: {
      run: async (installId, runId) => claim.action_run ?? deps.actionsApi.run(installId, runId, signal),
      config: async (configId) => claim.action_config ?? deps.actionsApi.config(configId, signal),
      async reportStep(installId, runId, stepId, status, durationMs) {
        try {
          await deps.actionsApi.reportStep({ installId, runId, stepId }, status, durationMs, AbortSignal.any([cancellation.expired, AbortSignal.timeout(60_000)]))
        } catch (thrown) {
          pipeline.log.warn(`the status "${status}" of step ${stepId} did not reach the control plane: ${toError(thrown).message}`)
        }
      },
    },
    appConfigs: { get: (appId, appConfigId) => deps.actionsApi.appConfig(appId, appConfigId, signal) },
    terraformState: {
      open: (workspaceId) => createStateProxy({ api: deps.terraformApi, workspaceId, jobId: job.id, escrowDir: workspace.path('.state-escrow'), log: pipeline.log, signal: cancellation.expired }),
      postStateJson: (workspaceId, document) => deps.terraformApi.postStateJson(workspaceId, job.id, document, AbortSignal.any([cancellation.expired, AbortSignal.timeout(120_000)])),
      putState: (workspaceId, body) => deps.terraformApi.putState(workspaceId, job.id, body, undefined, signal),
    },
    credentials: {
      async env(auth, sessionName) {
        const found = await deps.credentials.env(auth, sessionName)
        for (const secret of found.secrets) masker.add(secret)
        return found.env
      },
    },
    process: deps.process,
    jobs: { finishJob: () => api.finishJob(job.id, cancellation.expired) },
    sandboxConfig: () => api.sandboxConfig(job.type, job.operation, signal).catch(() => undefined),
    caches: deps.caches,
    archives: { unpack: async (digest, directory, unpackSignal) => unpackArchive(await api.archive(digest, unpackSignal), digest, directory) },
  }

  return {
    context,
    jobLog: pipeline.log,
    masker,
    addPlanSecrets(plan) {
      for (const secret of planSecrets(plan)) masker.add(secret)
    },
    enterStep(name) {
      stepName = name
    },
    endRuns: (endSignal) => runs.endAll(endSignal),
    flush: (flushSignal) => pipeline.flush(flushSignal),
    maskOutputs: (outputs) => masker.maskJson(outputs) as Record<string, unknown>,
    maskMetadata,
    heldResult: async () => (held === undefined ? undefined : encodeResult(held, { digest: true })),
    hasPostedResult: () => isPosted,
    async dispose() {
      await pipeline.close()
      await runs.disposeJob()
      if (!deps.keepWorkspaces) await workspace.remove()
    },
  }
}
