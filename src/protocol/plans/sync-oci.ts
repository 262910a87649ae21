import type * as z from 'zod/mini'
import { object, ptr, str } from '../wire.ts'
import { ociRegistryRepositorySchema } from './registry.ts'
import { sandboxModeSchema } from './sandbox-mode.ts'

/** Plan of `oci-sync`: one image or artifact from one registry to another. */
export const syncOciPlanSchema = object({
  src_registry: ptr(ociRegistryRepositorySchema),
  src_tag: str(),
  dst_registry: ptr(ociRegistryRepositorySchema),
  dst_tag: str(),
  sandbox_mode: ptr(sandboxModeSchema),
})
export type SyncOciPlan = z.output<typeof syncOciPlanSchema>
