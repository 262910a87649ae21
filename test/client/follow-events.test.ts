import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createOperatorClient } from '../../src/client/operator-client.ts'
import type { FollowEvent } from '../../src/client/operator-client.ts'

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void

async function server(handler: Handler): Promise<{ url: string } & AsyncDisposable> {
  let count = 0
  const http = createServer((request, response) => handler(request, response, ++count))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

const line = (n: number) => `event: line\nid: ${n}\ndata: ${JSON.stringify({ id: String(n), time: '2026-01-01T00:00:00.000Z', severity: 'info', body: `line ${n} ✓` })}\n\n`
const end = `event: end\ndata: ${JSON.stringify({ jobId: 'j', status: 'finished' })}\n\n`

function shown(event: FollowEvent): string {
  return event.kind === 'line' ? event.line.body : `${event.kind} ${event.status.status}`
}

test('a broken stream is resumed after the last line seen, with no line twice', async () => {
  const lastIds: (string | undefined)[] = []
  await using world = await server((request, response, count) => {
    lastIds.push(request.headers['last-event-id'] as string | undefined)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (count === 1) {
      response.write(line(1) + line(2) + line(3).slice(0, 40)) // cut in the middle of an event
      setImmediate(() => response.destroy())
    } else if (count === 2) {
      response.end(line(3)) // ends without `end`: a server that restarts
    } else {
      response.end(`: keep-alive\n\n${line(4)}${end}`)
    }
  })
  const client = createOperatorClient({ baseUrl: world.url, token: 't' })

  const events: string[] = []
  for await (const event of client.followJob('j', AbortSignal.timeout(10_000))) events.push(shown(event))

  expect(events).toEqual(['line 1 ✓', 'line 2 ✓', 'line 3 ✓', 'line 4 ✓', 'end finished'])
  expect(lastIds).toEqual([undefined, '2', '3'])
})

test('a character that is split over two packets stays whole', async () => {
  const bytes = Buffer.from(line(1) + end)
  const cut = bytes.indexOf(Buffer.from('✓')) + 1
  await using world = await server((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(bytes.subarray(0, cut))
    setImmediate(() => response.end(bytes.subarray(cut)))
  })
  const client = createOperatorClient({ baseUrl: world.url, token: 't' })

  const events: string[] = []
  for await (const event of client.followJob('j', AbortSignal.timeout(10_000))) events.push(shown(event))

  expect(events).toEqual(['line 1 ✓', 'end finished'])
})

test('a refusal ends the following at once', async () => {
  await using world = await server((_, response) => {
    response.writeHead(404, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ title: 'Not found', status: 404, detail: 'there is no job "j"', hint: 'List them.' }))
  })
  const client = createOperatorClient({ baseUrl: world.url, token: 't' })

  await expect(client.followJob('j', AbortSignal.timeout(10_000))[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'RUNNER_API_REFUSED',
    status: 404,
    message: 'there is no job "j"',
    metadata: { hint: 'List them.' },
  })
})

test('a POST is repeated under the same key when the server is not ready', async () => {
  const keys: unknown[] = []
  await using world = await server((request, response, count) => {
    keys.push(request.headers['idempotency-key'])
    request.resume()
    if (count === 1) response.destroy()
    else if (count === 2) response.writeHead(503).end()
    else response.writeHead(201).end(JSON.stringify({ id: 'r', name: 'n', kind: 'install', token: 't' }))
  })
  const client = createOperatorClient({ baseUrl: world.url, token: 't' })

  expect(await client.createRunner({ name: 'n' })).toMatchObject({ id: 'r' })
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
})

test('a rejected token names where the token came from', async () => {
  await using world = await server((_, response) => response.writeHead(401).end())
  const client = createOperatorClient({ baseUrl: world.url, token: 't', tokenSource: 'RUNNER_OPERATOR_TOKEN' })

  await expect(client.getJob('j')).rejects.toMatchObject({ code: 'RUNNER_API_UNAUTHORIZED', metadata: { hint: expect.stringContaining('RUNNER_OPERATOR_TOKEN') } })
})

test('an answer of something else is told as such', async () => {
  await using world = await server((_, response) => response.writeHead(200).end('<html>'))
  const client = createOperatorClient({ baseUrl: world.url, token: 't' })

  await expect(client.getJob('j')).rejects.toMatchObject({ code: 'RUNNER_API_MALFORMED', message: expect.stringContaining('it is not JSON: "<html>"') })
})
