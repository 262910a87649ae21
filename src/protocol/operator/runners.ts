import * as z from 'zod/mini'
import { listOf, timestampSchema } from './common.ts'

/** `install` works on one installation; `org` (the command `build`) builds artifacts for all. */
export const RUNNER_KINDS = ['install', 'org'] as const
export type RunnerKind = (typeof RUNNER_KINDS)[number]

/** `POST /api/v1/runners`. A name is unique on the control plane. */
export const createRunnerRequestSchema = z.strictObject({
  name: z.string().check(z.regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, '`name` has 1 to 63 lower-case letters, digits and inner dashes')),
  kind: z._default(z.enum(RUNNER_KINDS), 'install'),
})
export type CreateRunnerRequest = z.input<typeof createRunnerRequestSchema>

/** 201. The token is shown this once; the control plane keeps its hash. */
export const createRunnerResponseSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(RUNNER_KINDS),
  token: z.string(),
})
export type CreateRunnerResponse = z.infer<typeof createRunnerResponseSchema>

/** One registered agent process of a runner. */
export const runnerProcessSchema = z.object({
  id: z.string(),
  type: z.string(),
  status: z.string(),
  version: z.optional(z.string()),
  startedAt: z.optional(timestampSchema),
  lastHeartbeatAt: z.optional(timestampSchema),
})

/** A runner: an identity that agents take jobs for. */
export const runnerSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(RUNNER_KINDS),
  /** A runner status of the wire: `active` is healthy, `offline` has no agent. */
  status: z.string(),
  version: z.optional(z.string()),
  createdAt: timestampSchema,
  lastHeartbeatAt: z.optional(timestampSchema),
  /** Jobs that are queued, available or in progress. */
  openJobs: z.optional(z.int()),
  processes: z.optional(z.array(runnerProcessSchema)),
})
export type Runner = z.infer<typeof runnerSchema>

export const runnerListSchema = listOf(runnerSchema)
export type RunnerList = z.infer<typeof runnerListSchema>
