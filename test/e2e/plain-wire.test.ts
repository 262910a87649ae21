import { describe, expect, test } from 'vitest'
import { startAgent } from '../helpers/agent-process.ts'
import { startPlainServer } from '../helpers/plain-server.ts'
import type { PlainJob } from '../helpers/plain-server.ts'
import { waitUntil } from '../helpers/wait-until.ts'

const TERMINAL = ['finished', 'failed', 'timed-out', 'cancelled']

function ended(job: PlainJob, timeoutMs = 20_000) {
  return waitUntil(() => job.executions.some((execution) => TERMINAL.includes(execution.status)) && job, { timeoutMs, what: `the end of ${job.type}`, lastSeen: () => job })
}

describe('against an independent server of the 2025 wire', () => {
  test('a noop is claimed once, reported in order, with outputs and the terminal status last', async () => {
    await using server = await startPlainServer()
    const job = server.addJob({ type: 'noop', group: 'operations' })
    await using agent = startAgent({ url: server.url })

    await ended(job)

    expect(job.executions).toHaveLength(1)
    const { statuses, outputs } = job.executions[0]!
    expect(statuses.at(-1)).toBe('finished')
    expect(statuses.slice(1, -1)).toEqual(['initializing', 'in-progress', 'cleaning-up'].filter((status) => statuses.includes(status)))
    expect(outputs).toEqual({ outputs: {} })
    const ofExecution = server.requests.filter((request) => request.path.includes(`/executions/`))
    expect(ofExecution.at(-1)).toMatchObject({ method: 'PATCH', body: expect.stringContaining('"finished"') })
    expect(agent.output()).not.toContain('tok00000000000000000000001')
  })

  test('jobs of one group run oldest first, each once, without a pause between them', async () => {
    await using server = await startPlainServer()
    const jobs = Array.from({ length: 20 }, () => server.addJob({ type: 'noop-deploy', group: 'deploy' }))
    await using _agent = startAgent({ url: server.url })

    await Promise.all(jobs.map((job) => ended(job)))

    const claims = server.requests.filter((request) => request.method === 'POST' && request.path.endsWith('/executions')).map((request) => request.path.split('/')[3])
    expect(claims).toEqual(jobs.map((job) => job.id))
  })

  test('an unknown job type is refused by name, with what this agent can do', async () => {
    await using server = await startPlainServer()
    const job = server.addJob({ type: 'pulumi-deploy', group: 'deploy', plan: {} })
    await using _agent = startAgent({ url: server.url })

    await ended(job)

    expect(job.executions[0]).toMatchObject({ status: 'failed', descriptions: [expect.stringMatching(/pulumi-deploy.*sandbox-terraform/s)] })
    expect(JSON.stringify(job.executions[0]!.result)).toContain('RUNNER_JOB_TYPE_UNKNOWN')
  })

  test('a malformed plan fails the job with the field that is wrong', async () => {
    await using server = await startPlainServer()
    const notJson = server.addJob({ type: 'actions-workflow', group: 'actions', plan: '{"id": ' })
    await using _agent = startAgent({ url: server.url })

    await ended(notJson)

    expect(notJson.executions[0]!.descriptions.join()).toMatch(/plan of job .* is not JSON/)
  })

  test('a job without the plan that it needs says so', async () => {
    await using server = await startPlainServer()
    const job = server.addJob({ type: 'actions-workflow', group: 'actions' })
    await using _agent = startAgent({ url: server.url })

    await ended(job)

    expect(job.executions[0]!.descriptions.join()).toMatch(/has no plan at the control plane/)
  })

  test('heartbeats come at once, carry the process, and go on while jobs run', async () => {
    await using server = await startPlainServer({ processes: true })
    server.settings.heart_beat_timeout = 20_000_000
    await using _agent = startAgent({ url: server.url, command: 'install' })

    const beats = await waitUntil(
      () => {
        const found = server.requests.filter((request) => request.path.endsWith('/heart-beats')).map((request) => JSON.parse(request.body) as Record<string, unknown>)
        return found.length >= 5 && found
      },
      { what: 'five heartbeats' },
    )

    expect(beats[0]).toMatchObject({ process: 'install', process_id: expect.stringMatching(/^rpr/) })
    expect(beats[4]!.alive_time as number).toBeGreaterThan(beats[0]!.alive_time as number)
  })

  test('SIGTERM drains: the parked poll ends at once and the process exits 0 as shut-down', async () => {
    await using server = await startPlainServer({ processes: true, longPoll: true })
    await using agent = startAgent({ url: server.url })
    await agent.waitForLog('agent ready')

    agent.kill('SIGTERM')

    expect(await agent.exited(5_000)).toBe(0)
    expect(server.requests.filter((request) => request.method === 'PATCH' && request.path.includes('/processes/')).map((request) => request.body).join()).toContain('shut-down')
  })

  test('the agent waits for a control plane that is not up yet', async () => {
    await using server = await startPlainServer()
    await server.down()
    await using agent = startAgent({ url: server.url })
    await agent.waitForLog('not there yet')
    const job = server.addJob({ type: 'noop', group: 'operations' })

    await server.up()

    await ended(job)
    expect(job.executions[0]!.status).toBe('finished')
  })

  test('a wrong token ends the start with a clear error and exit code 77', async () => {
    await using server = await startPlainServer()
    await using agent = startAgent({ url: server.url, token: 'tok_wrong' })

    expect(await agent.exited()).toBe(77)
    expect(agent.output()).toMatch(/answered 401.*RUNNER_API_TOKEN/)
    expect(agent.output()).not.toContain('tok_wrong')
  })

  test('missing configuration is reported at once, all of it, with exit code 78', async () => {
    await using agent = startAgent({ url: 'localhost', env: { RUNNER_ID: '', RUNNER_API_TOKEN: '' } })

    expect(await agent.exited()).toBe(78)
    expect(agent.output()).toMatch(/RUNNER_API_URL must be[^]*RUNNER_ID is required[^]*RUNNER_API_TOKEN is required/)
  })

  test('a job whose control plane goes away in the middle still gets its one terminal status', async () => {
    await using server = await startPlainServer()
    const job = server.addJob({ type: 'noop', group: 'operations' })
    server.fail((request) => request.method === 'PATCH' && request.body.includes('finished'), { kind: 'drop' }, 3)
    await using _agent = startAgent({ url: server.url })

    await ended(job)

    expect(job.executions[0]!.statuses.filter((status) => status === 'finished')).toHaveLength(1)
  })
})
