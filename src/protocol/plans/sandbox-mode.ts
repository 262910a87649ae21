import type * as z from 'zod/mini'
import { bool, jsonMap, object, ptr, str } from '../wire.ts'

const sandboxModePlanSchema = object({
  plan_contents: str(),
  /** JSON text. */
  plan_display_contents: str(),
})

const sandboxModeTerraformSchema = object({
  /** Base64. */
  state_json: str(),
  workspace_id: str(),
  plan_contents: str(),
  /** JSON text. */
  plan_display_contents: str(),
})

/** What a mocked job reports instead of doing the work. */
export const sandboxModeSchema = object({
  enabled: bool(),
  outputs: jsonMap(),
  terraform: ptr(sandboxModeTerraformSchema),
  helm: ptr(sandboxModePlanSchema),
  kubernetes_manifest: ptr(sandboxModePlanSchema),
})
export type SandboxMode = z.output<typeof sandboxModeSchema>
