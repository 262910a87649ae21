import { createMockExecutor } from '../executors/mock/mock-executor.ts'
import { seededRandom } from '../executors/mock/seeded-random.ts'
import type { ExecutorSource } from './jobloop/execution-deps.ts'

export interface ExecutorSourceOptions {
  real: ExecutorSource
  /** Read for every job: the setting may change while the agent runs. */
  isSandboxMode: () => boolean
  mock: { durationMs: number; faults: boolean; seed: number | undefined }
}

/** The real executors, or, while the settings say `sandbox_mode`, mocks of all but `shut-down`. */
export function createExecutorSource(options: ExecutorSourceOptions): ExecutorSource {
  const random = options.mock.seed === undefined ? Math.random : seededRandom(options.mock.seed)
  return {
    async find(job) {
      if (!options.isSandboxMode() || job.type === 'shut-down') return options.real.find(job)
      return createMockExecutor(job.type, { durationMs: options.mock.durationMs, faults: options.mock.faults, random })
    },
  }
}
