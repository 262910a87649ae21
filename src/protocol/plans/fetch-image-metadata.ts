import type * as z from 'zod/mini'
import { object, ptr, str } from '../wire.ts'
import { ociRegistryRepositorySchema } from './registry.ts'
import { sandboxModeSchema } from './sandbox-mode.ts'

/** Plan of `fetch-image-metadata` (2026). Which of the fields a server fills is not known for certain. */
export const fetchImageMetadataPlanSchema = object({
  image: str(),
  tag: str(),
  repo_config: ptr(ociRegistryRepositorySchema),
  src_registry: ptr(ociRegistryRepositorySchema),
  src_tag: str(),
  sandbox_mode: ptr(sandboxModeSchema),
})
export type FetchImageMetadataPlan = z.output<typeof fetchImageMetadataPlanSchema>
