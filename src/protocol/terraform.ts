import type * as z from 'zod/mini'
import { ApiError } from '../lib/errors.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { json, list, map, num, object, str } from './wire.ts'

/** Terraform's own lock document: body of lock and unlock, and of a 423 answer. The server's lower-case keys are read too. */
export const terraformLockInfoSchema = object({
  ID: str(),
  Operation: str(),
  Info: str(),
  Who: str(),
  Version: str(),
  Created: str(),
  Path: str(),
})
export type TerraformLockInfo = z.output<typeof terraformLockInfoSchema>

/** Body of `POST /v1/terraform-workspaces`. */
export const terraformWorkspaceRequestSchema = object({ owner_id: str(), owner_type: str() })

export const terraformWorkspaceSchema = object({
  id: str(),
  created_by_id: str(),
  created_at: str(),
  updated_at: str(),
  org_id: str(),
  owner_id: str(),
  owner_type: str(),
  lock_history: list(json()),
})
export type TerraformWorkspace = z.output<typeof terraformWorkspaceSchema>

/** What a server must know of a state document (version 4); the document itself is stored byte for byte. */
export const terraformStateSchema = object({
  version: num(),
  terraform_version: str(),
  serial: num(),
  lineage: str(),
  outputs: map(json()),
  resources: list(json()),
  check_results: json(),
})
export type TerraformState = z.output<typeof terraformStateSchema>

/**
 * The body of `POST …/state-json`: a JSON *string* that holds the base64 of
 * the `terraform show -json` document. An accident of the first client that
 * became the format: servers store the bytes as they come and decode on reading.
 */
export function encodeStateJson(document: string | Uint8Array): string {
  return JSON.stringify(encodeBase64(typeof document === 'string' ? Buffer.from(document, 'utf8') : document))
}

/**
 * Reads such a body; a raw JSON document, sent by mistake, is read too.
 * @throws ApiError RUNNER_API_MALFORMED
 */
export function decodeStateJson(body: string | Uint8Array): string {
  const text = (typeof body === 'string' ? body : Buffer.from(body).toString('utf8')).trim()
  if (text.startsWith('{')) return text
  const decoded = decodeBase64(text.replace(/^"|"$/g, ''))
  if (decoded === undefined) {
    throw new ApiError('RUNNER_API_MALFORMED', 400, `cannot read the state JSON: found ${text.length} characters that are not base64, expected a JSON string with base64`)
  }
  return decoded.toString('utf8')
}
