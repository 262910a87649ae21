import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type * as z from 'zod/mini'
import { encodeUrlSafeBase64 } from './base64.ts'
import { sha256Digest } from './digest.ts'
import { bool, json, jsonMap, num, object, str, strMap } from './wire.ts'

/**
 * Body of `POST …/result`. Plain servers keep it only when it has contents, and
 * keep the first one.
 */
export const resultRequestSchema = object({
  success: bool(),
  error_code: num(),
  /** `step`, `handler`, `job_type`, `message`; `error_output` is parsed by newer servers. */
  error_metadata: strMap(),
  /** Legacy forms. */
  contents: str(),
  contents_display: json(),
  /** URL-safe base64 with padding of opaque bytes. */
  contents_compressed: str(),
  /** URL-safe base64 with padding of gzipped JSON text. */
  contents_display_compressed: str(),
  /** Extension `plan-digest`: "sha256:<hex>" of the bytes in `contents_compressed`. */
  contents_digest: str(),

  // 2026, image builds
  source_ref: str(),
  source_image: str(),
  resolved_tag: str(),
  source_digest: str(),
  source_media_type: str(),
  resolved_at: str(),
  no_op: bool(),
  output_digest: str(),
  output_media_type: str(),
  output_repository: str(),
  output_size: num(),
})
export type ResultRequest = z.output<typeof resultRequestSchema>

/** A result as a server stores and shows it. The byte fields are standard base64. */
export const storedResultSchema = object({
  id: str(),
  created_by_id: str(),
  created_at: str(),
  updated_at: str(),
  org_id: str(),
  runner_job_execution_id: str(),
  success: bool(),
  error_code: num(),
  error_metadata: strMap(),
  contents: str(),
  contents_display: json(),
  contents_gzip: str(),
  contents_display_gzip: str(),
  contents_digest: str(),
})
export type StoredResult = z.output<typeof storedResultSchema>

/** Outputs as a server stores and shows them. */
export const storedOutputsSchema = object({
  id: str(),
  created_by_id: str(),
  created_at: str(),
  updated_at: str(),
  org_id: str(),
  runner_job_execution_id: str(),
  /** Base64 of JSON. */
  outputs_json: str(),
  outputs: jsonMap(),
})
export type StoredOutputs = z.output<typeof storedOutputsSchema>

/**
 * Encodes a result for `POST …/result`, leaving out what is zero.
 *
 * `contents` travels as it is: terraform's plan file is not gzipped, the plans of
 * Helm and Kubernetes manifests are gzipped by whoever makes them. `display` is
 * JSON text and is gzipped here.
 *
 * @param options.digest adds `contents_digest` (extension `plan-digest`)
 */
export async function encodeResult(
  result: { success: boolean; contents?: Uint8Array; display?: string; errorMetadata?: Record<string, string> },
  options: { digest?: boolean } = {},
): Promise<Partial<ResultRequest>> {
  const body: Partial<ResultRequest> = {}
  if (result.success) body.success = true
  if (result.errorMetadata !== undefined && Object.keys(result.errorMetadata).length > 0) body.error_metadata = result.errorMetadata
  if (result.contents !== undefined && result.contents.length > 0) {
    body.contents_compressed = encodeUrlSafeBase64(result.contents)
    if (options.digest === true) body.contents_digest = sha256Digest(result.contents)
  }
  if (result.display !== undefined && result.display !== '') {
    body.contents_display_compressed = encodeUrlSafeBase64(await gzipAsync(result.display))
  }
  return body
}

const gzipAsync = promisify(gzip)
