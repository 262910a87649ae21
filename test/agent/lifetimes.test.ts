import { expect, test } from 'vitest'
import { createLifetimes } from '../../src/agent/lifetimes.ts'
import { waitUntil } from '../helpers/wait-until.ts'

test('a drain by a signal escalates to cancel at stop timeout minus grace, and to expired after the grace', async () => {
  const states: string[] = []
  const lifetimes = createLifetimes({ stopTimeoutMs: 60, graceMs: 30, onChange: (state) => states.push(state) })

  lifetimes.drain('signal')
  expect(lifetimes.draining.aborted).toBe(true)
  expect(lifetimes.cancelled.aborted).toBe(false)

  await waitUntil(() => lifetimes.expired.aborted, { what: 'expired' })
  expect(states).toEqual(['draining', 'cancelled', 'expired'])
  lifetimes.dispose()
})

test('a drain that the control plane asked for waits for the jobs', () => {
  const lifetimes = createLifetimes({ stopTimeoutMs: 1, graceMs: 1 })

  lifetimes.drain('shutdown-requested')

  expect(lifetimes.reason).toBe('shutdown-requested')
  expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length).toBeLessThan(3)
  lifetimes.dispose()
})

test('the first reason stays', () => {
  const lifetimes = createLifetimes({ stopTimeoutMs: 1000, graceMs: 1000 })

  lifetimes.drain('shutdown-job')
  lifetimes.cancel('signal')

  expect(lifetimes.reason).toBe('shutdown-job')
  expect(lifetimes.cancelled.aborted).toBe(true)
  lifetimes.dispose()
})
