import type { RunnerSettings } from '../../protocol/settings.ts'
import type { NegotiatedExtensions } from '../../protocol/extensions.ts'
import type { RunnerJob } from '../../protocol/jobs.ts'
import type { CacheDirs, Executor, ProcessControl } from '../../executors/executor.ts'
import type { OperatorLog } from '../../telemetry/operator-log.ts'
import type { RunsService } from '../../runs/runs-service.ts'
import type { ActionsApi } from '../control-plane/actions-api.ts'
import type { RunnerApi } from '../control-plane/runner-api.ts'
import type { TerraformBackendApi } from '../control-plane/terraform-api.ts'
import type { PlanCredentials } from '../credential-source.ts'
import type { Lifetimes } from '../lifetimes.ts'

/** What every execution of this agent shares. */
export interface ExecutionDeps {
  api: RunnerApi
  actionsApi: ActionsApi
  terraformApi: TerraformBackendApi
  extensions: NegotiatedExtensions
  /** As refreshed last. */
  settings: () => RunnerSettings
  executors: ExecutorSource
  runs: RunsService
  log: OperatorLog
  lifetimes: Lifetimes
  process: ProcessControl
  credentials: PlanCredentials
  caches: CacheDirs
  childEnv: Readonly<Record<string, string>>
  stateDir: string
  graceMs: number
  version: string
  apiUrl: string
  /** Values that must appear nowhere: the agent's own token. */
  secrets: () => readonly string[]
  /** Keep workspaces (is_nuonctl). */
  keepWorkspaces: boolean
  /** Where job log lines are copied to (is_nuonctl), if anywhere. */
  echo?: (job: RunnerJob, line: string) => void
}

export interface ExecutorSource {
  /** @throws RunnerError RUNNER_JOB_TYPE_UNKNOWN that lists what this agent can do */
  find(job: RunnerJob): Promise<Executor>
}
