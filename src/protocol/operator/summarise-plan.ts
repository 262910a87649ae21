import type { PlanSummary, ResourceAction, ResourceChange } from './plan-summary.ts'

interface Change {
  actions?: string[]
  before?: unknown
  after?: unknown
  after_unknown?: unknown
  importing?: unknown
}

interface PlannedResource {
  address?: string
  previous_address?: string
  change?: Change
}

/**
 * Counts what a `terraform show -json` document of a plan would do.
 * `undefined` when the value is no such document.
 */
export function summarisePlan(display: unknown): PlanSummary | undefined {
  if (typeof display !== 'object' || display === null || !('format_version' in display)) return undefined
  const plan = display as { resource_changes?: PlannedResource[]; resource_drift?: PlannedResource[]; output_changes?: Record<string, Change> }
  const resources = (plan.resource_changes ?? []).flatMap(changeOf)
  const drifted = (plan.resource_drift ?? []).flatMap(changeOf)
  const outputs = Object.values(plan.output_changes ?? {}).filter((change) => !isNoOp(change.actions)).length
  const count = (...actions: ResourceAction[]) => resources.filter((resource) => actions.includes(resource.action)).length
  const summary = {
    add: count('create', 'replace'),
    change: count('update'),
    destroy: count('delete', 'replace'),
    import: (plan.resource_changes ?? []).filter((resource) => resource.change?.importing != null).length,
    drift: drifted.length,
    outputs,
    resources,
    drifted,
  }
  const hasChanges = resources.some((resource) => resource.action !== 'read') || outputs > 0
  return { ...summary, hasChanges }
}

function changeOf(resource: PlannedResource): ResourceChange[] {
  const { change, address = '?' } = resource
  if (change === undefined) return []
  const action = actionOf(change, resource)
  if (action === undefined) return []
  if (action !== 'update' && action !== 'replace') return [{ address, action }]
  return [{ address, action, changes: changedAttributes(change) }]
}

function actionOf(change: Change, resource: PlannedResource): ResourceAction | undefined {
  const actions = change.actions ?? []
  if (actions.length === 2) return 'replace'
  switch (actions[0]) {
    case 'create':
    case 'read':
    case 'update':
    case 'delete':
    case 'forget':
      return actions[0]
    default:
      if (change.importing != null) return 'import'
      return resource.previous_address !== undefined && resource.previous_address !== resource.address ? 'move' : undefined
  }
}

function isNoOp(actions: string[] | undefined): boolean {
  return actions === undefined || actions.length === 0 || (actions.length === 1 && actions[0] === 'no-op')
}

/** Top-level attributes whose value differs or is not known yet. */
function changedAttributes(change: Change): string[] {
  const before = asRecord(change.before)
  const after = asRecord(change.after)
  const unknown = asRecord(change.after_unknown)
  const names = new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown)])
  return [...names].filter((name) => isUnknown(unknown[name]) || JSON.stringify(before[name]) !== JSON.stringify(after[name])).toSorted()
}

function isUnknown(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(isUnknown)
  return value === true
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
