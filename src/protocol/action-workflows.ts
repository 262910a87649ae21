import type * as z from 'zod/mini'
import type { ActionRunStatus, ActionStepStatus } from './enums.ts'
import { compositeStatusSchema } from './composite-status.ts'
import { json, jsonMap, list, num, object, oneOf, ptr, requiredStr, str, strMap } from './wire.ts'

export type { ActionRunStatus, ActionStepStatus } from './enums.ts'

/** A step of an ad-hoc run, which has no workflow configuration behind it (2026). */
export const adhocStepConfigSchema = object({
  name: str(),
  idx: num(),
  command: str(),
  inline_contents: str(),
  env_vars: strMap(),
  public_git_vcs_config: json(),
  connected_github_vcs_config: json(),
})
export type AdhocStepConfig = z.output<typeof adhocStepConfigSchema>

/** A step of a run. The order of a run's steps is undefined on the wire: match by `step_id`. */
export const actionRunStepSchema = object({
  /** What step updates name. */
  id: requiredStr(),
  created_by_id: str(),
  created_at: str(),
  updated_at: str(),
  status: oneOf<ActionStepStatus>(),
  status_description: str(),
  install_action_workflow_run_id: str(),
  /** The step configuration's id; '' for ad-hoc steps. */
  step_id: str(),
  /** ns */
  execution_duration: num(),
  adhoc_config: ptr(adhocStepConfigSchema),
})
export type ActionRunStep = z.output<typeof actionRunStepSchema>

/** Answer of `GET /v1/installs/{install_id}/action-workflows/runs/{run_id}`. */
export const actionWorkflowRunSchema = object({
  id: requiredStr(),
  created_by_id: str(),
  created_at: str(),
  updated_at: str(),
  org_id: str(),
  install_id: str(),
  install_action_workflow_id: str(),
  status: oneOf<ActionRunStatus>(),
  status_description: str(),
  status_v2: ptr(compositeStatusSchema),
  trigger_type: str(),
  triggered_by_id: str(),
  triggered_by_type: str(),
  /** '' for ad-hoc runs: their steps carry `adhoc_config`. */
  action_workflow_config_id: str(),
  steps: list(actionRunStepSchema),
  run_env_vars: strMap(),
  install_workflow_id: str(),
  workflow_id: str(),
  /** ns */
  execution_time: num(),
  outputs: jsonMap(),
})
export type ActionWorkflowRun = z.output<typeof actionWorkflowRunSchema>

export const actionStepConfigSchema = object({
  id: requiredStr(),
  created_at: str(),
  updated_at: str(),
  app_id: str(),
  app_config_id: str(),
  action_workflow_config_id: str(),
  name: str(),
  previous_step_id: str(),
  /** 0 is left out on the wire. */
  idx: num(),
  references: list(json()),
  env_vars: strMap(),
  command: str(),
  inline_contents: str(),
  public_git_vcs_config: json(),
  connected_github_vcs_config: json(),
})
export type ActionStepConfig = z.output<typeof actionStepConfigSchema>

/** Answer of `GET /v1/action-workflows/configs/{id}`; steps by `idx`. */
export const actionWorkflowConfigSchema = object({
  id: requiredStr(),
  created_at: str(),
  updated_at: str(),
  app_id: str(),
  app_config_id: str(),
  action_workflow_id: str(),
  triggers: list(json()),
  steps: list(actionStepConfigSchema),
  /** ns, for all steps together; 0 = none. */
  timeout: num(),
  component_dependency_ids: list(str()),
  references: list(json()),
  break_glass_role_arn: str(),
})
export type ActionWorkflowConfig = z.output<typeof actionWorkflowConfigSchema>

/** Body of `PUT …/action-workflow-runs/{run}/steps/{step}`. Both keys are always written. */
export const actionStepUpdateSchema = object({
  status: oneOf<ActionStepStatus>(),
  /** ns */
  execution_duration: num(),
})
export type ActionStepUpdate = z.output<typeof actionStepUpdateSchema>
