import { RunnerError } from '../lib/errors.ts'
import type { RunnerJob } from '../protocol/jobs.ts'
import type { Executor } from './executor.ts'
import { noopExecutor } from './noop/noop-executor.ts'
import type { Provisioning } from '../tools/provision/provisioning.ts'

export interface ExecutorRegistry {
  /** @throws RunnerError RUNNER_JOB_TYPE_UNKNOWN that lists what this agent can do */
  find(job: RunnerJob): Promise<Executor>
  readonly jobTypes: readonly string[]
}

export interface ExecutorRegistryOptions {
  /** POSIX shell for scripts without a shebang, absolute. */
  shell: string
  /** Finds or fetches terraform and tofu. */
  provisioning: Provisioning
}

/** Every job family that this agent serves. A family's code is loaded with its first job. */
export function createExecutorRegistry(options: ExecutorRegistryOptions): ExecutorRegistry {
  const families: Readonly<Record<string, () => Promise<Executor>>> = {
    noop: async () => noopExecutor,
    'noop-build': async () => noopExecutor,
    'noop-sync': async () => noopExecutor,
    'noop-deploy': async () => noopExecutor,
    'health-check': async () => (await import('./operations/health-check-executor.ts')).healthCheckExecutor,
    'shut-down': async () => (await import('./operations/shut-down-executor.ts')).shutDownExecutor,
    'actions-workflow': async () => (await import('./action-workflow/action-workflow-executor.ts')).createActionWorkflowExecutor({ shell: options.shell }) as Executor,
    'sandbox-terraform': async () => (await import('./terraform/terraform-executor.ts')).createTerraformExecutor({ provisioning: options.provisioning }) as Executor,
  }
  const jobTypes = Object.keys(families).sort()

  return {
    jobTypes,
    async find(job) {
      const load = Object.hasOwn(families, job.type) ? families[job.type] : undefined
      if (load === undefined) {
        throw new RunnerError('RUNNER_JOB_TYPE_UNKNOWN', `no executor for job type "${job.type}" (job ${job.id}); this agent knows: ${jobTypes.join(', ')}`, {
          metadata: { known_types: jobTypes.join(',') },
        })
      }
      return load()
    },
  }
}
