import type * as z from 'zod/mini'
import { object, requiredStr, str } from '../wire.ts'

/** Extension `archive-source`: a tar.gz that the control plane holds, fetched from `/v1/archives/{digest}`. */
export const archiveSourceSchema = object({
  /** "sha256:<hex>" of the archive. */
  digest: requiredStr(),
  /** The folder in it that counts as root. '' = its top. */
  path: str(),
})
export type ArchiveSource = z.output<typeof archiveSourceSchema>
