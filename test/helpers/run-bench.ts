import { join } from 'node:path'
import { createRunsService } from '../../src/runs/runs-service.ts'
import type { JobRunOptions, RunSpec } from '../../src/runs/run.ts'
import { createJobLogPipeline } from '../../src/telemetry/job-log-pipeline.ts'
import type { LogTransport } from '../../src/telemetry/job-log-pipeline.ts'
import { createMasker } from '../../src/telemetry/masker.ts'
import { tempDir } from './temp-dir.ts'

export const PATH = '/usr/local/bin:/usr/bin:/bin'

/** Real runs with a real log pipeline; what it sends is counted, and its lines are kept. */
export function startRunBench(options: { shell?: string; quotaBytes?: number; transport?: LogTransport; graceMs?: number } = {}) {
  const dir = tempDir('runner-runs-')
  const masker = createMasker()
  const lines: string[] = []
  const cancelled = new AbortController()
  const pipeline = createJobLogPipeline({
    transport: options.transport ?? { send: async () => {} },
    resource: { 'service.name': 'runner' },
    schemaUrl: '',
    attributes: () => ({ 'runner_job.id': 'job1' }),
    masker,
    spillDir: join(dir.path, 'spill'),
    onRecord: (line) => lines.push(line),
  })
  const service = createRunsService({ stateDir: dir.path, shell: options.shell ?? '/bin/sh', quotaBytes: options.quotaBytes ?? Infinity })
  const runs = service.forJob({ executionId: 'run1', pipeline, masker, signal: cancelled.signal, graceMs: options.graceMs ?? 2000 })
  return {
    dir: dir.path,
    masker,
    lines,
    cancelled,
    pipeline,
    service,
    runs,
    async run(spec: Partial<RunSpec> & { command: string }, runOptions?: JobRunOptions) {
      const active = await runs.start({ name: spec.command, args: [], cwd: dir.path, env: { PATH }, ...spec }, runOptions)
      return active.result
    },
    sh: (script: string) => ({ command: 'sh', args: ['-c', script] }),
    async [Symbol.asyncDispose]() {
      cancelled.abort()
      await runs.endAll(AbortSignal.timeout(5000))
      await pipeline.close()
      await runs.disposeJob()
      await service.dispose()
      dir[Symbol.dispose]()
    },
  }
}
