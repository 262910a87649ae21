import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { ApiError } from '../../src/lib/errors.ts'
import { apiFor } from '../helpers/plain-api.ts'
import { startPlainServer } from '../helpers/plain-server.ts'

const NEVER = new AbortController().signal

async function errorOf(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ApiError)
  return error as ApiError
}

test('requests carry the token, the client version, and keep the path prefix of the URL', async () => {
  await using server = await startPlainServer({ pathPrefix: '/tenant/a' })

  await apiFor(server.url).settings(NEVER)

  expect(server.requests[0]).toMatchObject({
    path: '/v1/runners/run00000000000000000000001/settings',
    headers: { authorization: 'Bearer tok00000000000000000000001', 'x-nuon-client-version': 'runner:test' },
  })
})

test('a wrong token is refused with the place to look at, and never shown', async () => {
  await using server = await startPlainServer()

  const error = await errorOf(apiFor(server.url, { token: 'tok_wrong' }).settings(NEVER))

  expect(error).toMatchObject({ code: 'RUNNER_API_UNAUTHORIZED', status: 401, exitCode: 77 })
  expect(error.message).toMatch(/401 .*auth token is invalid.*RUNNER_API_TOKEN/)
  expect(error.message).not.toContain('tok_wrong')
})

test('no server at the URL is said with the URL', async () => {
  const error = await errorOf(apiFor('http://127.0.0.1:1').settings(NEVER))

  expect(error).toMatchObject({ code: 'RUNNER_API_UNREACHABLE', retryable: true })
  expect(error.message).toMatch(/http:\/\/127\.0\.0\.1:1 .*connection refused.*RUNNER_API_URL/)
})

test('an HTML page instead of JSON is said to be no control plane', async () => {
  await using server = await startPlainServer()
  server.fail(() => true, { kind: 'status', status: 200, body: '<!doctype html><p>Welcome' })

  const error = await errorOf(apiFor(server.url).settings(NEVER))

  expect(error.code).toBe('RUNNER_API_MALFORMED')
  expect(error.message).toMatch(/not JSON.*Is RUNNER_API_URL the URL of a control plane\?/)
})

test('a connection that dies without an answer is unreachable, not refused', async () => {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const error = await errorOf(apiFor(`http://127.0.0.1:${port}`).settings(NEVER))

  expect(error).toMatchObject({ code: 'RUNNER_API_UNREACHABLE', status: 0 })
  server.close()
})

test('Retry-After is obeyed', async () => {
  await using server = await startPlainServer()
  const job = server.addJob({ type: 'noop', group: 'operations', plan: { a: 1 } })
  server.fail((request) => request.path.endsWith('/plan'), { kind: 'status', status: 503, headers: { 'retry-after': '1' } })

  await apiFor(server.url).plan(job.id, NEVER)

  const [first, second] = server.requests.filter((request) => request.path.endsWith('/plan'))
  expect(second!.atMs - first!.atMs).toBeGreaterThanOrEqual(990)
})
