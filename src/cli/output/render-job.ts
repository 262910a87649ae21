import { formatMs } from '../../lib/time.ts'
import type { JobDetail, JobStep, JobSummary } from '../../protocol/operator/jobs.ts'
import { isTerminalJobStatus } from '../../protocol/enums.ts'
import { paintStatus } from './painter.ts'
import type { Painter } from './painter.ts'
import { ago, humanBytes, renderFields, renderTable } from './print.ts'
import { planHeadline } from './render-plan.ts'

/** The jobs as a table, newest first as they come. */
export function renderJobTable(jobs: readonly JobSummary[], painter: Painter): string {
  return renderTable(
    painter,
    ['ID', 'NAME', 'TYPE', 'STATUS', 'RUNNER', 'CREATED', 'TOOK'],
    jobs.map((job) => [
      job.id,
      job.name ?? '-',
      typeLabel(job),
      paintStatus(painter, job.status, statusLabel(job)),
      job.runnerName ?? job.runnerId,
      ago(job.createdAt),
      job.durationMs === undefined ? '-' : formatMs(job.durationMs),
    ]),
    'There is no job. Submit one: runner job submit -f FILE',
  )
}

/** "sandbox-terraform create-apply-plan"; the operation only where it says something. */
export function typeLabel(job: Pick<JobSummary, 'type' | 'operation'>): string {
  return ['exec', 'build', 'unknown', ''].includes(job.operation) ? job.type : `${job.type} ${job.operation}`
}

function statusLabel(job: JobSummary): string {
  return job.status === 'finished' && job.approval === 'pending' ? 'finished, waits for approval' : job.status
}

/** Everything about one job. */
export function renderJobDetail(job: JobDetail, painter: Painter): string {
  const parts = [
    renderFields(painter, [
      ['Job', job.id],
      ['Name', job.name],
      ['Type', typeLabel(job)],
      ['Runner', job.runnerName === undefined ? job.runnerId : `${job.runnerName} (${job.runnerId})`],
      ['Status', `${paintStatus(painter, job.status)}${job.statusDescription && job.statusDescription !== job.status ? painter.dim(` (${job.statusDescription})`) : ''}`],
      ['Created', job.createdAt],
      ['Started', job.startedAt],
      ['Finished', job.finishedAt],
      ['Took', job.durationMs === undefined ? undefined : formatMs(job.durationMs)],
      ['Attempts', job.executions.length > 1 ? String(job.executions.length) : undefined],
      ['Plan', job.planSummary === undefined ? undefined : planHeadline(job.planSummary)],
      ['Approval', job.approvalDetail === undefined || job.approvalDetail.status === 'not-required' ? undefined : `${paintStatus(painter, job.approvalDetail.status)}${job.approvalDetail.reason ? ` (${job.approvalDetail.reason})` : ''}`],
      ['Applied by', job.applyJobId],
      ['Applies', job.planJobId],
      ['Workspace', job.workspaceId],
      ['Log', job.logReceipt === undefined ? undefined : `${job.logReceipt.lines} lines, ${humanBytes(job.logReceipt.bytes)}, ${job.logReceipt.dropped} dropped`],
    ]),
  ]
  if (job.steps.length > 0) parts.push(`\n${painter.bold('Steps')}\n${renderSteps(job.steps, painter)}`)
  if (job.outputs !== undefined && Object.keys(job.outputs).length > 0) parts.push(`\n${painter.bold('Outputs')}\n${renderOutputs(job.outputs, painter)}`)
  if (job.error !== undefined) parts.push(`\n${renderJobError(job, painter)}`)
  const next = nextStep(job)
  if (next !== undefined) parts.push(`\n${painter.cyan('next:')} ${next}\n`)
  return parts.join('')
}

export function renderSteps(steps: readonly JobStep[], painter: Painter): string {
  const width = Math.max(...steps.map((step) => step.name.length))
  return steps
    .map((step) => {
      const took = step.durationMs === undefined || step.status === 'pending' ? '' : painter.dim(formatMs(step.durationMs))
      return `  ${stepMark(step.status, painter)} ${step.name.padEnd(width)}  ${paintStatus(painter, step.status)}  ${took}${step.message ? `  ${step.message}` : ''}`.trimEnd()
    })
    .map((line) => `${line}\n`)
    .join('')
}

function stepMark(status: string, painter: Painter): string {
  if (status === 'finished') return painter.green('✓')
  if (status === 'pending') return painter.dim('·')
  return status === 'in-progress' ? painter.cyan('▸') : painter.red('✗')
}

/** Outputs as "name = value" lines; what action steps repeat below `steps` is left out. */
export function renderOutputs(outputs: Readonly<Record<string, unknown>>, painter: Painter): string {
  return Object.entries(outputs)
    .filter(([name, value]) => !(name === 'steps' && typeof value === 'object'))
    .map(([name, value]) => `  ${name} ${painter.dim('=')} ${outputText(value)}\n`)
    .join('')
}

/** A value on one line; terraform's `{value, type, sensitive}` shows its value. */
export function outputText(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'value' in value && 'sensitive' in value) {
    return value.sensitive === true ? '(sensitive)' : outputText(value.value)
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 400 ? `${text.slice(0, 397)}...` : text
}

export function renderJobError(job: Pick<JobDetail, 'error' | 'status'>, painter: Painter): string {
  if (job.error === undefined) return ''
  const output = job.error.output?.trimEnd()
  return `${painter.red('failed:')} ${job.error.message}\n${output ? `${output.split('\n').slice(-20).map((line) => painter.dim(`  | ${line}`)).join('\n')}\n` : ''}`
}

function nextStep(job: JobDetail): string | undefined {
  if (job.approvalDetail?.status === 'pending') return `runner job plan ${job.id}, then runner job approve ${job.id} or runner job reject ${job.id}`
  if (!isTerminalJobStatus(job.status)) return `runner job logs -f ${job.id}`
  return ['failed', 'timed-out', 'not-attempted'].includes(job.status) ? `runner job logs ${job.id}, runner job retry ${job.id}` : undefined
}
