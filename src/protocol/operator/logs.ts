import * as z from 'zod/mini'
import { listOf, timestampSchema } from './common.ts'

/** One record of a job's log. */
export const logLineSchema = z.object({
  /** Resumes after this line: the SSE id, and the `cursor` of the list form. */
  id: z.string(),
  time: timestampSchema,
  severity: z.enum(['debug', 'info', 'warn', 'error']),
  body: z.string(),
  executionId: z.optional(z.string()),
  /** `log.seq`, where the agent sends it. */
  seq: z.optional(z.int()),
  /** The action step: from `workflow_step_name`. */
  step: z.optional(z.string()),
  /** From `run.stream`: `stdout` or `stderr`; absent for the agent's own words. */
  stream: z.optional(z.string()),
  /** The record's attributes as they came. */
  attributes: z._default(z.record(z.string(), z.unknown()), {}),
})
export type LogLine = z.infer<typeof logLineSchema>

/** `GET /api/v1/jobs/{id}/logs` without `follow`: oldest first. */
export const logListSchema = listOf(logLineSchema)
export type LogList = z.infer<typeof logListSchema>

export const logQuerySchema = z.object({
  /** `true`: Server-Sent Events, which end with the job. */
  follow: z.optional(z.stringbool()),
  cursor: z.optional(z.string()),
  limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(10_000))),
})

/**
 * Events of the followed log. `Last-Event-ID` resumes after a line.
 *
 *   event: line   id: <LogLine.id>   data: LogLine
 *   event: status                    data: JobStatusEvent     on each change, and once at the start
 *   event: end                       data: JobStatusEvent     the job is terminal and its log complete; the server closes
 *   ": keep-alive" comments at least every 15 s
 */
export const jobStatusEventSchema = z.object({
  jobId: z.string(),
  status: z.string(),
  statusDescription: z.optional(z.string()),
  /** Step statuses of the newest execution. */
  steps: z.optional(z.array(z.object({ name: z.string(), status: z.string(), durationMs: z.optional(z.number()) }))),
})
export type JobStatusEvent = z.infer<typeof jobStatusEventSchema>
