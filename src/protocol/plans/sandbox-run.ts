import type * as z from 'zod/mini'
import { json, jsonMap, list, object, ptr, str, strMap } from '../wire.ts'
import { archiveSourceSchema } from './archive-source.ts'
import { awsAuthSchema, azureAuthSchema, gcpAuthSchema } from './cloud-auth.ts'
import { clusterInfoSchema } from './cluster-info.ts'
import { gitSourceSchema } from './git-source.ts'
import { sandboxModeSchema } from './sandbox-mode.ts'
import { pulumiBackendSchema, terraformBackendSchema, terraformHooksSchema, terraformOptionFields } from './terraform-parts.ts'

const localArchiveSchema = object({ local_archive: str() })

/** Plan of `sandbox-terraform` (and `sandbox-pulumi`). */
export const sandboxRunPlanSchema = object({
  install_id: str(),
  app_id: str(),
  app_config_id: str(),
  vars: jsonMap(),
  env_vars: strMap(),
  /** Contents of variable files, HCL or JSON, in order. */
  vars_files: list(str()),
  git_source: ptr(gitSourceSchema),
  /** A folder on the agent's machine. */
  local_archive: ptr(localArchiveSchema),
  terraform_backend: ptr(terraformBackendSchema),
  azure_auth: ptr(azureAuthSchema),
  aws_auth: ptr(awsAuthSchema),
  gcp_auth: ptr(gcpAuthSchema),
  cluster_info: ptr(clusterInfoSchema),
  hooks: ptr(terraformHooksSchema),
  /** File name → YAML. */
  policies: strMap(),
  state: json(),
  /** '' for plan operations. */
  apply_plan_contents: str(),
  /** Base64 here, plain text in deploy plans. */
  apply_plan_display: str(),
  sandbox_mode: ptr(sandboxModeSchema),

  // 2026
  pulumi_backend: ptr(pulumiBackendSchema),
  kyverno_policies_dir: str(),

  // Extensions plan-digest, archive-source, terraform-options
  apply_plan_digest: str(),
  archive_source: ptr(archiveSourceSchema),
  ...terraformOptionFields,
})
export type SandboxRunPlan = z.output<typeof sandboxRunPlanSchema>
