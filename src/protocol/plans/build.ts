import * as z from 'zod/mini'
import { bool, json, list, map, object, oneOf, ptr, str, strMap } from '../wire.ts'
import { gitSourceSchema } from './git-source.ts'
import { ociRegistryRepositorySchema } from './registry.ts'
import { sandboxModeSchema } from './sandbox-mode.ts'

/** PascalCase on the wire. */
const helmRepoConfigSchema = object({ RepoURL: str(), Chart: str(), Version: str() })

const helmBuildPlanSchema = object({ Labels: strMap(), HelmRepoConfig: ptr(helmRepoConfigSchema) })

const terraformBuildPlanSchema = object({
  Labels: strMap(),
  // 2026
  vendor_providers: bool(),
  terraform_version: str(),
})

const dockerBuildPlanSchema = object({
  /** null = taken from the environment of the build. */
  build_args: map(z.nullable(z.string())),
  target: str(),
  context: str(),
  dockerfile: str(),
})

const containerImagePullPlanSchema = object({
  image: str(),
  tag: str(),
  repo_config: ptr(ociRegistryRepositorySchema),
  // 2026
  /** A semver range over the tags. */
  update_policy: str(),
  previous_source_digest: str(),
})

/** 2026. */
const kubernetesManifestBuildPlanSchema = object({
  labels: strMap(),
  source_type: oneOf<'inline' | 'kustomize'>(),
  inline_manifest: str(),
  kustomize_path: str(),
  kustomize_config: ptr(object({ patches: list(json()), enable_helm: bool(), load_restrictor: oneOf<'none' | 'rootOnly'>() })),
})

/** 2026. */
const pulumiBuildPlanSchema = object({ labels: strMap() })

/** Plan of the build jobs. */
export const buildPlanSchema = object({
  component_id: str(),
  component_build_id: str(),
  /** null for builds without a repository. */
  git_source: ptr(gitSourceSchema),
  dst_registry: ptr(ociRegistryRepositorySchema),
  /** The same as the job's owner id. */
  dst_tag: str(),
  helm_build_plan: ptr(helmBuildPlanSchema),
  terraform_build_plan: ptr(terraformBuildPlanSchema),
  docker_build_plan: ptr(dockerBuildPlanSchema),
  container_image_pull_plan: ptr(containerImagePullPlanSchema),
  sandbox_mode: ptr(sandboxModeSchema),

  // 2026
  kubernetes_manifest_build_plan: ptr(kubernetesManifestBuildPlanSchema),
  pulumi_build_plan: ptr(pulumiBuildPlanSchema),
})
export type BuildPlan = z.output<typeof buildPlanSchema>
