import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findByEnvironment } from '../../src/runs/process-group.ts'
import { startRunBench } from '../helpers/run-bench.ts'
import { waitUntil } from '../helpers/wait-until.ts'

/** A zombie that nobody reaps does not run. */
function isRunning(pid: string): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

const SHELLS = ['/bin/dash', '/bin/bash', '/usr/bin/busybox', '/bin/busybox'].filter((shell, index, all) => existsSync(shell) && !(shell.endsWith('busybox') && all.slice(0, index).some((other) => other.endsWith('busybox') && existsSync(other))))

describe.each(SHELLS)('a run under %s', (shell) => {
  test('reports its exit code, its lines in order and the tail of its streams', async () => {
    await using bench = startRunBench({ shell })
    const result = await bench.run(bench.sh('echo one; echo two; echo oops >&2; exit 3'))

    expect(result.outcome).toEqual({ kind: 'exited', exitCode: 3 })
    expect(result.stdoutTail).toBe('one\ntwo')
    expect(result.stderrTail).toBe('oops')
    expect(bench.lines.filter((line) => line !== 'oops')).toEqual(['one', 'two'])
  })

  test('starts from the parked supervisor, and again from a new one', async () => {
    await using bench = startRunBench({ shell })
    bench.service.refill()
    for (let index = 0; index < 3; index++) expect((await bench.run(bench.sh(`exit ${index}`))).outcome).toEqual({ kind: 'exited', exitCode: index })
  })

  test('passes odd arguments and environments through unchanged', async () => {
    await using bench = startRunBench({ shell })
    const odd = `a'b"c\\d $HOME \`x\` ä\n*`
    await bench.run({ command: 'printf', args: ['%s|', odd] })
    await bench.run({ command: 'env', env: { PATH: '/usr/bin:/bin', ODD: odd, 'spring.x': 'y' } })

    const text = bench.lines.join('\n')
    expect(text).toContain(`${odd}|`)
    expect(text).toContain(`ODD=${odd}\n`)
    expect(text).toContain('spring.x=y')
  })

  test('a missing program is "not started", with where it was looked for', async () => {
    await using bench = startRunBench({ shell })
    expect((await bench.run({ command: 'no-such-program' })).outcome).toEqual({ kind: 'not-started', message: expect.stringMatching(/command not found: no-such-program \(looked in PATH=/) })
    writeFileSync(join(bench.dir, 'plain'), 'echo hi\n', { mode: 0o644 })
    expect((await bench.run({ command: './plain' })).outcome).toEqual({ kind: 'not-started', message: expect.stringMatching(/is not executable/) })
    expect((await bench.run({ command: 'true', cwd: '/no/such/dir' })).outcome).toEqual({ kind: 'not-started', message: expect.stringMatching(/\/no\/such\/dir does not exist/) })
  })

  test('a signal that we did not send is told from an exit code', async () => {
    await using bench = startRunBench({ shell })
    expect((await bench.run(bench.sh('kill -KILL $$'))).outcome).toMatchObject({ kind: 'signalled', signal: 'SIGKILL' })
    expect((await bench.run(bench.sh('exit 137'))).outcome).toEqual({ kind: 'exited', exitCode: 137 })
  })

  test('over its time it gets the stop signal, and SIGKILL when it ignores that', async () => {
    await using bench = startRunBench({ shell })
    expect((await bench.run({ ...bench.sh('sleep 60'), timeoutMs: 100 })).outcome).toMatchObject({ kind: 'timed-out', timeoutMs: 100, forced: false })
    expect((await bench.run({ ...bench.sh('trap "" TERM; sleep 60 & wait; sleep 60'), timeoutMs: 100, graceMs: 200 })).outcome).toMatchObject({ kind: 'timed-out', forced: true })
  })

  test('a cancel ends the whole group, also one that was stopped', async () => {
    await using bench = startRunBench({ shell })
    const active = await bench.runs.start({ name: 'family', ...bench.sh('sleep 300 & echo child $!; kill -STOP $$; wait'), cwd: bench.dir, env: { PATH: '/usr/bin:/bin' } })
    const line = await waitUntil(() => bench.lines.find((text) => text.startsWith('child')), { what: 'the child' })
    active.cancel()

    expect((await active.result).outcome).toMatchObject({ kind: 'cancelled' })
    expect(isRunning(line.split(' ')[1]!)).toBe(false)
  })

  test('a grandchild that holds stdout does not hold the run, and does not outlive it', async () => {
    await using bench = startRunBench({ shell })
    const result = await bench.run(bench.sh('sleep 300 & echo $!; exit 0'))

    expect(result.outcome).toEqual({ kind: 'exited', exitCode: 0 })
    expect(isRunning(bench.lines[0]!)).toBe(false)
  })

  test('a reopened /dev/stderr works and loses nothing', async () => {
    await using bench = startRunBench({ shell })
    await bench.run(bench.sh('echo a >&2; echo b >/dev/stderr; echo c >&2'))

    expect(bench.lines).toEqual(['a', 'b', 'c'])
  })
})

test('what left its session is found by its environment and ended with the job', async () => {
  const bench = startRunBench()
  await bench.run(bench.sh('setsid sleep 300 >/dev/null 2>&1 & sleep 0.05; echo started'))
  const ids = new Set(readdirSync(join(bench.dir, 'runs')))
  expect(findByEnvironment('RUNNER_RUN_ID', ids)).not.toEqual([])

  await bench[Symbol.asyncDispose]()

  await waitUntil(() => findByEnvironment('RUNNER_RUN_ID', ids).length === 0, { what: 'no process of the job', lastSeen: () => findByEnvironment('RUNNER_RUN_ID', ids) })
})

test('a line of 10 MB arrives in pieces that are marked', async () => {
  await using bench = startRunBench()
  let continued = 0
  await bench.run(bench.sh('head -c 10000000 /dev/zero | tr "\\0" x; echo; echo after'), {
    onLine: (line) => {
      if (line.isContinued) continued++
      return undefined
    },
  })

  expect(bench.lines.at(-1)).toBe('after')
  expect(bench.lines.slice(0, -1).join('').length).toBe(10_000_000)
  expect(continued).toBe(bench.lines.length - 2)
})

test('binary output is escaped, and output without a newline is not lost', async () => {
  await using bench = startRunBench()
  await bench.run(bench.sh(String.raw`printf 'ok \377\376 \303\244\nlast'`))

  expect(bench.lines).toEqual([String.raw`ok \xff\xfe ä`, 'last'])
})

test('100,000 lines arrive, all of them, in order', async () => {
  await using bench = startRunBench()
  const result = await bench.run(bench.sh('seq 1 100000'))
  const receipt = await bench.pipeline.flush(AbortSignal.timeout(10_000))

  expect(result.outcome).toEqual({ kind: 'exited', exitCode: 0 })
  expect(bench.lines).toHaveLength(100_000)
  expect(bench.lines.every((line, index) => line === String(index + 1))).toBe(true)
  expect(receipt).toMatchObject({ lines: 100_000, dropped: 0 })
})

test('beyond the quota the rest is counted and announced, and the run goes on', async () => {
  await using bench = startRunBench({ quotaBytes: 64 * 1024 })
  const result = await bench.run(bench.sh('seq 1 100000; echo done >&2'))

  expect(result.outcome).toEqual({ kind: 'exited', exitCode: 0 })
  expect(result.lostBytes).toBeGreaterThan(400_000)
  expect(bench.lines.at(-1)).toMatch(/at least \d+ bytes of stdout .* are missing here: the output quota/)
  expect(bench.lines).toContain('done')
})

test('secrets are masked, also across reads and in the tails', async () => {
  await using bench = startRunBench()
  bench.masker.add('hunter2-secret')
  const result = await bench.run(bench.sh('printf hunter2; sleep 0.1; echo -secret; echo x hunter2-secret y >&2'))

  expect(bench.lines.sort()).toEqual(['***', 'x *** y'])
  expect(result.stderrTail).toBe('x *** y')
})
