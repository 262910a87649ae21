import type * as z from 'zod/mini'
import type { JobGroup, JobOperation, JobOwnerType, JobStatus, JobType } from './enums.ts'
import { compositeStatusSchema } from './composite-status.ts'
import { jobExecutionSchema } from './executions.ts'
import { jsonMap, list, num, object, oneOf, ptr, requiredStr, str, strMap } from './wire.ts'

/** A job, as polled and as read by its id. The plan is never in it. */
export const runnerJobSchema = object({
  id: requiredStr(),
  created_by_id: str(),
  created_at: str(),
  updated_at: str(),
  org_id: str(),
  runner_id: str(),
  /** Builds use it as the image tag. */
  owner_id: str(),
  owner_type: oneOf<JobOwnerType>(),
  /** '' when the job has no log stream. */
  log_stream_id: str(),
  /** All timeouts in ns. */
  queue_timeout: num(),
  available_timeout: num(),
  /** Deadline of one execution, from its claim. */
  execution_timeout: num(),
  overall_timeout: num(),
  max_executions: num(),
  status: oneOf<JobStatus>(),
  status_description: str(),
  type: oneOf<JobType>(),
  group: oneOf<JobGroup>(),
  operation: oneOf<JobOperation>(),
  executions: list(jobExecutionSchema),
  started_at: str(),
  finished_at: str(),
  /** `shutdown_type`, `upgrade_type`. */
  metadata: strMap(),
  execution_count: num(),
  final_runner_job_execution_id: str(),
  /** Base64 of JSON. */
  outputs_json: str(),
  outputs: jsonMap(),
  /** ns */
  execution_time: num(),

  // 2026
  runner_process_id: str(),
  status_v2: ptr(compositeStatusSchema),

  // operator-job: ours, for people
  name: str(),
  labels: strMap(),
})

export type RunnerJob = z.output<typeof runnerJobSchema>
/** What a server has to say to build one; everything but the id may be left out. */
export type RunnerJobInput = z.input<typeof runnerJobSchema>

/** Answer of `GET …/jobs` and `GET …/jobs/tail`. */
export const runnerJobsSchema = list(runnerJobSchema)

/** Body of `PATCH /v1/runner-jobs/{job_id}`. */
export const jobStatusPatchSchema = object({ status: oneOf<JobStatus>() })
export type JobStatusPatch = z.output<typeof jobStatusPatchSchema>
