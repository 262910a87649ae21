import type { JobPlan } from '../../protocol/operator/jobs.ts'
import type { PlanSummary, ResourceAction } from '../../protocol/operator/plan-summary.ts'
import type { Painter } from './painter.ts'

/** "2 to add, 0 to change, 1 to destroy", or that nothing is to be done. */
export function planHeadline(summary: PlanSummary): string {
  if (!summary.hasChanges) return summary.drift > 0 ? `${summary.drift} drifted, nothing to change` : 'no changes'
  const parts = [`${summary.add} to add`, `${summary.change} to change`, `${summary.destroy} to destroy`]
  if (summary.import > 0) parts.push(`${summary.import} to import`)
  if (summary.outputs > 0 && summary.add + summary.change + summary.destroy === 0) parts.push(`${summary.outputs} ${summary.outputs === 1 ? 'output changes' : 'outputs change'}`)
  return parts.join(', ')
}

const MAX_RESOURCES = 200

/** The plan for people: each resource with what happens to it and its attributes that change. */
export function renderPlan(plan: JobPlan, painter: Painter): string {
  const { summary } = plan
  if (summary === undefined) return 'There is no plan.\n'
  const details = changesByAddress(plan.display)
  const lines: string[] = []
  for (const drifted of summary.drifted) lines.push(`  ${painter.magenta('≠')} ${drifted.address} ${painter.dim('differs from the state')}`)
  for (const resource of summary.resources.slice(0, MAX_RESOURCES)) {
    lines.push(`  ${symbol(resource.action, painter)} ${resource.address} ${painter.dim(WORDS[resource.action])}`)
    for (const detail of attributeLines(resource.action, details.get(resource.address), resource.changes ?? [])) lines.push(painter.dim(`      ${detail}`))
  }
  if (summary.resources.length > MAX_RESOURCES) lines.push(painter.dim(`  ... and ${summary.resources.length - MAX_RESOURCES} more`))
  lines.push(`  ${painter.bold('Plan:')} ${planHeadline(summary)}${plan.digest === undefined ? '' : painter.dim(`  ${plan.digest.slice(0, 19)}`)}`)
  return lines.map((line) => `${line}\n`).join('')
}

const WORDS: Readonly<Record<ResourceAction, string>> = {
  create: 'is created',
  read: 'is read',
  update: 'is updated in place',
  replace: 'is replaced',
  delete: 'is destroyed',
  forget: 'is forgotten',
  import: 'is imported',
  move: 'is moved',
}

function symbol(action: ResourceAction, painter: Painter): string {
  switch (action) {
    case 'create':
      return painter.green('+')
    case 'delete':
    case 'forget':
      return painter.red('-')
    case 'replace':
      return painter.yellow('±')
    case 'update':
      return painter.yellow('~')
    default:
      return painter.cyan('•')
  }
}

interface Change {
  before?: unknown
  after?: unknown
  before_sensitive?: unknown
  after_sensitive?: unknown
  after_unknown?: unknown
}

function changesByAddress(display: unknown): Map<string, Change> {
  const changes = (display as { resource_changes?: { address?: string; change?: Change }[] } | undefined)?.resource_changes
  return new Map((Array.isArray(changes) ? changes : []).flatMap(({ address, change }) => (address === undefined || change === undefined ? [] : [[address, change]])))
}

function attributeLines(action: ResourceAction, change: Change | undefined, changed: readonly string[]): string[] {
  if (change === undefined) return changed.map((name) => `${name} changes`)
  if (action === 'create') {
    return Object.entries(asRecord(change.after)).flatMap(([name, value]) => (value === null ? [] : [`${name} = ${shown(value, asRecord(change.after_sensitive)[name])}`]))
  }
  if (action !== 'update' && action !== 'replace') return []
  return changed.map((name) => {
    const after = asRecord(change.after_unknown)[name] ? '(known after apply)' : shown(asRecord(change.after)[name], asRecord(change.after_sensitive)[name])
    return `${name}: ${shown(asRecord(change.before)[name], asRecord(change.before_sensitive)[name])} → ${after}`
  })
}

function shown(value: unknown, sensitive: unknown): string {
  if (isSensitive(sensitive)) return '(sensitive)'
  const text = value === undefined ? 'null' : JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}

function isSensitive(mark: unknown): boolean {
  if (typeof mark === 'object' && mark !== null) return Object.values(mark).some(isSensitive)
  return mark === true
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
