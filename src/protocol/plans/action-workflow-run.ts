import type * as z from 'zod/mini'
import { bool, list, num, object, ptr, requiredStr, str, strMap } from '../wire.ts'
import { archiveSourceSchema } from './archive-source.ts'
import { awsAuthSchema, azureAuthSchema, gcpAuthSchema } from './cloud-auth.ts'
import { clusterInfoSchema } from './cluster-info.ts'
import { gitSourceSchema } from './git-source.ts'
import { ociRegistryRepositorySchema } from './registry.ts'
import { sandboxModeSchema } from './sandbox-mode.ts'

/** A step as the plan renders it. Matched to the run's steps by `run_id` and `attrs["step.id"]`. */
export const actionPlanStepSchema = object({
  /** The run step's id, on most servers. */
  run_id: str(),
  /** `step.name`, `step.id` (the step configuration's id). */
  attrs: strMap(),
  interpolated_env_vars: strMap(),
  git_source: ptr(gitSourceSchema),
  interpolated_inline_contents: str(),
  /** Never filled by plain servers. */
  interpolated_command: str(),

  // Extension archive-source
  archive_source: ptr(archiveSourceSchema),

  // Extension action-options
  /** ns; 0 = the workflow's timeout alone. */
  timeout: num(),
  continue_on_error: bool(),
  /** '' = success(). */
  if: str(),
  retries: num(),
  /** ns */
  retry_wait: num(),
  /** Run the command by `sh -c`. */
  shell: bool(),
})
export type ActionPlanStep = z.output<typeof actionPlanStepSchema>

/** Plan of `actions-workflow`. */
export const actionWorkflowRunPlanSchema = object({
  /** The run's id. */
  id: requiredStr(),
  install_id: str(),
  /** `action.name`, `action.id`. */
  attrs: strMap(),
  steps: list(actionPlanStepSchema),
  /** Real plans carry NUON_API_URL and NUON_API_TOKEN here. */
  builtin_env_vars: strMap(),
  override_env_vars: strMap(),
  cluster_info: ptr(clusterInfoSchema),
  aws_auth: ptr(awsAuthSchema),
  sandbox_mode: ptr(sandboxModeSchema),

  // 2026
  /** ns, for all steps together; 0 = the configuration's. */
  timeout: num(),
  azure_auth: ptr(azureAuthSchema),
  gcp_auth: ptr(gcpAuthSchema),
  /** Image-backed actions. */
  source_image: str(),
  image_registry: ptr(ociRegistryRepositorySchema),
  image_tag: str(),
  /** Required for image-backed actions. */
  image_digest_ref: str(),
})
export type ActionWorkflowRunPlan = z.output<typeof actionWorkflowRunPlanSchema>
