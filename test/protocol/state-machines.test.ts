import { describe, expect, test } from 'vitest'
import { EXECUTION_STATUSES, isTerminalExecutionStatus, isTerminalJobStatus, JOB_STATUSES, PROCESS_STATUSES, SHUTDOWN_STATUSES } from '../../src/protocol/enums.ts'
import { canTransition, EXECUTION_TRANSITIONS, JOB_TRANSITIONS, PROCESS_TRANSITIONS, SHUTDOWN_TRANSITIONS } from '../../src/protocol/state-machines.ts'
import type { Transition } from '../../src/protocol/state-machines.ts'

describe.each<[string, readonly Transition<string>[], readonly string[]]>([
  ['job', JOB_TRANSITIONS, JOB_STATUSES],
  ['execution', EXECUTION_TRANSITIONS, EXECUTION_STATUSES],
  ['process', PROCESS_TRANSITIONS, PROCESS_STATUSES],
  ['shutdown', SHUTDOWN_TRANSITIONS, SHUTDOWN_STATUSES],
])('the machine of a %s', (_name, machine, statuses) => {
  test('reaches every status but `unknown` from its creation', () => {
    const reached = new Set<string | null>([null])
    for (let before = -1; before !== reached.size; ) {
      before = reached.size
      for (const { from, to } of machine) if (reached.has(from)) reached.add(to)
    }
    expect(statuses.filter((status) => !reached.has(status) && status !== 'unknown')).toEqual([])
  })

  test('lists no change twice, and each with its trigger', () => {
    const keys = machine.map(({ from, to }) => `${from} > ${to}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(machine.every(({ trigger }) => trigger !== '')).toBe(true)
  })
})

test('an execution may skip statuses, because agents coalesce them', () => {
  for (const sequence of [
    ['pending', 'initializing', 'in-progress', 'cleaning-up', 'finished'],
    ['pending', 'in-progress', 'in-progress', 'finished'],
    ['pending', 'initializing', 'finished'],
    ['pending', 'finished'],
    ['pending', 'initializing', 'initializing', 'failed'],
  ] as const) {
    for (let i = 1; i < sequence.length; i++) expect(canTransition(EXECUTION_TRANSITIONS, sequence[i - 1]!, sequence[i]!), sequence.join(' > ')).toBe(true)
  }
})

test('an execution never goes back, and never leaves a terminal status', () => {
  expect(canTransition(EXECUTION_TRANSITIONS, 'in-progress', 'initializing')).toBe(false)
  for (const from of EXECUTION_STATUSES.filter(isTerminalExecutionStatus)) {
    for (const to of EXECUTION_STATUSES) expect(canTransition(EXECUTION_TRANSITIONS, from, to), `${from} > ${to}`).toBe(from === to)
  }
})

test('a job leaves a terminal status only for another attempt', () => {
  for (const from of JOB_STATUSES.filter(isTerminalJobStatus)) {
    const out = JOB_STATUSES.filter((to) => to !== from && canTransition(JOB_TRANSITIONS, from, to))
    expect(out, from).toEqual(from === 'failed' || from === 'timed-out' ? ['available'] : [])
  }
})

test('a job that is not terminal can be cancelled; a claimed one is not available again by itself', () => {
  for (const from of ['queued', 'available', 'in-progress'] as const) expect(canTransition(JOB_TRANSITIONS, from, 'cancelled')).toBe(true)
  expect(canTransition(JOB_TRANSITIONS, 'queued', 'in-progress')).toBe(false)
  expect(canTransition(JOB_TRANSITIONS, null, 'in-progress')).toBe(false)
})

test('an inactive or shut-down process stays so and must register anew', () => {
  for (const from of ['inactive', 'shut-down'] as const) {
    expect(PROCESS_STATUSES.filter((to) => to !== from && canTransition(PROCESS_TRANSITIONS, from, to))).toEqual([])
  }
})
