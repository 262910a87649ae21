import * as z from 'zod/mini'
import type { ExecutionStatus, JobStatus } from './enums.ts'
import { actionWorkflowConfigSchema, actionWorkflowRunSchema } from './action-workflows.ts'
import { resultRequestSchema, storedOutputsSchema, storedResultSchema } from './results.ts'
import { bool, json, num, object, oneOf, ptr, requiredStr, str, strMap } from './wire.ts'

const executionShape = {
  id: requiredStr(),
  created_by_id: str(),
  created_at: str(),
  updated_at: str(),
  org_id: str(),
  runner_job_id: str(),
  status: oneOf<ExecutionStatus>(),
  result: ptr(storedResultSchema),
  outputs: ptr(storedOutputsSchema),
  /** `client.version` */
  metadata: strMap(),
}

/** One attempt at a job. */
export const jobExecutionSchema = object(executionShape)
export type JobExecution = z.output<typeof jobExecutionSchema>

/** Extension `lease`: the fencing number of the holder and how long the lease lasts (ns). */
export const leaseSchema = object({ fence: num(), ttl: num() })
export type Lease = z.output<typeof leaseSchema>

/** 201 answer of `POST /v1/runner-jobs/{job_id}/executions`. */
export const claimResponseSchema = object({
  ...executionShape,
  /** Extension `claim`: the raw plan text; null when the job has none, or on a plain server. */
  plan: ptr(z.string()),
  /** Extension `claim`, action jobs. */
  action_run: ptr(actionWorkflowRunSchema),
  action_config: ptr(actionWorkflowConfigSchema),
  /** Extension `lease`. */
  lease: ptr(leaseSchema),
})
export type ClaimResponse = z.output<typeof claimResponseSchema>

/** Answer of `GET …/executions`. */
export const jobExecutionsSchema = z.array(jobExecutionSchema)

/**
 * Body of `PATCH …/executions/{id}`. A sender leaves an empty
 * `status_description` out; a server keeps 2048 characters of it.
 */
export const executionStatusPatchSchema = object({ status: oneOf<ExecutionStatus>(), status_description: str() })
export type ExecutionStatusPatch = z.output<typeof executionStatusPatchSchema>

export const STATUS_DESCRIPTION_MAX_CHARACTERS = 2048

/** The body of an execution's PATCH, exactly as it is written. */
export function executionStatusPatch(status: ExecutionStatus, description = ''): { status: ExecutionStatus; status_description?: string } {
  return description === '' ? { status } : { status, status_description: description.slice(0, STATUS_DESCRIPTION_MAX_CHARACTERS) }
}

/** Extension `lease`: body of `POST …/lease`. The answer is a `leaseSchema`, or 409 when the lease is lost. */
export const leaseRequestSchema = object({ fence: num() })
export type LeaseRequest = z.output<typeof leaseRequestSchema>

/** Extension `cancel-push`: answer of `GET …/cancellation`. */
export const cancellationSchema = object({ cancelled: bool(), status: oneOf<JobStatus>(), reason: str() })
export type Cancellation = z.output<typeof cancellationSchema>

/** Extension `finish`: what became of the execution's log, as the agent counted it. */
export const logReceiptSchema = object({ lines: num(), bytes: num(), sha256: str(), dropped: num() })
export type WireLogReceipt = z.output<typeof logReceiptSchema>

/** Extension `finish`: body of `POST …/finish`; outputs, result and terminal status in one write. */
export const finishRequestSchema = object({
  status: oneOf<ExecutionStatus>(),
  status_description: str(),
  /** null = none. */
  outputs: ptr(z.record(z.string(), z.unknown())),
  result: ptr(resultRequestSchema),
  log: ptr(logReceiptSchema),
})
export type FinishRequest = z.output<typeof finishRequestSchema>

/** Extension `finish`: its answer. */
export const finishResponseSchema = object({ status: oneOf<ExecutionStatus>() })
export type FinishResponse = z.output<typeof finishResponseSchema>

/** Body of `POST …/outputs`; a job without outputs sends `{}` or null. */
export const outputsRequestSchema = object({ outputs: json() })
export type OutputsRequest = z.output<typeof outputsRequestSchema>
