import { msToNs } from '../../lib/time.ts'
import { ID_PREFIXES } from '../../protocol/identifiers.ts'
import { JOB_DEFAULTS } from '../../protocol/job-defaults.ts'
import type { ActionWorkflowDocument, DocumentStep } from '../../protocol/operator/job-document.ts'
import { stepName } from '../../protocol/operator/validate-document.ts'
import { baseOf, durationMs, textEnv } from './compile-base.ts'
import { compileSource } from './compile-source.ts'
import type { CompileContext, CompiledAction, CompiledJob } from './compiled.ts'

/** All steps together, when the document says nothing. */
export const DEFAULT_ACTION_TIMEOUT_MS = 30 * 60_000

/**
 * An action workflow: the run plan, and the run and configuration records that
 * the two GET routes of action workflows answer. Plan, run and configuration
 * steps are tied by ids and stand in the same order.
 */
export function compileAction(document: ActionWorkflowDocument, context: CompileContext): CompiledJob {
  const timeoutMs = durationMs(document.timeout) ?? DEFAULT_ACTION_TIMEOUT_MS
  const steps = document.steps.map((step, index) => ({
    name: stepName(step.name, index),
    command: step.command ?? '',
    contents: step.run === undefined ? '' : withInterpreter(step.run),
    env: textEnv({ ...document.env, ...step.env }),
    source: compileSource(step.source ?? document.source),
    options: stepOptions(step, document),
  }))
  const action = actionRecords({ name: document.name ?? 'action', timeoutMs, steps }, context)
  const plan = {
    id: action.run.id,
    install_id: context.installId,
    attrs: { 'action.name': document.name ?? 'action', 'action.id': action.config.action_workflow_id },
    steps: steps.map((step, index) => ({
      run_id: action.run.steps[index]!.id,
      attrs: { 'step.name': step.name, 'step.id': action.config.steps[index]!.id },
      interpolated_env_vars: step.env,
      ...step.source,
      interpolated_inline_contents: step.contents,
      interpolated_command: step.command,
      ...step.options,
    })),
    builtin_env_vars: { NUON_APP_ID: context.appId, NUON_INSTALL_ID: context.installId, TRIGGER_TYPE: 'manual' },
    override_env_vars: {},
    cluster_info: null,
    aws_auth: null,
    timeout: msToNs(timeoutMs),
    ...(document.resources === undefined ? {} : { resources: document.resources }),
  }
  return { ...baseOf(document, 'actions-workflow'), executionTimeoutMs: timeoutMs + JOB_DEFAULTS.actionTimeoutExtraMs, plan, action }
}

/** Records for a plan that was given as it is; ids that the plan lacks are made. */
export function compileRawAction(job: CompiledJob, plan: Record<string, unknown>, context: CompileContext): CompiledJob {
  const given = Array.isArray(plan.steps) ? (plan.steps as unknown[]).map(asRecord) : []
  const steps = given.map((step, index) => ({
    name: textOf(asRecord(step.attrs)['step.name']) ?? `step-${index + 1}`,
    command: textOf(step.interpolated_command) ?? '',
    contents: textOf(step.interpolated_inline_contents) ?? '',
    env: textEnv(asRecord(step.interpolated_env_vars)),
    runStepId: textOf(step.run_id),
    configStepId: textOf(asRecord(step.attrs)['step.id']),
  }))
  const action = actionRecords({ name: job.name ?? 'action', timeoutMs: job.executionTimeoutMs, steps, runId: textOf(plan.id) }, context)
  return {
    ...job,
    action: { ...action, installId: textOf(plan.install_id) ?? context.installId },
    plan: {
      ...plan,
      id: action.run.id,
      install_id: textOf(plan.install_id) ?? context.installId,
      steps: given.map((step, index) => ({
        ...step,
        run_id: action.run.steps[index]!.id,
        attrs: { ...asRecord(step.attrs), 'step.name': steps[index]!.name, 'step.id': action.config.steps[index]!.id },
      })),
    },
  }
}

interface RecordInput {
  name: string
  timeoutMs: number
  runId?: string | undefined
  steps: { name: string; command: string; contents: string; env: Record<string, string>; runStepId?: string | undefined; configStepId?: string | undefined }[]
}

function actionRecords(input: RecordInput, { newId, installId }: CompileContext): CompiledAction {
  const runId = input.runId ?? newId(ID_PREFIXES.actionRun)
  const configId = newId(ID_PREFIXES.actionWorkflowConfig)
  const configSteps = input.steps.map((step, idx) => ({
    id: step.configStepId ?? newId(ID_PREFIXES.actionStepConfig),
    name: step.name,
    idx,
    command: step.command,
    inline_contents: step.contents,
    env_vars: step.env,
  }))
  return {
    installId,
    config: { id: configId, action_workflow_id: newId(ID_PREFIXES.actionWorkflow), timeout: msToNs(input.timeoutMs), steps: configSteps },
    run: {
      id: runId,
      install_id: installId,
      status: 'queued',
      trigger_type: 'manual',
      action_workflow_config_id: configId,
      steps: input.steps.map((step, index) => ({
        id: step.runStepId ?? newId(ID_PREFIXES.actionRunStep),
        step_id: configSteps[index]!.id,
        status: 'pending' as const,
        install_action_workflow_run_id: runId,
      })),
      run_env_vars: {},
    },
  }
}

/** Fields of the extension action-options. */
function stepOptions(step: DocumentStep, document: ActionWorkflowDocument) {
  return {
    timeout: msToNs(durationMs(step.timeout) ?? 0),
    continue_on_error: step.continue_on_error ?? document.on_error === 'continue',
    if: step.if?.trim() ?? '',
    retries: step.retries ?? 0,
    retry_wait: msToNs(durationMs(step.retry_wait) ?? 0),
  }
}

/** Plain servers' runners execute the text as a file: it needs a #! line. */
function withInterpreter(script: string): string {
  return script.startsWith('#!') ? script : `#!/bin/sh -e\n${script}`
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
