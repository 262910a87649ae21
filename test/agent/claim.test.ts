import { expect, test } from 'vitest'
import { claimJob } from '../../src/agent/jobloop/claim.ts'
import { apiFor } from '../helpers/plain-api.ts'
import { startPlainServer } from '../helpers/plain-server.ts'

const NEVER = new AbortController().signal
const isClaim = (request: { method: string; path: string }) => request.method === 'POST' && request.path.endsWith('/executions')

test('on the plain wire a claim whose answer is lost is looked up, and never sent twice', async () => {
  await using server = await startPlainServer()
  const api = apiFor(server.url)
  const job = server.addJob({ type: 'noop', group: 'operations' })
  server.fail(isClaim, { kind: 'drop-after' })
  const polled = await api.job(job.id, NEVER)

  const outcome = await claimJob(polled, { api, isRepeatable: false, expired: NEVER })

  expect(outcome).toMatchObject({ kind: 'claimed', claim: { id: job.executions[0]!.id } })
  expect(server.requests.filter(isClaim)).toHaveLength(1)
  expect(job.status).toBe('in-progress')
})

test('a claim that never arrived leaves the job to be polled again', async () => {
  await using server = await startPlainServer()
  const api = apiFor(server.url)
  const job = server.addJob({ type: 'noop', group: 'operations' })
  server.fail(isClaim, { kind: 'drop' })

  const outcome = await claimJob(await api.job(job.id, NEVER), { api, isRepeatable: false, expired: NEVER })

  expect(outcome.kind).toBe('not-ours')
  expect(server.requests.filter(isClaim)).toHaveLength(1)
  expect(job.status).toBe('available')
})

test('a claim that the server refuses is dropped with its reason', async () => {
  await using server = await startPlainServer()
  const api = apiFor(server.url)
  const job = server.addJob({ type: 'noop', group: 'operations' })
  server.fail(isClaim, { kind: 'status', status: 500, body: '{"error":"runner job has exceeded max executions"}' })

  const outcome = await claimJob(await api.job(job.id, NEVER), { api, isRepeatable: false, expired: NEVER })

  expect(outcome).toMatchObject({ kind: 'not-ours', why: expect.stringContaining('exceeded max executions') })
  expect(server.requests.filter(isClaim)).toHaveLength(1)
})
