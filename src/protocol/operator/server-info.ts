import * as z from 'zod/mini'

/** `GET /api/v1/server` */
export const serverInfoSchema = z.object({
  version: z.string(),
  database: z.optional(z.string()),
  extensions: z.record(z.string(), z.int()),
  startedAt: z.optional(z.string()),
})
export type ServerInfo = z.infer<typeof serverInfoSchema>

/** `PUT /api/v1/archives/{digest}` with the bytes of a tar.gz as `application/gzip`: 201, or 200 when it was there. */
export const archiveResponseSchema = z.object({ digest: z.string(), sizeBytes: z.int() })
export type ArchiveResponse = z.infer<typeof archiveResponseSchema>
