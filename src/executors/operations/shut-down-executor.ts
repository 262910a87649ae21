import type { Executor } from '../executor.ts'

/**
 * Ends the agent: it drains, and stops when its jobs, this one too, have
 * ended. For `force` the other jobs are cancelled, and the job itself is set to
 * finished, which no workflow of the server does then (reference: runner protocol §3.3.5).
 */
export const shutDownExecutor: Executor = {
  jobTypes: ['shut-down'],
  hasPlan: false,
  parsePlan: () => undefined,
  open: async (_plan, context) => {
    const isForced = context.job.metadata.shutdown_type === 'force'
    return {
      async initialize() {},
      async execute() {
        context.log.info(isForced ? 'the agent stops now and cancels its other jobs' : 'the agent stops when its jobs have ended')
        if (isForced) await context.jobs.finishJob()
      },
      outputs: async () => ({}),
      // Not earlier: a forced stop would cancel this job, too.
      async dispose() {
        if (!context.signal.aborted) context.process.requestShutdown(isForced ? 'force' : 'graceful')
      },
    }
  },
}
