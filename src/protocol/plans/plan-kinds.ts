import type { JobType } from '../enums.ts'

/** The kinds of plan document. */
export const PLAN_KINDS = ['build', 'sync-oci', 'fetch-image-metadata', 'deploy', 'sandbox-run', 'sync-secrets', 'action-workflow-run'] as const
export type PlanKind = (typeof PLAN_KINDS)[number]

/** Which plan a job gets; null = none, and the plan route answers 404. */
export const PLAN_KIND_OF_JOB_TYPE = {
  'health-check': null,
  'docker-build': 'build',
  'container-image-build': 'build',
  'terraform-module-build': 'build',
  'helm-chart-build': 'build',
  'kubernetes-manifest-build': 'build',
  'pulumi-build': 'build',
  'sandbox-build': 'build',
  'noop-build': 'build',
  'oci-sync': 'sync-oci',
  'fetch-image-metadata': 'fetch-image-metadata',
  'noop-sync': 'sync-oci',
  'terraform-deploy': 'deploy',
  'helm-chart-deploy': 'deploy',
  'job-deploy': null,
  'kubernetes-manifest-deploy': 'deploy',
  'pulumi-deploy': 'deploy',
  'noop-deploy': 'deploy',
  'shut-down': null,
  'update-version': null,
  noop: null,
  'mng-vm-shut-down': null,
  'mng-shut-down': null,
  'mng-runner-update-version': null,
  'mng-runner-restart': null,
  'mng-fetch-token': null,
  'sandbox-terraform': 'sandbox-run',
  'sandbox-terraform-plan': 'sandbox-run',
  'sandbox-pulumi': 'sandbox-run',
  'sandbox-sync-secrets': 'sync-secrets',
  'runner-helm': null,
  'runner-terraform': null,
  'runner-local': null,
  'actions-workflow': 'action-workflow-run',
} as const satisfies Record<JobType, PlanKind | null>

/** The key of a plan in the composite document. */
export const COMPOSITE_KEY_OF_PLAN_KIND = {
  build: 'build_plan',
  deploy: 'deploy_plan',
  'action-workflow-run': 'action_workflow_run_plan',
  'sync-secrets': 'sync_secrets_plan',
  'sync-oci': 'sync_oci_plan',
  'fetch-image-metadata': 'fetch_image_metadata_plan',
  'sandbox-run': 'sandbox_run_plan',
} as const satisfies Record<PlanKind, string>

/** How to tell a kind by its top-level keys: one of `any` is there, and none of `none`. */
const SIGNATURES: Readonly<Record<PlanKind, { any: readonly string[]; none: readonly string[] }>> = {
  'action-workflow-run': { any: ['steps', 'builtin_env_vars', 'override_env_vars'], none: [] },
  'sync-secrets': { any: ['kubernetes_secrets'], none: [] },
  'sandbox-run': {
    any: ['terraform_backend', 'local_archive', 'archive_source', 'pulumi_backend', 'policies', 'vars_files', 'vars', 'git_source'],
    none: ['component_id', 'dst_registry', 'steps'],
  },
  deploy: { any: ['helm', 'terraform', 'kubernetes_manifest', 'pulumi', 'noop', 'component_name', 'component_id'], none: ['dst_registry', 'component_build_id'] },
  build: {
    any: [
      'component_build_id',
      'helm_build_plan',
      'terraform_build_plan',
      'docker_build_plan',
      'container_image_pull_plan',
      'kubernetes_manifest_build_plan',
      'pulumi_build_plan',
    ],
    none: ['src_registry'],
  },
  'sync-oci': { any: ['dst_registry', 'src_tag'], none: ['component_id', 'component_build_id', 'install_id'] },
  'fetch-image-metadata': { any: ['image', 'repo_config', 'src_registry'], none: ['dst_registry', 'install_id', 'component_id'] },
}

/** The kinds that a document could be, judged by its keys alone; the most distinctive first. */
export function planKindsOf(document: object): PlanKind[] {
  const keys = new Set(Object.keys(document).map((key) => key.toLowerCase()))
  return (Object.keys(SIGNATURES) as PlanKind[]).filter((kind) => {
    const signature = SIGNATURES[kind]
    return signature.any.some((key) => keys.has(key)) && !signature.none.some((key) => keys.has(key))
  })
}
