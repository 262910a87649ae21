import { expect, test } from 'vitest'
import { createSlots } from '../../src/agent/jobloop/slots.ts'

test('a group has one slot unless told otherwise, and all groups together have a limit', () => {
  const slots = createSlots({ perGroup: { deploy: 2 }, max: 3 })

  const first = slots.take('deploy')
  expect(slots.take('deploy')).toBeDefined()
  expect(slots.take('deploy')).toBeUndefined()
  expect(slots.free(['deploy', 'sync', 'actions'])).toEqual(['sync', 'actions'])
  expect(slots.take('sync')).toBeDefined()
  expect(slots.take('actions')).toBeUndefined()
  expect(slots.free(['actions'])).toEqual([])

  first!()
  first!()
  expect(slots.busy).toBe(2)
  expect(slots.take('actions')).toBeDefined()
})

test('waiting for a slot ends at a release and at the signal', async () => {
  const slots = createSlots({ perGroup: {}, max: 1 })
  const release = slots.take('sync')!
  const stop = new AbortController()

  const released = slots.released(stop.signal)
  release()
  await released

  const aborted = slots.released(stop.signal)
  stop.abort()
  await aborted
})
