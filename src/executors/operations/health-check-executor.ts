import type { Executor } from '../executor.ts'

/** Tells how long ago each job loop last heard from the control plane, ns (reference: runner protocol §6.8). */
export const healthCheckExecutor: Executor = {
  jobTypes: ['health-check'],
  hasPlan: false,
  parsePlan: () => undefined,
  open: async (_plan, context) => ({
    async initialize() {},
    async execute() {},
    outputs: async () => ({ job_loops: context.process.loopAgesNs() }),
    async dispose() {},
  }),
}
