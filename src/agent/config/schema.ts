import { bool, duration, httpUrl, int, names, oneOf, size, slots, text } from './fields.ts'
import type { ConfigField } from './fields.ts'

/**
 * Every key of the agent's configuration: the keys of the Go runner by the
 * same names and defaults (reference: runner protocol §1.1), and ours. The
 * environment variable is the key in upper case, the flag the key with dashes.
 */
export const CONFIG_FIELDS = {
  apiUrl: field('runner_api_url', httpUrl, 'https://api.nuon.co', 'Base URL of the control plane; a path prefix is kept.'),
  apiToken: secret('runner_api_token', text, 'Bearer token. Prefer runner_api_token_file or a systemd credential.'),
  apiTokenFile: optional('runner_api_token_file', text, 'File that holds the bearer token.'),
  runnerId: field('runner_id', text, undefined, 'Identity of this runner, as issued by the control plane.'),
  gitRef: field('git_ref', text, 'dev', 'Build identity, for metrics tags.'),
  hostIp: optional('host_ip', text, 'Address of the DogStatsD agent (not required).'),
  logLevel: field('log_level', oneOf('debug', 'info', 'warn', 'error'), 'info', "Level of the agent's own log until the control plane's settings say otherwise."),
  logFormat: field('runner_log_format', oneOf('auto', 'json', 'pretty'), 'auto', "Form of the agent's own log; auto is pretty on a terminal."),
  bundleDir: field('bundle_dir', text, '/bundle', 'Files bundled in the image.'),
  registryDir: field('registry_dir', text, '/tmp/runner-registry', 'Storage of the in-process registry.'),
  registryPort: field('registry_port', int(0, 65_535), '5001', 'Port of the in-process registry, on loopback.'),
  isNuonctl: field('is_nuonctl', bool, 'false', "Copies job logs to the agent's own output and keeps workspaces."),
  sandboxJobDurationMs: field('sandbox_job_duration', duration(0), '5s', 'Length of a mocked job in sandbox mode.'),
  sandboxFaultsEnabled: field('sandbox_mode_faults_enabled', bool, 'false', 'Mocked steps fail with a probability of 1/10.'),
  sandboxFaultSeed: optional('sandbox_mode_faults_seed', int(0, 2 ** 31 - 1), 'Makes the faults of sandbox mode repeatable.'),
  stateDir: field('runner_state_dir', text, '', 'Directory for journals, run logs, workspaces and caches. Empty: /var/lib/runner for root, else $XDG_STATE_HOME/runner.'),
  caFile: optional('runner_ca_file', text, 'PEM file with extra certificate authorities, for the agent and its children.'),
  childEnv: field('runner_child_env', names, '', "Environment variables of the agent that jobs may see, beside the allow-list."),
  maxJobs: field('runner_max_jobs', int(1, 1000), '32', 'Jobs at the same time in all.'),
  groupSlots: field('runner_group_slots', slots, '', 'Jobs at the same time per group ("deploy=2,actions=4"); 1 where not named.'),
  stopTimeoutMs: field('runner_stop_timeout', duration(1000), '90s', 'From the first SIGTERM to the end of the process; running jobs are cancelled in time for it.'),
  graceMs: field('runner_grace', duration(100), '15s', 'What a cancelled job gets to end by itself, and then its cleanup and last report.'),
  pollIntervalMs: field('runner_poll_interval', duration(50), '5s', 'Between polls where the control plane offers no long-poll.'),
  runQuotaBytes: field('runner_run_quota', size, '2GiB', 'Output kept on disk per stream of a run; the rest is counted and announced.'),
  terraformUrl: field('runner_terraform_url', httpUrl, 'https://releases.hashicorp.com', 'Where Terraform is downloaded from.'),
  tofuUrl: field('runner_tofu_url', httpUrl, 'https://github.com/opentofu/opentofu/releases/download', 'Where OpenTofu is downloaded from.'),
  toolDownloads: field('runner_tool_downloads', bool, 'true', 'Whether tools that are not installed may be downloaded.'),
  shell: field('runner_shell', text, '/bin/sh', 'POSIX shell that supervises runs and runs scripts without a shebang.'),
} as const satisfies Record<string, ConfigField>

function field<T>(key: string, read: (raw: unknown) => T, fallback: string | undefined, description: string): ConfigField<T> {
  return { key, read, description, ...(fallback === undefined ? {} : { default: fallback }) }
}

function optional<T>(key: string, read: (raw: unknown) => T, description: string): ConfigField<T> & { isOptional: true } {
  return { key, read, description, isOptional: true }
}

function secret<T>(key: string, read: (raw: unknown) => T, description: string): ConfigField<T> & { isOptional: true } {
  return { key, read, description, isOptional: true, isSecret: true }
}

type Fields = typeof CONFIG_FIELDS
type ValueOf<F> = F extends { isOptional: true; read: (raw: unknown) => infer T } ? T | undefined : F extends { read: (raw: unknown) => infer T } ? T : never

/** The agent's configuration after all sources were read. Frozen. Milliseconds, bytes. */
export type AgentConfig = { readonly [K in Exclude<keyof Fields, 'apiToken' | 'apiTokenFile'>]: ValueOf<Fields[K]> } & {
  readonly apiToken: string
}
