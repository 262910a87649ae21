import type { Executor, JobSession } from '../executor.ts'

const SESSION: JobSession = {
  async initialize() {},
  async execute() {},
  outputs: async () => ({}),
  async dispose() {},
}

/** Jobs that only show that the way there and back works. They read no plan. */
export const noopExecutor: Executor = {
  jobTypes: ['noop', 'noop-build', 'noop-sync', 'noop-deploy'],
  hasPlan: false,
  parsePlan: () => undefined,
  open: async () => SESSION,
}
