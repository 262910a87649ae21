import * as z from 'zod/mini'
import { PlanError } from '../../lib/errors.ts'
import type { HelmStorageDriver } from '../enums.ts'
import { bool, json, jsonMap, list, object, oneOf, ptr, str, strMap } from '../wire.ts'
import { awsAuthSchema, azureAuthSchema, gcpAuthSchema } from './cloud-auth.ts'
import { clusterInfoSchema } from './cluster-info.ts'
import { ociRegistryRepositorySchema } from './registry.ts'
import { sandboxModeSchema } from './sandbox-mode.ts'
import { terraformBackendSchema, terraformHooksSchema, terraformOptionFields } from './terraform-parts.ts'

export const terraformDeployPlanSchema = object({
  vars: jsonMap(),
  env_vars: strMap(),
  /** Contents of variable files, HCL or JSON, in order. */
  vars_files: list(str()),
  terraform_backend: ptr(terraformBackendSchema),
  /** Wins over AWS. */
  azure_auth: ptr(azureAuthSchema),
  aws_auth: ptr(awsAuthSchema),
  gcp_auth: ptr(gcpAuthSchema),
  /** Not used by deploys. */
  hooks: ptr(terraformHooksSchema),
  cluster_info: ptr(clusterInfoSchema),
  /** Not used by deploys. */
  policies: json(),
  state: json(),
  /** Base64. */
  plan_json: str(),
  ...terraformOptionFields,
})
export type TerraformDeployPlan = z.output<typeof terraformDeployPlanSchema>

const helmValueSchema = object({
  name: str(),
  value: str(),
  /** '' and `auto` guess a type, `string` does not. */
  type: oneOf<'auto' | 'string'>(),
})

export const helmDeployPlanSchema = object({
  cluster_info: ptr(clusterInfoSchema),
  /** Release name. */
  name: str(),
  namespace: str(),
  create_namespace: bool(),
  storage_driver: oneOf<HelmStorageDriver>(),
  /** Only for the storage driver `nuon`. */
  helm_chart_id: str(),
  /** YAML texts; an earlier one wins over a later one. */
  values_files: list(str()),
  /** Like `--set`. */
  values: list(helmValueSchema),
  take_ownership: bool(),

  // 2026
  /** Raw YAML of the highest precedence. */
  values_override: str(),
  recover_release: bool(),
  skip_crds: bool(),
})
export type HelmDeployPlan = z.output<typeof helmDeployPlanSchema>

const ociArtifactSchema = object({ url: str(), tag: str(), digest: str() })

export const kubernetesManifestDeployPlanSchema = object({
  cluster_info: ptr(clusterInfoSchema),
  /** For objects without one. */
  namespace: str(),
  /** Multi-document YAML. '' when it is in `oci_artifact`. */
  manifest: str(),

  // 2026
  oci_artifact: ptr(ociArtifactSchema),
  state: json(),
})
export type KubernetesManifestDeployPlan = z.output<typeof kubernetesManifestDeployPlanSchema>

/** 2026. */
export const pulumiDeployPlanSchema = object({
  config: jsonMap(),
  env_vars: strMap(),
  runtime: str(),
  pulumi_version: str(),
  stack_name: str(),
  workspace_id: str(),
  aws_auth: ptr(awsAuthSchema),
  azure_auth: ptr(azureAuthSchema),
  gcp_auth: ptr(gcpAuthSchema),
  cluster_info: ptr(clusterInfoSchema),
  state: json(),
  destroy: bool(),
  update_plans: bool(),
  plan_json: str(),
})
export type PulumiDeployPlan = z.output<typeof pulumiDeployPlanSchema>

/** Plan of the deploy jobs; exactly one part is set. */
export const deployPlanSchema = object({
  install_id: str(),
  app_id: str(),
  app_config_id: str(),
  component_id: str(),
  component_name: str(),
  /** Where the artifact was synced to. */
  src_registry: ptr(ociRegistryRepositorySchema),
  src_tag: str(),
  helm: ptr(helmDeployPlanSchema),
  terraform: ptr(terraformDeployPlanSchema),
  kubernetes_manifest: ptr(kubernetesManifestDeployPlanSchema),
  pulumi: ptr(pulumiDeployPlanSchema),
  noop: ptr(z.record(z.string(), z.unknown())),
  /** '' for plan operations. */
  apply_plan_contents: str(),
  /** JSON text as it is (in sandbox-run plans it is base64). */
  apply_plan_display: str(),
  sandbox_mode: ptr(sandboxModeSchema),

  // 2026
  src_digest: str(),

  // Extension plan-digest
  apply_plan_digest: str(),
})
export type DeployPlan = z.output<typeof deployPlanSchema>

export const DEPLOY_PLAN_PARTS = ['terraform', 'helm', 'kubernetes_manifest', 'pulumi', 'noop'] as const
export type DeployPlanPart = (typeof DEPLOY_PLAN_PARTS)[number]

/**
 * The part that a job type needs.
 * @throws PlanError when the plan is for another kind of component
 */
export function deployPlanPart<Part extends DeployPlanPart>(plan: DeployPlan, part: Part, jobType: string): NonNullable<DeployPlan[Part]> {
  const found = plan[part]
  if (found !== null) return found as NonNullable<DeployPlan[Part]>
  const others = DEPLOY_PLAN_PARTS.filter((other) => plan[other] !== null)
  throw new PlanError(
    `the plan does not fit the job type ${jobType}: "${part}" is wrong: found nothing${others.length > 0 ? ` (but "${others.join('", "')}")` : ''}, expected an object`,
    { metadata: { field: part } },
  )
}
