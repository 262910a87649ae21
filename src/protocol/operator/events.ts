import * as z from 'zod/mini'
import { timestampSchema } from './common.ts'

/** What can happen, as the SSE `event:` of `GET /api/v1/events`. */
export const OPERATOR_EVENT_TYPES = ['job.created', 'job.status', 'job.step', 'job.approval', 'runner.created', 'runner.status', 'state.version', 'state.lock'] as const

/** One event; the SSE id is `id`, and `Last-Event-ID` resumes after it. */
export const operatorEventSchema = z.object({
  id: z.string(),
  type: z.string(),
  time: timestampSchema,
  jobId: z.optional(z.string()),
  runnerId: z.optional(z.string()),
  workspaceId: z.optional(z.string()),
  /** Facts of this type of event: `status`, `statusDescription`, `step`, ... */
  data: z._default(z.record(z.string(), z.unknown()), {}),
})
export type OperatorEvent = z.infer<typeof operatorEventSchema>

export const eventQuerySchema = z.object({ job: z.optional(z.string()), runner: z.optional(z.string()) })
