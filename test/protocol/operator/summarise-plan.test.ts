import { expect, test } from 'vitest'
import { planSummarySchema } from '../../../src/protocol/operator/plan-summary.ts'
import { summarisePlan } from '../../../src/protocol/operator/summarise-plan.ts'

const change = (actions: string[], before: unknown, after: unknown, rest = {}) => ({ actions, before, after, after_unknown: {}, ...rest })

test('a plan is counted by what happens to its resources', () => {
  const summary = summarisePlan({
    format_version: '1.2',
    resource_changes: [
      { address: 'a.new', change: change(['create'], null, { x: 1 }) },
      { address: 'a.changed', change: change(['update'], { x: 1, y: 1 }, { x: 2, y: 1 }) },
      { address: 'a.replaced', change: change(['delete', 'create'], { x: 1, id: 'i' }, { x: 2 }, { after_unknown: { id: true } }) },
      { address: 'a.gone', change: change(['delete'], { x: 1 }, null) },
      { address: 'a.same', change: change(['no-op'], {}, {}) },
      { address: 'data.a.read', change: change(['read'], null, {}) },
      { address: 'a.moved', previous_address: 'a.old', change: change(['no-op'], {}, {}) },
    ],
    output_changes: { out: change(['create'], null, 'x'), same: change(['no-op'], 'x', 'x') },
  })

  expect(summary).toMatchObject({ add: 2, change: 1, destroy: 2, outputs: 1, drift: 0, hasChanges: true })
  expect(summary!.resources).toContainEqual({ address: 'a.changed', action: 'update', changes: ['x'] })
  expect(summary!.resources).toContainEqual({ address: 'a.replaced', action: 'replace', changes: ['id', 'x'] })
  expect(summary!.resources).toContainEqual({ address: 'a.moved', action: 'move' })
  expect(planSummarySchema.parse(summary)).toEqual(summary)
})

test('a plan that only reads and repeats has no changes', () => {
  expect(summarisePlan({ format_version: '1.2', resource_changes: [{ address: 'a.same', change: change(['no-op'], {}, {}) }] })).toMatchObject({ hasChanges: false, resources: [] })
})

test('drift is counted apart', () => {
  expect(summarisePlan({ format_version: '1.2', resource_drift: [{ address: 'a.x', change: change(['update'], { x: 1 }, { x: 2 }) }] })).toMatchObject({
    hasChanges: false,
    drift: 1,
    drifted: [{ address: 'a.x', action: 'update', changes: ['x'] }],
  })
})

test.each([undefined, null, 'x', [], {}])('%j is no plan', (value) => {
  expect(summarisePlan(value)).toBeUndefined()
})
