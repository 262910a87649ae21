import * as z from 'zod/mini'
import { listOf, timestampSchema } from './common.ts'

/** Terraform's own lock document, as it sent it. */
export const stateLockSchema = z.object({
  ID: z.string(),
  Operation: z.optional(z.string()),
  Info: z.optional(z.string()),
  Who: z.optional(z.string()),
  Version: z.optional(z.string()),
  Created: z.optional(z.string()),
  Path: z.optional(z.string()),
  /** The job that took it, where known. */
  jobId: z.optional(z.string()),
})
export type StateLock = z.infer<typeof stateLockSchema>

/** A terraform workspace: one state with its versions and lock. */
export const workspaceSchema = z.object({
  id: z.string(),
  name: z.optional(z.string()),
  createdAt: timestampSchema,
  updatedAt: z.optional(timestampSchema),
  serial: z.optional(z.int()),
  versions: z.optional(z.int()),
  resources: z.optional(z.int()),
  lock: z.optional(stateLockSchema),
})
export type Workspace = z.infer<typeof workspaceSchema>
export const workspaceListSchema = listOf(workspaceSchema)
export type WorkspaceList = z.infer<typeof workspaceListSchema>

/** One kept version of a state. Newest first in lists. */
export const stateVersionSchema = z.object({
  id: z.string(),
  workspaceId: z.string(),
  serial: z.optional(z.int()),
  lineage: z.optional(z.string()),
  terraformVersion: z.optional(z.string()),
  createdAt: timestampSchema,
  sizeBytes: z.int(),
  sha256: z.optional(z.string()),
  jobId: z.optional(z.string()),
  resources: z.optional(z.int()),
})
export type StateVersion = z.infer<typeof stateVersionSchema>
export const stateVersionListSchema = listOf(stateVersionSchema)
export type StateVersionList = z.infer<typeof stateVersionListSchema>

/** `POST /api/v1/workspaces/{id}/break-lock`. The reason is kept with the event. */
export const breakLockRequestSchema = z.strictObject({ reason: z.string().check(z.minLength(1)), lockId: z.optional(z.string()) })
export const breakLockResponseSchema = z.object({ broken: z.boolean(), lock: z.optional(stateLockSchema) })
export type BreakLockResponse = z.infer<typeof breakLockResponseSchema>
