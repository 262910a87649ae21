import * as z from 'zod/mini'
import { TERMINAL_JOB_STATUSES } from '../enums.ts'
import { listOf, listQuerySchema, timestampSchema } from './common.ts'
import { planSummarySchema } from './plan-summary.ts'

/** Job statuses of the wire that a job can have. The last five are terminal. */
export const OPERATOR_JOB_STATUSES = ['queued', 'available', 'in-progress', ...TERMINAL_JOB_STATUSES] as const
export type OperatorJobStatus = (typeof OPERATOR_JOB_STATUSES)[number]

/**
 * Whether a plan may be applied.
 *
 *   not-required                        nothing will be applied (a plan or drift job, an action, ...)
 *   waiting ──▶ pending ──▶ approved    the apply job is created
 *      │           └──────▶ rejected
 *      └──────▶ not-needed              the plan has no changes, or planning failed
 *   `waiting` = the plan is not there yet. With automatic approval `waiting` goes to `approved` at once.
 */
export const APPROVAL_STATUSES = ['not-required', 'waiting', 'pending', 'approved', 'rejected', 'not-needed'] as const
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number]

export const approvalSchema = z.object({
  status: z.enum(APPROVAL_STATUSES),
  mode: z.enum(['automatic', 'manual']),
  /** "sha256:<hex>" of the stored plan that the answer is bound to. */
  planDigest: z.optional(z.string()),
  decidedAt: z.optional(timestampSchema),
  reason: z.optional(z.string()),
})
export type Approval = z.infer<typeof approvalSchema>

/** One step of an action, or one phase of another job (`initialize`, `execute`, `outputs`). */
export const jobStepSchema = z.object({
  id: z.optional(z.string()),
  name: z.string(),
  /** For action steps the wire's step status: pending, in-progress, finished, error, timed-out. */
  status: z.string(),
  startedAt: z.optional(timestampSchema),
  durationMs: z.optional(z.number()),
  message: z.optional(z.string()),
})
export type JobStep = z.infer<typeof jobStepSchema>

/** Why an execution failed, as its result and its status description tell it. */
export const jobErrorSchema = z.object({
  code: z.optional(z.string()),
  message: z.string(),
  /** The tail of what the tool printed. */
  output: z.optional(z.string()),
  metadata: z.optional(z.record(z.string(), z.string())),
})
export type JobError = z.infer<typeof jobErrorSchema>

/** What became of the log: `dropped` is 0 when every line arrived. */
export const logReceiptSchema = z.object({
  lines: z.int(),
  bytes: z.int(),
  sha256: z.optional(z.string()),
  dropped: z.int(),
})

export const jobExecutionSchema = z.object({
  id: z.string(),
  /** An execution status of the wire. */
  status: z.string(),
  statusDescription: z.optional(z.string()),
  createdAt: timestampSchema,
  startedAt: z.optional(timestampSchema),
  finishedAt: z.optional(timestampSchema),
  durationMs: z.optional(z.number()),
  clientVersion: z.optional(z.string()),
  steps: z._default(z.array(jobStepSchema), []),
  error: z.optional(jobErrorSchema),
  logReceipt: z.optional(logReceiptSchema),
})
export type JobExecution = z.infer<typeof jobExecutionSchema>

const summaryFields = {
  id: z.string(),
  /** From the document; absent for jobs without one. */
  name: z.optional(z.string()),
  runnerId: z.string(),
  runnerName: z.optional(z.string()),
  /** A job type, group and operation of the wire. */
  type: z.string(),
  group: z.string(),
  operation: z.string(),
  status: z.enum(OPERATOR_JOB_STATUSES),
  statusDescription: z.optional(z.string()),
  labels: z._default(z.record(z.string(), z.string()), {}),
  createdAt: timestampSchema,
  /** The first claim. */
  startedAt: z.optional(timestampSchema),
  finishedAt: z.optional(timestampSchema),
  /** From the first claim to the end; so far, while it runs. */
  durationMs: z.optional(z.number()),
  approval: z.optional(z.enum(APPROVAL_STATUSES)),
  /** On a plan job: the apply job that it led to. */
  applyJobId: z.optional(z.string()),
  /** On an apply job: the job whose plan it applies. */
  planJobId: z.optional(z.string()),
}

export const jobSummarySchema = z.object(summaryFields)
export type JobSummary = z.infer<typeof jobSummarySchema>

export const jobListSchema = listOf(jobSummarySchema)
export type JobList = z.infer<typeof jobListSchema>

/** `GET /api/v1/jobs`: newest first. `status`, `type` may be repeated or comma-separated; `runner` is an id or a name. */
export const jobListQuerySchema = z.extend(listQuerySchema, {
  runner: z.optional(z.string()),
  status: z.optional(z.string()),
  type: z.optional(z.string()),
})
export type JobListQuery = z.infer<typeof jobListQuerySchema>

/** `GET /api/v1/jobs/{id}` */
export const jobDetailSchema = z.object({
  ...summaryFields,
  timeouts: z.optional(
    z.object({ queueMs: z.optional(z.number()), availableMs: z.optional(z.number()), executionMs: z.optional(z.number()) }),
  ),
  maxExecutions: z.optional(z.int()),
  logStreamId: z.optional(z.string()),
  workspaceId: z.optional(z.string()),
  /** Oldest first. */
  executions: z.array(jobExecutionSchema),
  /** The steps of the newest execution; before the first, those of the document as `pending`. */
  steps: z._default(z.array(jobStepSchema), []),
  outputs: z.optional(z.record(z.string(), z.unknown())),
  /** Of a terraform plan or apply job, once the plan is there. */
  planSummary: z.optional(planSummarySchema),
  approvalDetail: z.optional(approvalSchema),
  /** Of the newest execution, when the job did not finish. */
  error: z.optional(jobErrorSchema),
  logReceipt: z.optional(logReceiptSchema),
  /** The document as it was submitted, without secrets' values. */
  document: z.optional(z.unknown()),
})
export type JobDetail = z.infer<typeof jobDetailSchema>

/**
 * `POST /api/v1/jobs`: the body is a job document as `application/json`, or
 * YAML text (one or several documents) as `application/yaml`.
 */
export const submitJobQuerySchema = z.object({
  /** Runner id or name for documents that name none. */
  runner: z.optional(z.string()),
  /** Approve the plan of a terraform change as soon as it is there. */
  autoApprove: z.optional(z.stringbool()),
  /** How the client calls the file, for positions in problems. */
  file: z.optional(z.string()),
})
export type SubmitJobQuery = z.infer<typeof submitJobQuerySchema>

/** 201. `id` is the first job's. */
export const submitJobResponseSchema = z.object({
  id: z.string(),
  jobs: z.array(z.object({ id: z.string(), name: z.optional(z.string()), type: z.string() })),
})
export type SubmitJobResponse = z.infer<typeof submitJobResponseSchema>

export const cancelJobRequestSchema = z.strictObject({ reason: z.optional(z.string()) })
export const retryJobRequestSchema = z.strictObject({})

/** With `planDigest`, the answer counts only for that very plan (409 otherwise). */
export const approveJobRequestSchema = z.strictObject({ planDigest: z.optional(z.string()), reason: z.optional(z.string()) })
export const rejectJobRequestSchema = z.strictObject({ reason: z.optional(z.string()) })

/** What `cancel`, `retry`, `approve`, `reject` answer. On `approve`, `applyJobId` is set. */
export const jobActionResponseSchema = jobSummarySchema

/** `GET /api/v1/jobs/{id}/plan`: the stored terraform plan for people and machines. 404 when there is none. */
export const jobPlanSchema = z.object({
  jobId: z.string(),
  digest: z.optional(z.string()),
  sizeBytes: z.optional(z.int()),
  summary: z.optional(planSummarySchema),
  /** The `terraform show -json` document. */
  display: z.optional(z.unknown()),
})
export type JobPlan = z.infer<typeof jobPlanSchema>
