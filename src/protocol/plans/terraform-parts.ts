import type * as z from 'zod/mini'
import type { Unlisted } from '../wire.ts'
import { bool, jsonMap, list, num, object, oneOf, ptr, str, strMap } from '../wire.ts'
import { awsAuthSchema } from './cloud-auth.ts'

/** PascalCase on the wire. */
export const terraformBackendSchema = object({ WorkspaceID: str() })
export type TerraformBackend = z.output<typeof terraformBackendSchema>

/** PascalCase on the wire. Hooks run when the plan has this object at all; `Enabled` is not consulted. */
export const terraformHooksSchema = object({
  Enabled: bool(),
  EnvVars: strMap(),
  RunAuth: ptr(awsAuthSchema),
})
export type TerraformHooks = z.output<typeof terraformHooksSchema>

/** Fields of the extension `terraform-options`; zero on a plain server. */
export const terraformOptionFields = {
  /** Look for drift: refresh the state and change nothing. */
  refresh_only: bool(),
  targets: list(str()),
  replace: list(str()),
  /** 0 = terraform's own default. */
  parallelism: num(),
  /** ns; 0 = do not wait for a lock. */
  lock_timeout: num(),
  /** Exact or a constraint. Wins over the app configuration. */
  terraform_version: str(),
  terraform_flavor: oneOf<'terraform' | 'opentofu'>(),
} as const

export interface TerraformOptions {
  refresh_only: boolean
  targets: string[]
  replace: string[]
  parallelism: number
  lock_timeout: number
  terraform_version: string
  terraform_flavor: 'terraform' | 'opentofu' | '' | Unlisted
}

/** 2026. */
export const pulumiBackendSchema = object({
  workspace_id: str(),
  stack_name: str(),
  runtime: str(),
  pulumi_version: str(),
  config: jsonMap(),
  update_plans: bool(),
})
export type PulumiBackend = z.output<typeof pulumiBackendSchema>

