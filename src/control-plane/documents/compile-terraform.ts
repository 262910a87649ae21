import { RunnerError } from '../../lib/errors.ts'
import { msToNs } from '../../lib/time.ts'
import { isRawDocument } from '../../protocol/operator/job-document.ts'
import type { JobDocument, TerraformDocument } from '../../protocol/operator/job-document.ts'
import { baseOf, durationMs, textEnv } from './compile-base.ts'
import { compileSource } from './compile-source.ts'
import type { CompileContext, CompiledJob } from './compiled.ts'

/** The name of the terraform workspace (the state) that a document works on; `undefined` for other families. */
export function workspaceNameOf(document: JobDocument): string | undefined {
  if (isRawDocument(document) || document.type !== 'terraform') return undefined
  return document.workspace ?? document.name ?? 'default'
}

/** The plan job of a terraform change. The apply job is made of its plan by `applyPlanOf`. */
export function compileTerraform(document: TerraformDocument, context: CompileContext): CompiledJob {
  const { workspaceId } = context
  if (workspaceId === undefined) throw new Error('a terraform document is compiled for a workspace: pass workspaceId')
  const operation = document.operation ?? 'plan'
  const base = baseOf(document, 'sandbox-terraform')
  return {
    ...base,
    operation: operation === 'destroy' ? 'create-teardown-plan' : 'create-apply-plan',
    plan: {
      install_id: context.installId,
      app_id: context.appId,
      app_config_id: context.appConfigId,
      vars: document.vars ?? {},
      env_vars: textEnv(document.env),
      vars_files: (document.var_files ?? []).map(contentsOf),
      ...compileSource(document.source),
      local_archive: null,
      terraform_backend: { WorkspaceID: workspaceId },
      azure_auth: null,
      aws_auth: null,
      hooks: null,
      policies: {},
      state: null,
      apply_plan_contents: '',
      apply_plan_display: null,
      refresh_only: operation === 'drift',
      targets: document.targets ?? [],
      replace: document.replace ?? [],
      parallelism: document.parallelism ?? 0,
      lock_timeout: msToNs(durationMs(document.lock_timeout) ?? 0),
      terraform_version: document.version ?? '',
      terraform_flavor: document.flavor ?? 'terraform',
      ...(document.resources === undefined ? {} : { resources: document.resources }),
    },
    change: {
      workspaceId,
      workspaceName: workspaceNameOf(document)!,
      leadsToApply: operation === 'apply' || operation === 'destroy',
      isDrift: operation === 'drift',
      autoApprove: context.autoApprove ?? document.auto_approve ?? false,
    },
  }
}

export interface SavedPlan {
  /** Of the plan job's result, as the wire carries it in `apply_plan_contents`. */
  contents: string
  /** The `terraform show -json` text, when the result had one. */
  display: string | undefined
  /** "sha256:<hex>" of the decoded contents. */
  digest: string
}

/** The plan of the apply job: that of the plan job, bound to what it saved. Its operation is `apply-plan`. */
export function applyPlanOf(plan: Readonly<Record<string, unknown>>, saved: SavedPlan): Record<string, unknown> {
  return {
    ...plan,
    apply_plan_contents: saved.contents,
    apply_plan_display: saved.display === undefined ? null : Buffer.from(saved.display, 'utf8').toString('base64'),
    apply_plan_digest: saved.digest,
  }
}

/** The client sends contents; a bare name is left from a document that was sent by hand. */
function contentsOf(file: string | { contents: string }): string {
  if (typeof file !== 'string') return file.contents
  throw new RunnerError('RUNNER_DOCUMENT_INVALID', `the variable file \`${file}\` is on the client's machine, which the control plane cannot read`, {
    metadata: { hint: 'Submit with `runner job submit`, or write `{contents: ...}`.' },
  })
}
