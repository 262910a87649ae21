import type { JobGroup, JobOperation } from '../../protocol/enums.ts'

/** What a job document means on the wire: one job, its plan, and the records that the runner API serves with it. */
export interface CompiledJob {
  name: string | undefined
  labels: Record<string, string>
  /** Job type of the wire; one that the list does not have is possible. */
  type: string
  group: JobGroup
  operation: JobOperation
  /** The job's `metadata`. */
  metadata: Record<string, string>
  executionTimeoutMs: number
  /** 1 + the retries of `on_error`. */
  maxExecutions: number
  /** The wire plan, complete but for what only the control plane knows at claim time; `undefined` = none (404). */
  plan: Record<string, unknown> | undefined
  /** Of an action: what the two GET routes of action workflows answer. */
  action: CompiledAction | undefined
  /** Of a terraform job: what follows from its plan. */
  change: CompiledChange | undefined
}

/** Wire documents; ids are made already, timestamps and org are the store's. */
export interface CompiledAction {
  installId: string
  run: {
    id: string
    install_id: string
    status: 'queued'
    trigger_type: string
    action_workflow_config_id: string
    steps: { id: string; step_id: string; status: 'pending'; install_action_workflow_run_id: string }[]
    run_env_vars: Record<string, string>
  }
  config: {
    id: string
    action_workflow_id: string
    /** ns */
    timeout: number
    steps: { id: string; name: string; idx: number; command: string; inline_contents: string; env_vars: Record<string, string> }[]
  }
}

export interface CompiledChange {
  workspaceId: string
  workspaceName: string
  /** Whether an apply job follows an approved plan. */
  leadsToApply: boolean
  isDrift: boolean
  autoApprove: boolean
}

/** What compiling needs to know of the store; ids are `newId` of src/lib/ids.ts, or deterministic in tests. */
export interface CompileContext {
  newId: (prefix: string) => string
  installId: string
  appId: string
  appConfigId: string
  /** For terraform documents: the workspace that `workspaceNameOf(document)` names. */
  workspaceId?: string
  /** Overrides the document: `--auto-approve`. */
  autoApprove?: boolean
}
