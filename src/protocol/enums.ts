/*
 * The closed lists of the wire. Peers may send values that are not in them (a
 * newer server, a typo stored long ago): schemas let those through, and the
 * guards here say whether a value is known.
 */

export const JOB_GROUPS = ['health-checks', 'sync', 'build', 'deploy', 'sandbox', 'runner', 'operations', 'management', 'actions', 'image-actions'] as const
export type JobGroup = (typeof JOB_GROUPS)[number]

const GROUP_OF_JOB_TYPE = {
  // The server's table says `health-checks`, but it creates these jobs in `operations`.
  'health-check': 'operations',
  'docker-build': 'build',
  'container-image-build': 'build',
  'terraform-module-build': 'build',
  'helm-chart-build': 'build',
  'kubernetes-manifest-build': 'build',
  'pulumi-build': 'build',
  'sandbox-build': 'build',
  'noop-build': 'build',
  'oci-sync': 'sync',
  'fetch-image-metadata': 'sync',
  'noop-sync': 'sync',
  'terraform-deploy': 'deploy',
  'helm-chart-deploy': 'deploy',
  'job-deploy': 'deploy',
  'kubernetes-manifest-deploy': 'deploy',
  'pulumi-deploy': 'deploy',
  'noop-deploy': 'deploy',
  'shut-down': 'operations',
  'update-version': 'operations',
  noop: 'operations',
  'mng-vm-shut-down': 'management',
  'mng-shut-down': 'management',
  'mng-runner-update-version': 'management',
  'mng-runner-restart': 'management',
  'mng-fetch-token': 'management',
  'sandbox-terraform': 'sandbox',
  'sandbox-terraform-plan': 'sandbox',
  'sandbox-pulumi': 'sandbox',
  'sandbox-sync-secrets': 'sandbox',
  'runner-helm': 'runner',
  'runner-terraform': 'runner',
  'runner-local': 'runner',
  'actions-workflow': 'actions',
} as const satisfies Record<string, JobGroup>

export type JobType = keyof typeof GROUP_OF_JOB_TYPE
export const JOB_TYPES = Object.keys(GROUP_OF_JOB_TYPE) as readonly JobType[]

export function isJobType(value: string): value is JobType {
  return Object.hasOwn(GROUP_OF_JOB_TYPE, value)
}

/** The group that a job of this type is queued in; `undefined` for an unknown type. */
export function groupOfJobType(type: JobType): JobGroup
export function groupOfJobType(type: string): JobGroup | undefined
export function groupOfJobType(type: string): JobGroup | undefined {
  return isJobType(type) ? GROUP_OF_JOB_TYPE[type] : undefined
}

/** The agent's commands and the groups that each polls. `org` is another name of `build`. */
export const COMMAND_JOB_GROUPS = {
  run: ['sandbox', 'operations', 'sync', 'actions', 'build', 'deploy'],
  build: ['operations', 'sync', 'build'],
  install: ['operations', 'sync', 'sandbox', 'deploy', 'actions'],
  mng: ['management'],
} as const satisfies Record<string, readonly JobGroup[]>
export type AgentCommand = keyof typeof COMMAND_JOB_GROUPS

export const JOB_OPERATIONS = ['exec', 'build', 'create-apply-plan', 'create-teardown-plan', 'apply-plan', 'unknown'] as const
export type JobOperation = (typeof JOB_OPERATIONS)[number]

export function isJobOperation(value: string): value is JobOperation {
  return (JOB_OPERATIONS as readonly string[]).includes(value)
}

export const JOB_STATUSES = ['queued', 'available', 'in-progress', 'finished', 'failed', 'timed-out', 'not-attempted', 'cancelled', 'unknown'] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

export const TERMINAL_JOB_STATUSES = ['finished', 'failed', 'timed-out', 'not-attempted', 'cancelled'] as const satisfies readonly JobStatus[]
export type TerminalJobStatus = (typeof TERMINAL_JOB_STATUSES)[number]

export function isJobStatus(value: string): value is JobStatus {
  return (JOB_STATUSES as readonly string[]).includes(value)
}

/** A job with attempts left may leave `failed` and `timed-out` again; see JOB_TRANSITIONS. */
export function isTerminalJobStatus(value: string): value is TerminalJobStatus {
  return (TERMINAL_JOB_STATUSES as readonly string[]).includes(value)
}

export const EXECUTION_STATUSES = [
  'pending',
  'initializing',
  'in-progress',
  'cleaning-up',
  'finished',
  'failed',
  'timed-out',
  'not-attempted',
  'cancelled',
  'unknown',
] as const
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number]

export const TERMINAL_EXECUTION_STATUSES = ['finished', 'failed', 'timed-out', 'not-attempted', 'cancelled'] as const satisfies readonly ExecutionStatus[]
export type TerminalExecutionStatus = (typeof TERMINAL_EXECUTION_STATUSES)[number]

export function isExecutionStatus(value: string): value is ExecutionStatus {
  return (EXECUTION_STATUSES as readonly string[]).includes(value)
}

export function isTerminalExecutionStatus(value: string): value is TerminalExecutionStatus {
  return (TERMINAL_EXECUTION_STATUSES as readonly string[]).includes(value)
}

export const RUNNER_STATUSES = [
  'error',
  'active',
  'pending',
  'provisioning',
  'deprovisioning',
  'deprovisioned',
  'reprovisioning',
  'offline',
  'awaiting-install-stack-run',
  'unknown',
] as const
export type RunnerStatus = (typeof RUNNER_STATUSES)[number]

/** The number that goes with a runner status in health checks. */
export const RUNNER_STATUS_CODES = {
  error: 400,
  active: 0,
  pending: 200,
  provisioning: 201,
  deprovisioning: 301,
  deprovisioned: 300,
  reprovisioning: 500,
  offline: 500,
  'awaiting-install-stack-run': 500,
  unknown: 500,
} as const satisfies Record<RunnerStatus, number>

export const RUNNER_GROUP_TYPES = ['install', 'org'] as const
export type RunnerGroupType = (typeof RUNNER_GROUP_TYPES)[number]

/** What a process registers as. The Go agent registers `build`, never `org`. */
export const PROCESS_TYPES = ['install', 'build', 'mng', 'org'] as const
export type ProcessType = (typeof PROCESS_TYPES)[number]

export const PROCESS_STATUSES = ['pending', 'active', 'offline', 'inactive', 'pending-shutdown', 'shutting-down', 'shut-down', 'error', 'unknown'] as const
export type ProcessStatus = (typeof PROCESS_STATUSES)[number]

export const SHUTDOWN_TYPES = ['graceful', 'force', 'restart'] as const
export type ShutdownType = (typeof SHUTDOWN_TYPES)[number]

export const SHUTDOWN_STATUSES = ['requested', 'in-progress', 'completed', 'failed', 'cancelled'] as const
export type ShutdownStatus = (typeof SHUTDOWN_STATUSES)[number]

/** `metadata.shutdown_type` of shut-down jobs. */
export const SHUTDOWN_JOB_TYPES = ['graceful', 'force', 'vm'] as const
export type ShutdownJobType = (typeof SHUTDOWN_JOB_TYPES)[number]

/** `process` of a heartbeat; '' (left out on the wire) is the `run` command's. */
export const HEARTBEAT_PROCESSES = ['', 'build', 'install', 'mng', 'org'] as const
export type HeartbeatProcess = (typeof HEARTBEAT_PROCESSES)[number]

export const ACTION_RUN_STATUSES = ['finished', 'queued', 'in-progress', 'error', 'timed-out', 'cancelled', 'unknown'] as const
export type ActionRunStatus = (typeof ACTION_RUN_STATUSES)[number]

export const ACTION_STEP_STATUSES = ['finished', 'pending', 'in-progress', 'timed-out', 'error'] as const
export type ActionStepStatus = (typeof ACTION_STEP_STATUSES)[number]

export const OCI_REGISTRY_TYPES = ['ecr', 'acr', 'gar', 'private_oci', 'public_oci'] as const
export type OciRegistryType = (typeof OCI_REGISTRY_TYPES)[number]

/** `secret` is what the app configuration offers, `secrets` what the Go agent takes. */
export const HELM_STORAGE_DRIVERS = ['configmap', 'configmaps', 'secret', 'secrets', 'nuon'] as const
export type HelmStorageDriver = (typeof HELM_STORAGE_DRIVERS)[number]

export const JOB_OWNER_TYPES = ['component_builds', 'install_deploys', 'install_sandbox_runs', 'install_workflow_steps', 'install_action_workflow_runs', 'runners'] as const
export type JobOwnerType = (typeof JOB_OWNER_TYPES)[number]
