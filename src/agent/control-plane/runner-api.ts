import type { Readable } from 'node:stream'
import { ApiError } from '../../lib/errors.ts'
import { msToNs } from '../../lib/time.ts'
import { cancellationSchema, claimResponseSchema, executionStatusPatch, jobExecutionSchema, leaseSchema } from '../../protocol/executions.ts'
import type { Cancellation, ClaimResponse, JobExecution, Lease } from '../../protocol/executions.ts'
import { runnerJobSchema } from '../../protocol/jobs.ts'
import type { RunnerJob } from '../../protocol/jobs.ts'
import { runnerSettingsSchema } from '../../protocol/settings.ts'
import type { RunnerSettings } from '../../protocol/settings.ts'
import { runnerProcessSchema, shutdownSchema } from '../../protocol/processes.ts'
import type { RunnerProcess, Shutdown } from '../../protocol/processes.ts'
import type { ExecutionStatus, ProcessStatus, ProcessType } from '../../protocol/enums.ts'
import { parseWire } from '../../protocol/wire.ts'
import type { ResultRequest } from '../../protocol/results.ts'
import type { SandboxConfig } from '../../protocol/sandbox-config.ts'
import type { ApiTransport } from './transport.ts'
import { parseJson } from './parse-json.ts'

/** A long-poll's longest hold (reference: runner-2026 §2). */
export const TAIL_WAIT_MS = 25_000

export interface ClaimOptions {
  signal: AbortSignal
  /** Only towards a control plane that accepts a repeated claim. */
  idempotencyKey?: string
}

/** The runner API as the agent uses it; each method is one request unless it says "patiently". */
export interface RunnerApi {
  readonly runnerId: string
  settings(signal: AbortSignal, timeoutMs?: number): Promise<RunnerSettings>
  /** `install` or `org`; `undefined` where it cannot be learned. */
  runnerGroupType(signal: AbortSignal): Promise<string | undefined>
  heartbeat(beat: { aliveMs: number; version: string; process: string; processId?: string }, signal: AbortSignal): Promise<void>
  registerProcess(type: ProcessType, version: string, signal: AbortSignal): Promise<RunnerProcess>
  process(processId: string, signal: AbortSignal): Promise<RunnerProcess>
  reportProcess(processId: string, status: ProcessStatus, description: string, signal: AbortSignal): Promise<void>
  shutdowns(processId: string, signal: AbortSignal): Promise<readonly Shutdown[]>
  completeShutdown(processId: string, shutdownId: string, signal: AbortSignal): Promise<void>
  /** @throws ApiError with status 404 where the control plane offers no long-poll */
  tail(options: { groups: readonly string[]; shared: boolean; limit: number; waitMs: number; signal: AbortSignal }): Promise<readonly RunnerJob[]>
  availableJobs(group: string, signal: AbortSignal): Promise<readonly RunnerJob[]>
  job(jobId: string, signal: AbortSignal): Promise<RunnerJob>
  finishJob(jobId: string, signal: AbortSignal): Promise<void>
  claim(jobId: string, options: ClaimOptions): Promise<ClaimResponse>
  executions(jobId: string, signal: AbortSignal): Promise<readonly JobExecution[]>
  updateExecution(at: ExecutionAddress, update: StatusUpdate, signal: AbortSignal): Promise<void>
  postResult(at: ExecutionAddress, result: ResultBody, signal: AbortSignal): Promise<void>
  postOutputs(at: ExecutionAddress, outputs: Record<string, unknown>, signal: AbortSignal): Promise<void>
  finish(at: ExecutionAddress, finish: ExecutionFinish, signal: AbortSignal): Promise<void>
  renewLease(at: ExecutionAddress, signal: AbortSignal): Promise<Lease>
  awaitCancellation(at: ExecutionAddress, waitMs: number, signal: AbortSignal): Promise<Cancellation>
  plan(jobId: string, signal: AbortSignal): Promise<string>
  sendLogs(logStreamId: string, body: Uint8Array, signal: AbortSignal): Promise<void>
  sandboxConfig(jobType: string, operation: string, signal: AbortSignal): Promise<SandboxConfig | undefined>
  archive(digest: string, signal: AbortSignal): Promise<Readable>
}

export type ResultBody = Partial<ResultRequest>

export interface StatusUpdate {
  status: ExecutionStatus
  description?: string
}

/** Extension `finish`: everything that ends an execution, in one write. */
export interface ExecutionFinish {
  status: ExecutionStatus
  status_description?: string
  outputs?: Record<string, unknown>
  result?: ResultBody
  log?: { lines: number; bytes: number; sha256: string; dropped: number }
}

/** Which execution, and the fencing number under which this agent may write to it. */
export interface ExecutionAddress {
  jobId: string
  executionId: string
  fence?: number
}

export function createRunnerApi(transport: ApiTransport, runnerId: string): RunnerApi {
  const runner = `/v1/runners/${encodeURIComponent(runnerId)}`
  const jobPath = (jobId: string) => `/v1/runner-jobs/${encodeURIComponent(jobId)}`
  const executionPath = (at: ExecutionAddress) => `${jobPath(at.jobId)}/executions/${encodeURIComponent(at.executionId)}`
  const fenced = (at: ExecutionAddress): { headers: Record<string, string> } => ({ headers: at.fence === undefined ? {} : { 'x-runner-fence': String(at.fence) } })
  const processPath = (processId: string) => `${runner}/processes/${encodeURIComponent(processId)}`

  return {
    runnerId,

    async settings(signal, timeoutMs = 10_000) {
      const { body } = await transport.send({ method: 'GET', path: `${runner}/settings`, signal, timeoutMs })
      return parseWire(runnerSettingsSchema, parseJson(body, 'the runner settings'), 'the runner settings')
    },

    async runnerGroupType(signal) {
      try {
        const { body } = await transport.send({ method: 'GET', path: runner, signal, timeoutMs: 5_000 })
        const type = (parseJson(body, 'the runner') as { runner_group?: { type?: unknown } } | null)?.runner_group?.type
        return typeof type === 'string' ? type : undefined
      } catch (error) {
        if (error instanceof ApiError) return undefined
        throw error
      }
    },

    async heartbeat(beat, signal) {
      const body = {
        alive_time: Math.max(1, msToNs(beat.aliveMs)),
        version: beat.version,
        ...(beat.process === '' ? {} : { process: beat.process }),
        ...(beat.processId === undefined ? {} : { process_id: beat.processId }),
      }
      await transport.send({ method: 'POST', path: `${runner}/heart-beats`, body, signal, timeoutMs: 5_000 })
    },

    async registerProcess(type, version, signal) {
      const { body } = await transport.send({ method: 'POST', path: `${runner}/processes`, body: { type, version }, signal, timeoutMs: 10_000 })
      return parseWire(runnerProcessSchema, parseJson(body, 'the process'), 'the process')
    },

    async process(processId, signal) {
      const { body } = await transport.send({ method: 'GET', path: processPath(processId), signal, timeoutMs: 10_000 })
      return parseWire(runnerProcessSchema, parseJson(body, 'the process'), 'the process')
    },

    async reportProcess(processId, status, description, signal) {
      await transport.send({ method: 'PATCH', path: processPath(processId), body: { status, status_description: description }, signal, timeoutMs: 5_000 })
    },

    async shutdowns(processId, signal) {
      const { body } = await transport.send({ method: 'GET', path: `${processPath(processId)}/shutdowns`, isPublic: true, signal, timeoutMs: 10_000 })
      return parseList(shutdownSchema, body, 'the shutdowns')
    },

    async completeShutdown(processId, shutdownId, signal) {
      await transport.send({ method: 'POST', path: `${processPath(processId)}/shutdowns/${encodeURIComponent(shutdownId)}/complete`, signal, timeoutMs: 5_000 })
    },

    async tail({ groups, shared, limit, waitMs, signal }) {
      const query = shared ? { groups: groups.join(','), limit, wait: `${Math.round(waitMs / 1000)}s` } : { group: groups[0], wait: `${Math.round(waitMs / 1000)}s` }
      // 30 s after the longest hold would let a dead connection hide for too long; 5 s is ample on any network.
      const { body } = await transport.send({ method: 'GET', path: `${runner}/jobs/tail`, query, signal, timeoutMs: waitMs + 5_000 })
      return parseList(runnerJobSchema, body, 'the available jobs')
    },

    async availableJobs(group, signal) {
      const { body } = await transport.send({ method: 'GET', path: `${runner}/jobs`, query: { group, limit: 100 }, signal, timeoutMs: 10_000 })
      return parseList(runnerJobSchema, body, 'the available jobs')
    },

    async job(jobId, signal) {
      const { body } = await transport.send({ method: 'GET', path: jobPath(jobId), signal, timeoutMs: 10_000 })
      return parseWire(runnerJobSchema, parseJson(body, 'the job'), `job ${jobId}`)
    },

    async finishJob(jobId, signal) {
      await transport.sendPatiently({ method: 'PATCH', path: jobPath(jobId), body: { status: 'finished' }, signal })
    },

    async claim(jobId, { signal, idempotencyKey }) {
      const headers: Record<string, string> = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }
      const { body } = await transport.send({ method: 'POST', path: `${jobPath(jobId)}/executions`, body: {}, headers, signal, timeoutMs: 30_000 })
      return parseWire(claimResponseSchema, parseJson(body, 'the claimed execution'), `the claim of job ${jobId}`)
    },

    async executions(jobId, signal) {
      const { body } = await transport.sendPatiently({ method: 'GET', path: `${jobPath(jobId)}/executions`, signal, timeoutMs: 10_000 })
      return parseList(jobExecutionSchema, body, `the executions of job ${jobId}`)
    },

    async updateExecution(at, update, signal) {
      await transport.send({ method: 'PATCH', path: executionPath(at), body: executionStatusPatch(update.status, update.description), signal, timeoutMs: 10_000, ...fenced(at) })
    },

    async postResult(at, result, signal) {
      await onceOnly(() => transport.sendPatiently({ method: 'POST', path: `${executionPath(at)}/result`, body: result, signal, timeoutMs: 60_000, ...fenced(at) }))
    },

    async postOutputs(at, outputs, signal) {
      await onceOnly(() => transport.sendPatiently({ method: 'POST', path: `${executionPath(at)}/outputs`, body: { outputs }, signal, timeoutMs: 60_000, ...fenced(at) }))
    },

    async finish(at, finish, signal) {
      await transport.sendPatiently({ method: 'POST', path: `${executionPath(at)}/finish`, body: finish, signal, timeoutMs: 60_000, ...fenced(at) })
    },

    async renewLease(at, signal) {
      const { body } = await transport.send({ method: 'POST', path: `${executionPath(at)}/lease`, body: { fence: at.fence }, signal, timeoutMs: 5_000, ...fenced(at) })
      return parseWire(leaseSchema, parseJson(body, 'the lease'), 'the lease')
    },

    async awaitCancellation(at, waitMs, signal) {
      const { body } = await transport.send({ method: 'GET', path: `${executionPath(at)}/cancellation`, query: { wait: `${Math.round(waitMs / 1000)}s` }, signal, timeoutMs: waitMs + 5_000 })
      return parseWire(cancellationSchema, parseJson(body, 'the cancellation'), 'the cancellation')
    },

    async plan(jobId, signal) {
      const { body, headers } = await transport.sendPatiently({ method: 'GET', path: `${jobPath(jobId)}/plan`, signal, timeoutMs: 60_000 })
      if (!headers['content-type']?.includes('json')) return body
      // Served as JSON it is a JSON string that holds the document (reference: runner protocol §2.4).
      const value = parseJson(body, `the plan of job ${jobId}`)
      return typeof value === 'string' ? value : body
    },

    async sendLogs(logStreamId, body, signal) {
      await transport.send({ method: 'POST', path: `/v1/log-streams/${encodeURIComponent(logStreamId)}/logs`, bytes: body, contentType: 'application/x-protobuf', signal, timeoutMs: 30_000 })
    },

    async sandboxConfig(jobType, operation, signal) {
      try {
        const { body } = await transport.send({ method: 'GET', path: `${runner}/sandbox-config`, query: { job_type: jobType, operation }, signal, timeoutMs: 10_000 })
        const { sandboxConfigSchema } = await import('../../protocol/sandbox-config.ts')
        return parseWire(sandboxConfigSchema, parseJson(body, 'the sandbox configuration'), 'the sandbox configuration')
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return undefined
        throw error
      }
    },

    async archive(digest, signal) {
      const { body } = await transport.sendStream({ method: 'GET', path: `/v1/archives/${encodeURIComponent(digest)}`, signal, timeoutMs: 600_000 })
      return body
    },
  }
}

function parseList<S extends Parameters<typeof parseWire>[0]>(schema: S, body: string, what: string) {
  const list = parseJson(body, what)
  if (list === null) return []
  if (!Array.isArray(list)) throw new ApiError('RUNNER_API_MALFORMED', 200, `${what}: expected a JSON array, got ${typeof list}. Is RUNNER_API_URL the URL of a control plane?`)
  return list.map((item) => parseWire(schema, item, what)) as never
}

/**
 * A repeat of a write whose first answer was lost meets a unique index and is
 * refused as a duplicate (409, or 400 on 2025 servers): it is there, so all is well.
 */
async function onceOnly(send: () => Promise<unknown>): Promise<void> {
  try {
    await send()
  } catch (error) {
    if (error instanceof ApiError && (error.status === 409 || error.status === 400) && /duplicate key/i.test(error.metadata.body ?? '')) return
    throw error
  }
}
