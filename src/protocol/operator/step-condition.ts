/** When an action step runs, relative to the steps before it. */
export type StepCondition =
  | { kind: 'always' | 'success' | 'failure' }
  | { kind: 'output'; step: string; key: string; isEqual: boolean; value: string }

const COMPARISON = /^steps\.([A-Za-z0-9_-]+)\.outputs\.([A-Za-z0-9_.-]+)\s*(==|!=)\s*(?:'([^']*)'|"([^"]*)")$/

/** Reads the `if` of a step; `undefined` when it is none. */
export function parseStepCondition(expression: string): StepCondition | undefined {
  const trimmed = expression.trim()
  switch (trimmed) {
    case 'always()':
      return { kind: 'always' }
    case 'success()':
      return { kind: 'success' }
    case 'failure()':
      return { kind: 'failure' }
  }
  const match = COMPARISON.exec(trimmed)
  if (!match) return undefined
  const [, step, key, operator, single, double] = match
  return { kind: 'output', step: step!, key: key!, isEqual: operator === '==', value: single ?? double ?? '' }
}

export function isStepCondition(expression: string): boolean {
  return parseStepCondition(expression) !== undefined
}
