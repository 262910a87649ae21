import { describe, expect, test } from 'vitest'
import { compileDocument } from '../../../src/control-plane/documents/compile.ts'
import { applyPlanOf, workspaceNameOf } from '../../../src/control-plane/documents/compile-terraform.ts'
import type { CompileContext } from '../../../src/control-plane/documents/compiled.ts'
import { actionWorkflowConfigSchema, actionWorkflowRunSchema } from '../../../src/protocol/action-workflows.ts'
import { parsePlan } from '../../../src/protocol/plans/plan-of-job-type.ts'
import { readDocuments } from '../../../src/protocol/operator/read-documents.ts'

function context(extra: Partial<CompileContext> = {}): CompileContext {
  let count = 0
  return { newId: (prefix) => prefix + String(++count).padStart(23, '0'), installId: 'inl1', appId: 'app1', appConfigId: 'apc1', workspaceId: 'tfw1', ...extra }
}

async function compiled(text: string, extra?: Partial<CompileContext>) {
  const { documents, problems } = await readDocuments(text, 'job.yaml')
  expect(problems).toEqual([])
  return compileDocument(documents[0]!.document, context(extra))
}

const DIGEST = `sha256:${'a'.repeat(64)}`

describe('actions', () => {
  const text = `type: action-workflow
name: nightly
timeout: 10m
env: {A: job, PORT: 80}
source: {git: {url: 'https://example.com/r.git'}}
steps:
  - run: echo hi
    env: {A: step}
  - name: second
    command: ./x.sh 'a b'
    source: {archive: '${DIGEST}', path: sub}
    timeout: 1m
    if: always()
    retries: 2
    retry_wait: 3s
    continue_on_error: true
`

  test('the plan is one that the wire schema reads', async () => {
    const job = await compiled(text)
    const plan = parsePlan('actions-workflow', job.plan)

    expect(job).toMatchObject({ type: 'actions-workflow', group: 'actions', operation: 'exec', executionTimeoutMs: 11 * 60_000, maxExecutions: 1 })
    expect(plan.timeout).toBe(600e9)
    expect(plan.steps[0]).toMatchObject({
      interpolated_inline_contents: '#!/bin/sh -e\necho hi',
      interpolated_env_vars: { A: 'step', PORT: '80' },
      git_source: { url: 'https://example.com/r.git', ref: 'HEAD', path: '.' },
      archive_source: null,
      attrs: { 'step.name': 'step-1' },
      if: '',
      continue_on_error: false,
    })
    expect(plan.steps[1]).toMatchObject({
      interpolated_command: "./x.sh 'a b'",
      archive_source: { digest: DIGEST, path: 'sub' },
      git_source: null,
      timeout: 60e9,
      if: 'always()',
      retries: 2,
      retry_wait: 3e9,
      continue_on_error: true,
    })
  })

  test('plan, run and configuration agree on ids, names and order', async () => {
    const { plan: rawPlan, action } = await compiled(text)
    const plan = parsePlan('actions-workflow', rawPlan)
    const run = actionWorkflowRunSchema.parse(action!.run)
    const config = actionWorkflowConfigSchema.parse(action!.config)

    expect(plan.id).toBe(run.id)
    expect(plan.install_id).toBe(run.install_id)
    expect(run.action_workflow_config_id).toBe(config.id)
    expect(plan.attrs['action.id']).toBe(config.action_workflow_id)
    expect(plan.steps.map((step) => step.run_id)).toEqual(run.steps.map((step) => step.id))
    expect(plan.steps.map((step) => step.attrs['step.id'])).toEqual(config.steps.map((step) => step.id))
    expect(run.steps.map((step) => step.step_id)).toEqual(config.steps.map((step) => step.id))
    expect(config.steps.map(({ idx, name, command, inline_contents }) => [idx, name, command, inline_contents])).toEqual([
      [0, 'step-1', '', '#!/bin/sh -e\necho hi'],
      [1, 'second', "./x.sh 'a b'", ''],
    ])
    expect(new Set([...run.steps, ...config.steps].map(({ id }) => id)).size).toBe(4)
  })

  test('a script with its own #! line is left as it is', async () => {
    const { plan } = await compiled('type: action-workflow\nsteps: [{run: "#!/usr/bin/env python3\\nprint(1)"}]')

    expect(parsePlan('actions-workflow', plan).steps[0]!.interpolated_inline_contents).toBe('#!/usr/bin/env python3\nprint(1)')
  })

  test('on_error continue lets every step go on, unless the step says otherwise', async () => {
    const { plan } = await compiled('type: action-workflow\non_error: continue\nsteps: [{run: a}, {run: b, continue_on_error: false}]')

    expect(parsePlan('actions-workflow', plan).steps.map((step) => step.continue_on_error)).toEqual([true, false])
  })

  test('on_error retry gives the job more executions', async () => {
    expect(await compiled('type: noop\non_error: {retry: 3}')).toMatchObject({ maxExecutions: 4 })
  })

  test('a raw plan of an action gets its records, and keeps the ids that it has', async () => {
    const job = await compiled(`type: actions-workflow
plan:
  id: iar_given
  install_id: inl_given
  steps:
    - {run_id: ars_given, attrs: {step.name: one, step.id: acs_given}, interpolated_inline_contents: "#!/bin/sh\\ntrue"}
    - {interpolated_command: ls}
`)

    expect(job.action!.installId).toBe('inl_given')
    expect(job.action!.run).toMatchObject({ id: 'iar_given', steps: [{ id: 'ars_given', step_id: 'acs_given' }, {}] })
    expect(job.action!.config.steps).toMatchObject([{ id: 'acs_given', name: 'one', inline_contents: '#!/bin/sh\ntrue' }, { name: 'step-2', command: 'ls' }])
    const plan = parsePlan('actions-workflow', job.plan)
    expect(plan.steps[1]!.run_id).toBe(job.action!.run.steps[1]!.id)
  })
})

describe('terraform', () => {
  const source = `source: {archive: '${DIGEST}'}`

  test('the plan is one that the wire schema reads', async () => {
    const job = await compiled(`type: terraform
name: net
${source}
operation: apply
version: '>= 1.5'
flavor: opentofu
env: {TF_LOG: info}
vars: {size: 3, tags: {a: b}}
var_files: [{contents: 'region = "eu"'}]
targets: [a.b]
replace: [a.c]
parallelism: 4
lock_timeout: 10s
`)
    const plan = parsePlan('sandbox-terraform', job.plan)

    expect(job).toMatchObject({ type: 'sandbox-terraform', group: 'sandbox', operation: 'create-apply-plan', executionTimeoutMs: 60 * 60_000 })
    expect(job.change).toEqual({ workspaceId: 'tfw1', workspaceName: 'net', leadsToApply: true, isDrift: false, autoApprove: false })
    expect(plan).toMatchObject({
      vars: { size: 3, tags: { a: 'b' } },
      env_vars: { TF_LOG: 'info' },
      vars_files: ['region = "eu"'],
      terraform_backend: { WorkspaceID: 'tfw1' },
      archive_source: { digest: DIGEST, path: '' },
      git_source: null,
      terraform_version: '>= 1.5',
      terraform_flavor: 'opentofu',
      targets: ['a.b'],
      replace: ['a.c'],
      parallelism: 4,
      lock_timeout: 10e9,
      refresh_only: false,
    })
  })

  test.each([
    ['plan', 'create-apply-plan', { leadsToApply: false, isDrift: false }, false],
    ['apply', 'create-apply-plan', { leadsToApply: true, isDrift: false }, false],
    ['destroy', 'create-teardown-plan', { leadsToApply: true, isDrift: false }, false],
    ['drift', 'create-apply-plan', { leadsToApply: false, isDrift: true }, true],
  ])('%s is %s on the wire', async (operation, wire, change, refreshOnly) => {
    const job = await compiled(`type: terraform\n${source}\noperation: ${operation}`)

    expect(job.operation).toBe(wire)
    expect(job.change).toMatchObject(change)
    expect(parsePlan('sandbox-terraform', job.plan).refresh_only).toBe(refreshOnly)
  })

  test('the client can approve what the document does not', async () => {
    expect((await compiled(`type: terraform\n${source}`, { autoApprove: true })).change!.autoApprove).toBe(true)
    expect((await compiled(`type: terraform\n${source}\nauto_approve: true`)).change!.autoApprove).toBe(true)
    expect((await compiled(`type: terraform\n${source}`)).change!.autoApprove).toBe(false)
  })

  test('the apply plan is the plan, bound to what was saved', async () => {
    const { plan } = await compiled(`type: terraform\n${source}\noperation: apply`)
    const apply = parsePlan('sandbox-terraform', applyPlanOf(plan!, { contents: 'UEsDBA==', display: '{"a":1}', digest: DIGEST }))

    expect(apply).toMatchObject({ apply_plan_contents: 'UEsDBA==', apply_plan_digest: DIGEST, terraform_backend: { WorkspaceID: 'tfw1' } })
    expect(Buffer.from(apply.apply_plan_display, 'base64').toString()).toBe('{"a":1}')
  })

  test('the workspace is named by the document, else by the job', async () => {
    const named = async (text: string) => workspaceNameOf((await readDocuments(text, 'x')).documents[0]!.document)

    expect(await named(`type: terraform\n${source}\nworkspace: w\nname: n`)).toBe('w')
    expect(await named(`type: terraform\n${source}\nname: n`)).toBe('n')
    expect(await named(`type: terraform\n${source}`)).toBe('default')
    expect(await named('type: noop')).toBeUndefined()
  })

  test.each(['source: {path: ./module}', 'source: {git: {from_folder: ./module}}'])('%s, which only the client can read, is refused with what to do', async (local) => {
    const { documents } = await readDocuments(`type: terraform\n${local}`, 'x')

    expect(() => compileDocument(documents[0]!.document, context())).toThrow(/folder of the client's machine/)
  })
})

describe('the others', () => {
  test.each([
    ['type: noop', { type: 'noop', group: 'operations', operation: 'exec', plan: undefined }],
    ['type: noop-build', { type: 'noop-build', group: 'build', operation: 'build' }],
    ['type: noop-sync', { type: 'noop-sync', group: 'sync', operation: 'exec' }],
    ['type: noop-deploy', { type: 'noop-deploy', group: 'deploy', operation: 'exec' }],
    ['type: health-check', { type: 'health-check', group: 'operations' }],
    ['type: shut-down', { type: 'shut-down', group: 'operations', metadata: { shutdown_type: 'graceful' } }],
    ['type: shut-down\nkind: force', { metadata: { shutdown_type: 'force' } }],
    ['type: helm-chart-deploy\nplan: {a: 1}', { type: 'helm-chart-deploy', group: 'deploy', operation: 'create-apply-plan', plan: { a: 1 } }],
    ['type: helm-chart-deploy\noperation: apply-plan\nmetadata: {k: v}\nplan: {a: 1}', { operation: 'apply-plan', metadata: { k: 'v' } }],
    ['type: something-new\ngroup: deploy\nplan: {}', { type: 'something-new', group: 'deploy', operation: 'exec', plan: {} }],
    ['type: noop\ntimeout: 90s\nname: n\nlabels: {a: b}', { executionTimeoutMs: 90_000, name: 'n', labels: { a: 'b' } }],
  ])('%j', async (text, expected) => {
    expect(await compiled(text)).toMatchObject(expected)
  })
})
