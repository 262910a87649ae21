import { expect, test } from 'vitest'
import {
  COMMAND_JOB_GROUPS,
  EXECUTION_STATUSES,
  groupOfJobType,
  isExecutionStatus,
  isJobOperation,
  isJobStatus,
  isJobType,
  isTerminalExecutionStatus,
  isTerminalJobStatus,
  JOB_STATUSES,
  JOB_TYPES,
  RUNNER_STATUS_CODES,
  RUNNER_STATUSES,
} from '../../src/protocol/enums.ts'
import { DEFAULT_EXECUTION_TIMEOUTS_MS, defaultExecutionTimeoutMs, JOB_DEFAULTS, overallTimeoutMs } from '../../src/protocol/job-defaults.ts'
import { PLAN_KIND_OF_JOB_TYPE } from '../../src/protocol/plans/plan-kinds.ts'

test('every job type has a group, and whether it has a plan is known', () => {
  for (const type of JOB_TYPES) {
    expect(groupOfJobType(type), type).toBeTypeOf('string')
    expect(PLAN_KIND_OF_JOB_TYPE).toHaveProperty(type)
  }
  expect(JOB_TYPES.length).toBe(Object.keys(PLAN_KIND_OF_JOB_TYPE).length)
})

test('health checks run in the operations group, where agents poll for them', () => {
  expect(groupOfJobType('health-check')).toBe('operations')
})

test('unknown values are told apart, also names of object methods', () => {
  expect(isJobType('toString')).toBe(false)
  expect(groupOfJobType('constructor')).toBeUndefined()
  expect(isJobStatus('done')).toBe(false)
  expect(isExecutionStatus('running')).toBe(false)
  expect(isJobOperation('plan')).toBe(false)
})

test('terminal statuses are these five, for jobs and executions', () => {
  const terminal = ['finished', 'failed', 'timed-out', 'not-attempted', 'cancelled']
  expect(JOB_STATUSES.filter(isTerminalJobStatus)).toEqual(terminal)
  expect(EXECUTION_STATUSES.filter(isTerminalExecutionStatus)).toEqual(terminal)
})

test('each command polls its groups', () => {
  expect(Object.fromEntries(Object.entries(COMMAND_JOB_GROUPS).map(([command, groups]) => [command, groups.length]))).toEqual({ run: 6, build: 3, install: 5, mng: 1 })
})

test('every runner status has a code', () => {
  expect(Object.keys(RUNNER_STATUS_CODES)).toEqual([...RUNNER_STATUSES])
})

test('timeouts: a type with its own, all others five minutes', () => {
  expect(defaultExecutionTimeoutMs('sandbox-terraform')).toBe(3_600_000)
  expect(defaultExecutionTimeoutMs('noop')).toBe(300_000)
  expect(defaultExecutionTimeoutMs('later')).toBe(300_000)
  expect(Object.keys(DEFAULT_EXECUTION_TIMEOUTS_MS).every(isJobType)).toBe(true)
  expect(overallTimeoutMs({ ...JOB_DEFAULTS, maxExecutions: 2 })).toBe(86_400_000 + 2 * 360_000)
})
