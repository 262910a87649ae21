import type { RunnerSettings } from '../protocol/settings.ts'
import type { RunnerJob } from '../protocol/jobs.ts'
import type { JobOperation } from '../protocol/enums.ts'
import type { AppConfig } from '../protocol/app-config.ts'
import type { ActionWorkflowConfig, ActionWorkflowRun, ActionStepStatus } from '../protocol/action-workflows.ts'
import type { SandboxConfig } from '../protocol/sandbox-config.ts'
import type { AwsAuth, AzureAuth } from '../protocol/plans/cloud-auth.ts'
import type { JobLog } from '../telemetry/job-log.ts'
import type { JobRuns } from '../runs/run.ts'

/**
 * One job family. Long-lived and stateless; everything of one job lives in its
 * session. An executor gets narrow ports and never the HTTP client.
 */
export interface Executor<Plan = unknown> {
  /** Job types served, as on the wire. */
  readonly jobTypes: readonly string[]
  /** Whether the job has a plan document. Without one `parsePlan` is not called and `open` gets `undefined`. */
  readonly hasPlan: boolean | 'optional'
  /**
   * Reads the raw plan. Called once, before `open`.
   * @throws PlanError naming the field, what was found and what was expected
   */
  parsePlan(raw: unknown, job: RunnerJob): Plan
  /**
   * Opens a session for one job. No remote effect. When it rejects, nothing is
   * left to dispose.
   */
  open(plan: Plan, context: JobContext): Promise<JobSession>
}

/** Called in the order written; each at most once; a failure skips to `dispose`. */
export interface JobSession {
  /** Fetch sources, provision tools, prepare the workspace. Ended by `context.signal`. */
  initialize(): Promise<void>
  /** The work. Ended by `context.signal`. */
  execute(): Promise<void>
  /** After a successful `execute`. The outputs that are posted, a JSON object. */
  outputs(): Promise<Record<string, unknown>>
  /**
   * Frees what the session holds. Guaranteed once after `open` resolved, also
   * after a failure or cancellation, possibly with any step unfinished. Bounded
   * by `signal` (the job's cleanup budget, not the cancelled one).
   */
  dispose(signal: AbortSignal): Promise<void>
}

/** Optional power, found by shape: called after a cancel or timeout, when all runs have ended, before `dispose`. */
export interface SavesStateOnCancel {
  saveStateOnCancel(signal: AbortSignal): Promise<void>
}

export function savesStateOnCancel(session: JobSession): session is JobSession & SavesStateOnCancel {
  return 'saveStateOnCancel' in session && typeof session.saveStateOnCancel === 'function'
}

/** Why work was ended. Recorded once; the first one wins. */
export type CancelReason =
  | 'api-cancelled' // the job was cancelled at the control plane
  | 'api-timed-out' // the control plane timed the job out
  | 'api-failed' // the control plane declared the job failed
  | 'job-timeout' // the execution timeout passed
  | 'runner-stopping' // the agent is stopping
  | 'lease-lost' // another agent holds the job now

export interface JobContext {
  readonly job: RunnerJob
  readonly operation: JobOperation
  readonly executionId: string
  readonly settings: RunnerSettings
  readonly log: JobLog
  readonly runs: JobRuns
  readonly workspace: Workspace
  /** The allow-listed environment that every child starts from: PATH, HOME, LANG, proxy and CA variables, cloud credentials of the host. Never the agent's token. */
  readonly childEnv: Readonly<Record<string, string>>
  /** Fires when the work is to end; `cancelReason()` says why. */
  readonly signal: AbortSignal
  cancelReason(): CancelReason | undefined
  /** ms since the epoch: the server's deadline of this execution. */
  readonly deadlineMs: number
  /** From now on this value appears in no log, result, output or error. Call it before the value can be printed. */
  addSecret(value: string): void
  readonly results: ResultSink
  readonly actions: ActionSource
  readonly appConfigs: AppConfigSource
  readonly terraformState: TerraformStateSource
  readonly credentials: CredentialSource
  readonly process: ProcessControl
  readonly jobs: JobControl
  /** How sandbox mode mocks this job (reference: runner-2026 §5.3); `undefined`: by the plan alone. */
  sandboxConfig(): Promise<SandboxConfig | undefined>
  readonly caches: CacheDirs
  readonly archives: ArchiveSource
}

/** Content-addressed source archives (tar.gz) that the control plane holds. */
export interface ArchiveSource {
  /** The verified bytes are unpacked into `directory`, which exists and is empty. @throws ApiError, RunnerError RUNNER_CHECKSUM_MISMATCH */
  unpack(digest: string, directory: string, signal: AbortSignal): Promise<void>
}

/** A directory of this job alone, removed after `dispose`. Mode 0700. */
export interface Workspace {
  readonly root: string
  /**
   * A path below the root.
   * @throws PlanError when the parts lead outside
   */
  path(...parts: string[]): string
}

/** Directories shared by the jobs of this agent. */
export interface CacheDirs {
  readonly tools: string
  readonly terraformPlugins: string
}

export interface JobResult {
  success: boolean
  /** Opaque bytes that a later job of this change needs (a saved plan). */
  contents?: Uint8Array
  /** For people: a JSON document as text. Sent gzipped. */
  display?: string
  errorMetadata?: Record<string, string>
}

export interface ResultSink {
  /** At most once per execution. Retried inside; throws when it finally failed. */
  post(result: JobResult): Promise<void>
}

export interface ActionSource {
  run(installId: string, runId: string): Promise<ActionWorkflowRun>
  config(configId: string): Promise<ActionWorkflowConfig>
  /** Retried inside; never throws: a step status that cannot be delivered is logged. Works after a cancel too. */
  reportStep(installId: string, runId: string, stepId: string, status: ActionStepStatus, durationMs: number): Promise<void>
}

export interface AppConfigSource {
  get(appId: string, appConfigId: string): Promise<AppConfig>
}

export interface TerraformStateSource {
  /** Opens the loopback state proxy for this job (design.md §2.11). */
  open(workspaceId: string): Promise<TerraformStateSession>
  /** Gives the control plane the `terraform show -json` document. */
  postStateJson(workspaceId: string, document: string): Promise<void>
  /** Writes a state without terraform and without a lock: mocked jobs only. */
  putState(workspaceId: string, body: Uint8Array): Promise<void>
}

export interface TerraformLockInfo {
  ID: string
  Operation?: string
  Info?: string
  Who?: string
  Version?: string
  Created?: string
  Path?: string
}

export interface TerraformStateSession {
  /** `TF_HTTP_*` for terraform's empty `backend "http" {}`. */
  readonly env: Readonly<Record<string, string>>
  /** Who held the lock when terraform last met a 423. */
  lockConflict(): TerraformLockInfo | undefined
  /** The lock that terraform took through this session and has not released. */
  heldLock(): TerraformLockInfo | undefined
  /** Releases `heldLock()`. Only when terraform is gone. */
  releaseHeldLock(signal: AbortSignal): Promise<void>
  /** Terraform could not write state through the proxy: the last body, for a retry or for evidence. */
  undeliveredState(): Uint8Array | undefined
  deliverState(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export interface CredentialSource {
  /** Resolves the plan's cloud credentials into child environment variables; `{}` when the plan has none. Secret values are masked from then on. */
  env(auth: { aws?: AwsAuth | null | undefined; azure?: AzureAuth | null | undefined }, sessionName: string): Promise<Record<string, string>>
}

export interface JobControl {
  /** Sets the *job* (not the execution) to finished, as shut-down jobs of kind `force` must: no workflow of the server does it for them. */
  finishJob(): Promise<void>
}

export interface ProcessControl {
  /** Drains the agent and ends it after this job; used by shut-down jobs. */
  requestShutdown(kind: 'graceful' | 'force'): void
  /** ns since the last poll of each job loop of this process, by group (health-check outputs). */
  loopAgesNs(): Record<string, number>
}
