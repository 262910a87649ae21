import { join } from 'node:path'
import { createJobRuns } from './job-runs.ts'
import type { JobRunsOptions, OwnedJobRuns } from './job-runs.ts'
import { createSupervisorPool } from './supervisor.ts'

/** What the agent keeps of runs: one parked supervisor for all jobs. */
export interface RunsService {
  forJob(options: Omit<JobRunsOptions, 'take'>): OwnedJobRuns
  /** Parks a supervisor for the next run. Call it after a terminal status, when there is time. */
  refill(): void
  dispose(): Promise<void>
}

export interface RunsServiceOptions {
  stateDir: string
  /** A POSIX shell, absolute. */
  shell: string
  /** Output kept per stream of a run. */
  quotaBytes: number
}

export function createRunsService({ stateDir, shell, quotaBytes }: RunsServiceOptions): RunsService {
  const pool = createSupervisorPool({ runsDir: join(stateDir, 'runs'), shell, quotaBytes })
  return {
    forJob: (options) => createJobRuns({ ...options, take: (quota) => pool.take(quota) }),
    refill: () => pool.refill(),
    dispose: () => pool.dispose(),
  }
}
