import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * An independent control plane that knows nothing of our code: the check-list
 * of the 2025 wire (reference: runner protocol §10.1), and, when told so, the
 * processes and the long-poll of 2026. It records every request and can be
 * scripted to fail.
 */
export interface PlainServer extends AsyncDisposable {
  readonly url: string
  readonly requests: RecordedRequest[]
  readonly jobs: Map<string, PlainJob>
  /** Adds a job that is available at once. */
  addJob(job: Partial<PlainJob> & { type: string; group: string }): PlainJob
  /** Answers the next `times` requests that match with a fault instead. */
  fail(match: (request: RecordedRequest) => boolean, fault: Fault, times?: number): void
  settings: Record<string, unknown>
  /** Stops listening and drops every connection; `up()` listens on the same port again. */
  down(): Promise<void>
  up(): Promise<void>
  logText(): string
}

export interface RecordedRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: string
  atMs: number
}

export interface PlainJob {
  id: string
  type: string
  group: string
  operation: string
  status: string
  execution_timeout: number
  created_at: string
  owner_id: string
  log_stream_id: string
  plan?: unknown
  executions: { id: string; status: string; statuses: string[]; outputs?: unknown; result?: unknown; descriptions: string[] }[]
  metadata?: Record<string, string>
}

export type Fault = { kind: 'status'; status: number; body?: string; headers?: Record<string, string> } | { kind: 'drop' } | { kind: 'drop-after' } | { kind: 'hang' }

export interface PlainServerOptions {
  runnerId?: string
  token?: string
  /** 2026: `jobs/tail`. @default false */
  longPoll?: boolean
  /** 2026: processes. @default false */
  processes?: boolean
  pathPrefix?: string
}

export async function startPlainServer(options: PlainServerOptions = {}): Promise<PlainServer> {
  const runnerId = options.runnerId ?? 'run00000000000000000000001'
  const token = options.token ?? 'tok00000000000000000000001'
  const prefix = options.pathPrefix ?? ''
  const requests: RecordedRequest[] = []
  const jobs = new Map<string, PlainJob>()
  const faults: { match: (request: RecordedRequest) => boolean; fault: Fault; left: number }[] = []
  const logBodies: Buffer[] = []
  const processes = new Map<string, { id: string; type: string; status: string; shutdowns: Record<string, unknown>[] }>()
  const parked = new Set<() => void>()
  let count = 0
  const newId = (kind: string) => kind + String(++count).padStart(23, '0')

  const settings: Record<string, unknown> = {
    id: 'rgs00000000000000000000001',
    heart_beat_timeout: 1_000_000_000,
    enable_logging: true,
    logging_level: 'INFO',
    metadata: { 'org.id': 'org00000000000000000000001', env: 'test' },
    ...(options.longPoll ? { long_poll_jobs: true } : {}),
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks)
      const url = new URL(request.url ?? '/', 'http://server')
      const record: RecordedRequest = {
        method: request.method ?? '',
        path: url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : `outside the prefix: ${url.pathname}`,
        query: url.searchParams,
        headers: request.headers,
        body: raw.toString('utf8'),
        atMs: Date.now(),
      }
      requests.push(record)
      const script = faults.find((candidate) => candidate.left > 0 && candidate.match(record))
      if (script !== undefined) {
        script.left--
        if (script.fault.kind === 'drop') return void request.socket.destroy()
        if (script.fault.kind === 'hang') return
        if (script.fault.kind === 'status') {
          response.writeHead(script.fault.status, { 'content-type': 'application/json', ...script.fault.headers })
          return void response.end(script.fault.body ?? '{"error":"scripted"}')
        }
      }
      const answer = (status: number, body?: unknown, type = 'application/json') => {
        if (script?.fault.kind === 'drop-after') return void request.socket.destroy()
        response.writeHead(status, { 'content-type': type })
        response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body))
      }
      route(record, raw, answer, response)
    })
  })

  function wire(job: PlainJob): Record<string, unknown> {
    const { plan: _plan, executions: _executions, ...rest } = job
    return rest
  }

  function available(group: string | null): PlainJob[] {
    return [...jobs.values()].filter((job) => job.status === 'available' && (group === null || group === 'any' || job.group === group)).reverse()
  }

  function route(request: RecordedRequest, raw: Buffer, answer: (status: number, body?: unknown, type?: string) => void, response: ServerResponse): void {
    const { method, path } = request
    const is = (wanted: string, pattern: RegExp) => (method === wanted ? pattern.exec(path) : null)
    let match: RegExpExecArray | null
    const isShutdownPoll = /\/shutdowns$/.test(path)
    if (!isShutdownPoll && request.headers.authorization !== `Bearer ${token}` && request.query.get('token') !== token) return answer(401, { error: 'auth token is invalid' })
    if ((match = is('GET', /^\/v1\/runners\/([^/]+)\/settings$/))) return match[1] === runnerId ? answer(200, settings) : answer(404, { error: 'record not found', description: 'not found' })
    if (is('POST', /\/heart-beats$/)) return answer(201, {})
    if (options.processes) {
      if (is('POST', /\/processes$/)) {
        const body = JSON.parse(request.body) as { type: string }
        const created = { id: newId('rpr'), type: body.type, status: 'active', shutdowns: [] }
        processes.set(created.id, created)
        return answer(201, { ...created, composite_status: { status: 'active' } })
      }
      if ((match = is('GET', /\/processes\/([^/]+)\/shutdowns$/))) return answer(200, processes.get(match[1]!)?.shutdowns ?? [])
      if (is('POST', /\/shutdowns\/[^/]+\/complete$/)) return answer(200, {})
      if ((match = is('PATCH', /\/processes\/([^/]+)$/)) || (match = is('GET', /\/processes\/([^/]+)$/))) {
        const found = processes.get(match[1]!)
        if (found === undefined) return answer(404, { error: 'not found' })
        if (method === 'PATCH') found.status = (JSON.parse(request.body) as { status: string }).status
        return answer(200, { ...found, composite_status: { status: found.status } })
      }
    }
    if (is('GET', /\/jobs\/tail$/)) {
      if (!options.longPoll) return answer(404, '')
      const group = request.query.get('group')
      const now = available(group)
      if (now.length > 0) return answer(200, [wire(now[0]!)])
      const done = () => {
        parked.delete(done)
        clearTimeout(timer)
        if (!response.destroyed) answer(200, available(group).slice(0, 1).map(wire))
      }
      const timer = setTimeout(done, 25_000)
      response.on('close', () => {
        parked.delete(done)
        clearTimeout(timer)
      })
      parked.add(done)
      return
    }
    if (is('GET', /^\/v1\/runners\/[^/]+\/jobs$/)) return answer(200, available(request.query.get('group')).map(wire))
    if ((match = is('GET', /^\/v1\/runner-jobs\/([^/]+)$/))) {
      const job = jobs.get(match[1]!)
      return job === undefined ? answer(404, { error: 'record not found' }) : answer(200, wire(job))
    }
    if ((match = is('PATCH', /^\/v1\/runner-jobs\/([^/]+)$/))) {
      const job = jobs.get(match[1]!)
      if (job !== undefined) job.status = (JSON.parse(request.body) as { status: string }).status
      return answer(200, {})
    }
    if ((match = is('GET', /^\/v1\/runner-jobs\/([^/]+)\/plan$/))) {
      const plan = jobs.get(match[1]!)?.plan
      return plan === undefined ? answer(404, { error: 'record not found', description: 'not found' }) : answer(200, typeof plan === 'string' ? plan : JSON.stringify(plan), 'text/plain; charset=utf-8')
    }
    if ((match = is('GET', /^\/v1\/runner-jobs\/([^/]+)\/executions$/))) return answer(200, jobs.get(match[1]!)?.executions ?? [])
    if ((match = is('POST', /^\/v1\/runner-jobs\/([^/]+)\/executions$/))) {
      const job = jobs.get(match[1]!)
      if (job === undefined) return answer(404, { error: 'record not found' })
      if (job.executions.length >= 1) {
        // The real server's trap: the second claim cancels the job of the first.
        job.status = 'cancelled'
        return answer(500, { error: 'runner job has exceeded max executions' })
      }
      job.status = 'in-progress'
      const execution = { id: newId('run'), status: 'pending', statuses: ['pending'], descriptions: [] }
      job.executions.push(execution)
      return answer(201, { id: execution.id, status: 'pending' })
    }
    if ((match = is('PATCH', /^\/v1\/runner-jobs\/([^/]+)\/executions\/([^/]+)$/))) {
      const execution = executionOf(match)
      const body = JSON.parse(request.body) as { status: string; status_description?: string }
      if (execution !== undefined) {
        execution.status = body.status
        execution.statuses.push(body.status)
        if (body.status_description !== undefined) execution.descriptions.push(body.status_description)
        const job = jobs.get(match[1]!)!
        if (['finished', 'failed', 'timed-out', 'cancelled'].includes(body.status) && job.status === 'in-progress') job.status = body.status === 'finished' ? 'finished' : body.status
      }
      return answer(200, { status: body.status })
    }
    if ((match = is('POST', /^\/v1\/runner-jobs\/([^/]+)\/executions\/([^/]+)\/(result|outputs)$/))) {
      const execution = executionOf(match)
      if (execution === undefined) return answer(404, { error: 'record not found' })
      const kind = match[3] as 'result' | 'outputs'
      if (execution[kind] !== undefined) return answer(409, { error: 'ERROR: duplicate key value violates unique constraint', description: 'duplicate key' })
      execution[kind] = JSON.parse(request.body)
      return kind === 'result' ? answer(201, 'null') : answer(201, { id: newId('run') })
    }
    if (is('POST', /^\/v1\/log-streams\/[^/]+\/logs$/)) {
      logBodies.push(raw)
      return answer(201, '"ok"')
    }
    return answer(404, { error: 'no such route', description: `${method} ${path}` })
  }

  function executionOf(match: RegExpExecArray) {
    return jobs.get(match[1]!)?.executions.find((execution) => execution.id === match[2])
  }

  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  await listen(0)
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    requests,
    jobs,
    settings,
    addJob(job) {
      const id = newId('job')
      const added: PlainJob = {
        id,
        operation: 'exec',
        status: 'available',
        execution_timeout: 60_000_000_000,
        created_at: new Date(Date.now() + count).toISOString(),
        owner_id: newId('own'),
        log_stream_id: newId('log'),
        executions: [],
        ...job,
      }
      jobs.set(added.id, added)
      for (const wake of [...parked]) wake()
      return added
    },
    fail: (match, fault, times = 1) => void faults.push({ match, fault, left: times }),
    down: close,
    up: () => listen(port),
    logText: () => Buffer.concat(logBodies).toString('latin1'),
    [Symbol.asyncDispose]: close,
  }
}
