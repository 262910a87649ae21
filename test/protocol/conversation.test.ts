import { describe, expect, test } from 'vitest'
import { claimResponseSchema, executionStatusPatch, jobExecutionSchema, outputsRequestSchema } from '../../src/protocol/executions.ts'
import { makeEnvelope, readEnvelope } from '../../src/protocol/error-envelope.ts'
import { heartbeatRequestSchema } from '../../src/protocol/heartbeats.ts'
import { runnerJobSchema, runnerJobsSchema } from '../../src/protocol/jobs.ts'
import { omitZero } from '../../src/protocol/omit-zero.ts'
import { isOpenShutdown, runnerProcessSchema, shutdownsSchema } from '../../src/protocol/processes.ts'
import { resultRequestSchema } from '../../src/protocol/results.ts'
import { parseWire } from '../../src/protocol/wire.ts'
import { nsToMs } from '../../src/lib/time.ts'

/** The minimal conversation of a terraform deploy, message by message. */
describe('the documents of a conversation', () => {
  test('a heartbeat', () => {
    const heartbeat = parseWire(heartbeatRequestSchema, { alive_time: 5000123456, version: 'v1', process: 'install' }, 'the heartbeat')
    expect(heartbeat).toEqual({ alive_time: 5000123456, version: 'v1', process: 'install', process_id: '' })
    expect(omitZero({ ...heartbeat, process: '' })).toEqual({ alive_time: 5000123456, version: 'v1' })
  })

  test('polled jobs', () => {
    const [job] = parseWire(
      runnerJobsSchema,
      [{ id: 'job1', type: 'terraform-deploy', operation: 'create-apply-plan', status: 'available', log_stream_id: 'log1', owner_id: 'dpl1', execution_timeout: 3600000000000 }],
      'the jobs',
    )
    expect(job).toMatchObject({ type: 'terraform-deploy', operation: 'create-apply-plan', status: 'available', group: '', metadata: {}, executions: [] })
    expect(nsToMs(job!.execution_timeout)).toBe(3_600_000)
  })

  test('no jobs, also as null', () => {
    expect(parseWire(runnerJobsSchema, [], 'the jobs')).toEqual([])
    expect(parseWire(runnerJobsSchema, null, 'the jobs')).toEqual([])
  })

  test('a job of a type and status that we never heard of', () => {
    expect(parseWire(runnerJobSchema, { id: 'job1', type: 'later', status: 'new', log_stream_id: null }, 'the job')).toMatchObject({ type: 'later', status: 'new', log_stream_id: '' })
  })

  test('a plain claim has no plan and no lease', () => {
    expect(parseWire(claimResponseSchema, { id: 'run1', status: 'pending' }, 'the claim')).toMatchObject({ plan: null, lease: null, action_run: null, action_config: null })
  })

  test('a claim with extensions carries plan, lease and action', () => {
    const claim = parseWire(
      claimResponseSchema,
      {
        id: 'run1',
        status: 'pending',
        plan: '{"id":"iar1"}',
        lease: { fence: 3, ttl: 30000000000 },
        action_run: { id: 'iar1', steps: [{ id: 's1', step_id: 'acs1' }] },
        action_config: { id: 'acc1', steps: [{ id: 'acs1', name: 'dump', idx: 1 }], timeout: 60000000000 },
      },
      'the claim',
    )
    expect(claim.plan).toBe('{"id":"iar1"}')
    expect(claim.lease).toEqual({ fence: 3, ttl: 30000000000 })
    expect(claim.action_run?.steps[0]).toMatchObject({ id: 's1', step_id: 'acs1', adhoc_config: null })
    expect(claim.action_config?.steps[0]).toMatchObject({ idx: 1, command: '', inline_contents: '' })
  })

  test('the near-empty execution of a PATCH answer cannot be taken for an execution', () => {
    expect(() => parseWire(jobExecutionSchema, { status: 'finished' }, 'the execution')).toThrow('"id" is wrong')
  })

  test('a status PATCH leaves an empty description out and cuts a long one', () => {
    expect(executionStatusPatch('in-progress')).toEqual({ status: 'in-progress' })
    expect(executionStatusPatch('failed', 'x'.repeat(5000)).status_description).toHaveLength(2048)
  })

  test('a result with plan contents', () => {
    expect(parseWire(resultRequestSchema, { success: true, contents_compressed: 'UEsDB', contents_display_compressed: 'H4sIA' }, 'the result')).toMatchObject({
      success: true,
      error_metadata: {},
      contents_digest: '',
    })
  })

  test('outputs may be an object, empty, or null', () => {
    expect(parseWire(outputsRequestSchema, { outputs: { a: 1 } }, 'outputs').outputs).toEqual({ a: 1 })
    expect(parseWire(outputsRequestSchema, { outputs: null }, 'outputs').outputs).toBeNull()
    expect(parseWire(outputsRequestSchema, {}, 'outputs').outputs).toBeNull()
  })

  test('a process and its shutdowns; one without a status counts as requested', () => {
    const process = parseWire(runnerProcessSchema, { id: 'p', type: 'install', composite_status: { status: 'active' }, log_stream_id: 'log1' }, 'the process')
    expect(process.composite_status?.status).toBe('active')
    const shutdowns = parseWire(
      shutdownsSchema,
      [
        { id: 'a', type: 'graceful' },
        { id: 'b', type: 'force', status: 'requested' },
        { id: 'c', composite_status: { status: 'requested' } },
        { id: 'd', status: 'completed' },
        { id: 'e', composite_status: { status: 'cancelled' } },
      ],
      'the shutdowns',
    )
    expect(shutdowns.filter(isOpenShutdown).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })
})

describe('the error envelope', () => {
  test('leaves out what is zero', () => {
    expect(makeEnvelope('not found')).toEqual({ error: 'not found' })
    expect(makeEnvelope('duplicate key', 'a result exists', true)).toEqual({ error: 'duplicate key', description: 'a result exists', user_error: true })
  })

  test('is read from anything that a server or proxy may answer, without throwing', () => {
    expect(readEnvelope({ error: 'x', user_error: true })).toEqual({ error: 'x', user_error: true, description: '' })
    for (const body of [undefined, null, '', '<html>', [], {}, { error: 5 }]) expect(readEnvelope(body)).toBeUndefined()
  })
})
