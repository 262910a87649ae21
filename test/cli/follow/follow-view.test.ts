import { expect, test } from 'vitest'
import { createFollowView } from '../../../src/cli/follow/follow-view.ts'
import type { LogLine } from '../../../src/protocol/operator/logs.ts'
import { cliIo } from '../../helpers/cli-io.ts'
import { waitUntil } from '../../helpers/wait-until.ts'

function line(body: string, rest: Partial<LogLine> = {}): LogLine {
  return { id: '1', time: '2026-01-01T00:00:00.000Z', severity: 'info', body, attributes: {}, ...rest }
}

test('lines carry the time since the first, their step and their stream', () => {
  const { io, stdout } = cliIo()
  const view = createFollowView(io)

  view.line(line('hello', { step: 'greet', stream: 'stdout' }))
  view.line(line('oops', { step: 'greet', stream: 'stderr', time: '2026-01-01T00:00:01.500Z', severity: 'error' }))
  view.line(line('two\nlines', { time: '2026-01-01T00:01:05.000Z' }))
  view.close()

  expect(stdout()).toBe('  0.00 s  greet │ hello\n   1.5 s  greet ! oops\n1 m 05 s        · two\n1 m 05 s        · lines\n')
})

test('records of severity debug are shown only when asked for', () => {
  const { io, stdout } = cliIo()

  createFollowView(io).line(line('detail', { severity: 'debug' }))
  expect(stdout()).toBe('')
  createFollowView(io, { showDebug: true }).line(line('detail', { severity: 'debug' }))
  expect(stdout()).toContain('detail')
})

test('a step is told once for each of its statuses', () => {
  const { io, stdout } = cliIo()
  const view = createFollowView(io)
  const event = (status: string, durationMs?: number) => view.status({ jobId: 'j', status: 'in-progress', steps: [{ name: 'a', status, durationMs }] })

  for (const status of ['pending', 'in-progress', 'in-progress']) event(status)
  event('finished', 1200)
  event('finished', 1200)

  expect(stdout()).toBe('── a started\n── a finished (1.2 s)\n')
})

test('on a terminal a live line tells status, step and terraform progress, and is taken away', async () => {
  const { io, stdout } = cliIo({ isTTY: true })
  const view = createFollowView(io)
  view.status({ jobId: 'j', status: 'in-progress', steps: [{ name: 'apply', status: 'in-progress' }] })
  for (const type of ['planned_change', 'planned_change', 'apply_start', 'apply_complete']) {
    view.line(line('x', { attributes: { 'terraform.type': type, 'terraform.resource': 'terraform_data.a' } }))
  }

  await waitUntil(() => stdout().includes('in-progress  step apply  1 of 2 resources'), { lastSeen: stdout })
  view.close()

  expect(stdout().endsWith('\r\x1b[K')).toBe(true)
})

test('without a terminal there is no live line', () => {
  const { io, stdout } = cliIo()
  const view = createFollowView(io)
  view.status({ jobId: 'j', status: 'in-progress' })
  view.close()

  expect(stdout()).toBe('')
})
