/** Worked examples of plan documents: invented values in the shapes that real servers write. */

export const AWS_AUTH = {
  static: null,
  assume_role: { role_arn: 'arn:aws:iam::1:role/r', session_name: 's', session_duration_seconds: 0, two_step_config: null, use_github_oidc: false },
  use_default: false,
  region: 'us-west-2',
}

export const ECR = {
  Plugin: '',
  RegistryType: 'ecr',
  Region: 'us-west-2',
  ECRAuth: AWS_AUTH,
  ACRAuth: null,
  OCIAuth: null,
  Repository: '1.dkr.ecr.us-west-2.amazonaws.com/org1/app1',
  LoginServer: '',
}

export const DOCKER_BUILD = {
  component_id: 'cmp00000000000000000000001',
  component_build_id: 'bld00000000000000000000001',
  git_source: { url: 'https://user:token@github.com/acme/app.git', ref: '4f2c1d0', path: 'services/web', recurse_submodules: false },
  dst_registry: ECR,
  dst_tag: 'bld00000000000000000000001',
  docker_build_plan: { build_args: { VERSION: '1', FROM_ENV: null }, target: '', context: '', dockerfile: 'Dockerfile' },
}

export const TERRAFORM_DEPLOY = {
  install_id: 'inl',
  app_id: 'app',
  app_config_id: 'apc',
  component_id: 'cmp',
  component_name: 'db',
  src_registry: { RegistryType: 'ecr', later: 'x' },
  src_tag: 'dpl',
  helm: null,
  terraform: {
    vars: { name: 'x', tags: { a: 'b' } },
    env_vars: { FOO: 'bar' },
    vars_files: ['region = "us-west-2"\n'],
    terraform_backend: { WorkspaceID: 'tfw' },
    azure_auth: null,
    aws_auth: AWS_AUTH,
    hooks: { Enabled: false, EnvVars: null, RunAuth: { static: null, assume_role: null, use_default: false, region: '' } },
    cluster_info: null,
    policies: null,
    state: { id: 'inl', more: 1 },
    plan_json: null,
  },
  kubernetes_manifest: null,
  noop: null,
  apply_plan_contents: 'UEsDBBQACAA=',
  apply_plan_display: '{"format_version":"1.2"}',
}

export const SANDBOX_RUN = {
  install_id: 'inl',
  app_id: 'app',
  app_config_id: 'apc',
  vars: {},
  env_vars: { AWS_REGION: 'us-west-2' },
  vars_files: [],
  git_source: { url: 'https://github.com/acme/sandbox', ref: 'main', path: '.', recurse_submodules: false },
  local_archive: null,
  terraform_backend: { WorkspaceID: 'tfw' },
  azure_auth: null,
  aws_auth: AWS_AUTH,
  hooks: { Enabled: true, EnvVars: { A: 'b' }, RunAuth: AWS_AUTH },
  policies: { '0.yaml': 'apiVersion: kyverno.io/v1\n' },
  state: {},
  apply_plan_contents: '',
  apply_plan_display: null,
}

export const ACTION = {
  id: 'iar',
  install_id: 'inl',
  attrs: { 'action.name': 'backup', 'action.id': 'acw' },
  steps: [
    {
      run_id: 'r',
      attrs: { 'step.name': 'dump', 'step.id': 'acs' },
      interpolated_env_vars: { DB: 'main' },
      git_source: { url: 'https://github.com/acme/ops', ref: 'main', path: 'backup', recurse_submodules: false },
      interpolated_inline_contents: '',
      interpolated_command: '',
    },
  ],
  builtin_env_vars: { NUON_ORG_ID: 'org', NUON_API_URL: 'https://x', NUON_API_TOKEN: 'tok', TRIGGER_TYPE: 'manual' },
  override_env_vars: {},
  cluster_info: null,
  aws_auth: null,
}

export const SYNC = {
  src_registry: { Plugin: '', RegistryType: 'private_oci', Region: '', ECRAuth: null, ACRAuth: null, OCIAuth: { Username: 'AWS', Password: 'p' }, Repository: 'org/app', LoginServer: 'r.example.com' },
  src_tag: 'bld00000000000000000000001',
  dst_registry: { Plugin: 'oci', RegistryType: 'acr', Region: '', ECRAuth: null, ACRAuth: { service_principal: null, use_default: true }, OCIAuth: null, Repository: 'nuon', LoginServer: 'acme.azurecr.io' },
  dst_tag: 'dpl00000000000000000000001',
}
