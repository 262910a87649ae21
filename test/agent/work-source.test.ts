import { expect, test } from 'vitest'
import { createWorkSource } from '../../src/agent/jobloop/work-source.ts'
import type { WorkMode } from '../../src/agent/jobloop/work-source.ts'
import { apiFor } from '../helpers/plain-api.ts'
import { startPlainServer } from '../helpers/plain-server.ts'

function sourceFor(url: string, mode: WorkMode) {
  const events: string[] = []
  const source = createWorkSource({
    api: apiFor(url),
    mode,
    pollIntervalMs: 20,
    random: () => 0,
    onError: (error, failures) => events.push(`error ${failures}: ${error.message}`),
    onModeChange: (to) => events.push(`mode ${to}`),
    onPolled: () => {},
  })
  return { source, events }
}

test('the oldest available job comes first, though servers list the newest first', async () => {
  await using server = await startPlainServer()
  const older = server.addJob({ type: 'noop', group: 'sync', created_at: '2026-01-01T00:00:00Z' })
  const newer = server.addJob({ type: 'noop', group: 'sync', created_at: '2026-01-02T00:00:00Z' })

  const jobs = await sourceFor(server.url, 'poll').source.next(['sync'], 5, new AbortController().signal)

  expect(jobs.map((job) => job.id)).toEqual([older.id, newer.id])
})

test('where the long-poll is not offered, it falls back to polling for good', async () => {
  await using server = await startPlainServer()
  const job = server.addJob({ type: 'noop', group: 'sync' })
  const { source, events } = sourceFor(server.url, 'tail')

  expect(await source.next(['sync'], 1, new AbortController().signal)).toHaveLength(1)
  await source.next(['sync'], 1, new AbortController().signal)

  expect(events).toEqual(['mode poll'])
  expect(server.requests.filter((request) => request.path.endsWith('/tail'))).toHaveLength(1)
  expect(job.status).toBe('available')
})

test('a parked long-poll brings a job the moment it is there, and ends at once when the agent drains', async () => {
  await using server = await startPlainServer({ longPoll: true })
  const { source } = sourceFor(server.url, 'tail')
  const draining = new AbortController()

  const parked = source.next(['sync'], 1, draining.signal)
  const job = server.addJob({ type: 'noop', group: 'sync' })
  expect((await parked).map((found) => found.id)).toEqual([job.id])

  job.status = 'finished'
  const again = source.next(['sync'], 1, draining.signal)
  draining.abort(new Error('draining'))
  await expect(again).rejects.toThrow('draining')
})

test('errors are reported, waited out and forgotten', async () => {
  await using server = await startPlainServer()
  server.addJob({ type: 'noop', group: 'sync' })
  server.fail((request) => request.path.endsWith('/jobs'), { kind: 'status', status: 502, body: 'bad gateway' })
  const { source, events } = sourceFor(server.url, 'poll')

  expect(await source.next(['sync'], 1, new AbortController().signal)).toHaveLength(1)
  expect(events).toEqual([expect.stringMatching(/^error 1: .*502.*bad gateway/)])
})
