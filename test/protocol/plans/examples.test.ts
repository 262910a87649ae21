import { expect, test } from 'vitest'
import { hasGitSource } from '../../../src/protocol/plans/git-source.ts'
import { compositePlanSchema } from '../../../src/protocol/plans/composite.ts'
import { deployPlanPart } from '../../../src/protocol/plans/deploy.ts'
import { parsePlan } from '../../../src/protocol/plans/plan-of-job-type.ts'
import { parseWire } from '../../../src/protocol/wire.ts'
import { ACTION, AWS_AUTH, DOCKER_BUILD, SANDBOX_RUN, SYNC, TERRAFORM_DEPLOY } from './example-plans.ts'

test('a docker build', () => {
  const plan = parsePlan('docker-build', JSON.stringify(DOCKER_BUILD))
  expect(plan).toMatchObject(DOCKER_BUILD)
  expect(plan.docker_build_plan?.build_args).toEqual({ VERSION: '1', FROM_ENV: null })
  expect(plan.dst_registry?.ECRAuth?.assume_role?.role_arn).toBe('arn:aws:iam::1:role/r')
  expect(plan.helm_build_plan).toBeNull()
  expect(plan.sandbox_mode).toBeNull()
})

test('a helm chart build from a chart repository', () => {
  const plan = parsePlan('helm-chart-build', {
    ...DOCKER_BUILD,
    git_source: null,
    docker_build_plan: undefined,
    helm_build_plan: { Labels: { component_id: 'cmp' }, HelmRepoConfig: { RepoURL: 'https://charts.example.com', Chart: 'redis', Version: '1.2.3' } },
  })
  expect(plan.git_source).toBeNull()
  expect(plan.helm_build_plan?.HelmRepoConfig).toEqual({ RepoURL: 'https://charts.example.com', Chart: 'redis', Version: '1.2.3' })
})

test('a sync between registries of different kinds', () => {
  const plan = parsePlan('oci-sync', SYNC)
  expect(plan.src_registry?.OCIAuth).toEqual({ Username: 'AWS', Password: 'p' })
  expect(plan.dst_registry?.ACRAuth).toEqual({ service_principal: null, use_default: true })
})

test('a terraform deploy, apply step', () => {
  const plan = parsePlan('terraform-deploy', TERRAFORM_DEPLOY)
  const terraform = deployPlanPart(plan, 'terraform', 'terraform-deploy')
  expect(terraform).toMatchObject({ vars: { name: 'x', tags: { a: 'b' } }, terraform_backend: { WorkspaceID: 'tfw' }, policies: null, plan_json: '', refresh_only: false, terraform_version: '' })
  expect(terraform.hooks).toMatchObject({ Enabled: false, EnvVars: {} })
  expect(plan.apply_plan_digest).toBe('')
  expect(plan.src_registry).toMatchObject({ RegistryType: 'ecr', Repository: '', ECRAuth: null })
})

test('the helm part of a deploy', () => {
  const helm = {
    cluster_info: { id: 'eks-1', endpoint: 'https://a.example.com', ca_data: 'LS0t', env_vars: null, kube_config: '', aws_auth: AWS_AUTH, azure_auth: null, inline: false, trusted_role_arn: '' },
    name: 'web',
    namespace: 'inl',
    create_namespace: true,
    storage_driver: 'configmap',
    helm_chart_id: '',
    values_files: ['replicas: 2\n'],
    values: [{ name: 'image.tag', value: 'v1', type: '' }],
    take_ownership: false,
  }
  const plan = parsePlan('helm-chart-deploy', { ...TERRAFORM_DEPLOY, terraform: null, helm })
  expect(plan.helm).toMatchObject({ ...helm, cluster_info: { ...helm.cluster_info, env_vars: {} } })
  expect(() => deployPlanPart(plan, 'terraform', 'terraform-deploy')).toThrow('the plan does not fit the job type terraform-deploy: "terraform" is wrong: found nothing (but "helm"), expected an object')
})

test('a manifest deploy whose manifest is an artifact (2026)', () => {
  const plan = parsePlan('kubernetes-manifest-deploy', {
    ...TERRAFORM_DEPLOY,
    terraform: null,
    kubernetes_manifest: { cluster_info: null, namespace: 'web', manifest: '', oci_artifact: { url: 'r.example.com/m', tag: 't', digest: 'sha256:0' } },
  })
  expect(plan.kubernetes_manifest?.oci_artifact?.digest).toBe('sha256:0')
})

test('an empty noop part is there, a null one is not', () => {
  expect(parsePlan('noop-deploy', { ...TERRAFORM_DEPLOY, terraform: null, noop: {} }).noop).toEqual({})
  expect(parsePlan('noop-deploy', { ...TERRAFORM_DEPLOY, noop: null }).noop).toBeNull()
})

test('a sandbox run, plan step', () => {
  const plan = parsePlan('sandbox-terraform', SANDBOX_RUN)
  expect(plan).toMatchObject({ ...SANDBOX_RUN, apply_plan_display: '' })
  expect(plan).toMatchObject({ apply_plan_digest: '', archive_source: null, refresh_only: false, targets: [], replace: [], parallelism: 0, lock_timeout: 0, terraform_flavor: '' })
})

test('a sandbox run with our extensions', () => {
  const digest = `sha256:${'0'.repeat(64)}`
  const plan = parsePlan('sandbox-terraform', {
    ...SANDBOX_RUN,
    archive_source: { digest, path: 'modules/a' },
    apply_plan_digest: digest,
    refresh_only: true,
    targets: ['a.b'],
    replace: ['c.d'],
    parallelism: 3,
    lock_timeout: 60_000_000_000,
    terraform_version: '~> 1.11',
    terraform_flavor: 'opentofu',
  })
  expect(plan.archive_source).toEqual({ digest, path: 'modules/a' })
  expect(plan.lock_timeout).toBe(60_000_000_000)
  expect(plan.terraform_flavor).toBe('opentofu')
})

test('an action run', () => {
  const plan = parsePlan('actions-workflow', ACTION)
  expect(plan).toMatchObject(ACTION)
  expect(plan.steps[0]).toMatchObject({ timeout: 0, continue_on_error: false, if: '', retries: 0, retry_wait: 0, shell: false, archive_source: null })
})

test('an action run with our extensions', () => {
  const options = { timeout: 5_000_000_000, continue_on_error: true, if: 'always()', retries: 2, retry_wait: 1_000_000_000, shell: true, archive_source: { digest: 'sha256:0', path: '' } }
  expect(parsePlan('actions-workflow', { ...ACTION, steps: [{ ...ACTION.steps[0], ...options }] }).steps[0]).toMatchObject(options)
})

test('a secrets sync, also of nothing', () => {
  const secret = { secret_arn: 'arn:aws:secretsmanager:x', secret_name: 'db_password', namespace: 'default', name: 'db', key_name: 'password', format: '' }
  const plan = parsePlan('sandbox-sync-secrets', { kubernetes_secrets: [secret], cluster_info: {}, azure_auth: null, aws_auth: AWS_AUTH })
  expect(plan.kubernetes_secrets[0]).toMatchObject({ ...secret, targets: [] })
  expect(parsePlan('sandbox-sync-secrets', { kubernetes_secrets: null, cluster_info: null, azure_auth: null, aws_auth: null }).kubernetes_secrets).toEqual([])
})

test('a composite plan has one part', () => {
  const composite = parseWire(compositePlanSchema, { deploy_plan: TERRAFORM_DEPLOY }, 'the composite plan')
  expect(composite.deploy_plan?.component_name).toBe('db')
  expect(composite.build_plan).toBeNull()
})

test('a git source without an address, or with the well-known empty one, is no git source', () => {
  expect(hasGitSource(null)).toBe(false)
  expect(hasGitSource({ url: '' })).toBe(false)
  expect(hasGitSource({ url: 'https://github.com/jonmorehouse/empty' })).toBe(false)
  expect(hasGitSource({ url: 'https://github.com/jonmorehouse/empty.git' })).toBe(false)
  expect(hasGitSource({ url: 'file:///repo' })).toBe(true)
})
