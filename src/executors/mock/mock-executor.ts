import { RunnerError } from '../../lib/errors.ts'
import { delay, nsToMs } from '../../lib/time.ts'
import type { SandboxConfig } from '../../protocol/sandbox-config.ts'
import { sandboxModeSchema } from '../../protocol/plans/sandbox-mode.ts'
import type { SandboxMode } from '../../protocol/plans/sandbox-mode.ts'
import { parseWire } from '../../protocol/wire.ts'
import type { Executor, JobContext, JobSession } from '../executor.ts'
import { mockActionSteps } from './mock-action-steps.ts'
import { mockResults } from './mock-results.ts'

export interface MockOptions {
  /** Of the whole job; each of the wire's six steps takes a sixth. */
  durationMs: number
  /** Fails a step with a probability of 1/10. */
  faults: boolean
  random: () => number
}

const FAULT_PROBABILITY = 0.1
const LOG_EVERY_MS = 250

export interface MockPlan {
  raw: Record<string, unknown>
  sandboxMode: SandboxMode | null
}

/**
 * Stands in for every job type but `shut-down` when the settings say
 * `sandbox_mode` (reference: runner protocol §7.7, runner-2026 §5.3): takes the
 * time, writes the log, and reports the outputs, state and plan that the plan or
 * the sandbox configuration names. Ends at once when it is cancelled.
 */
export function createMockExecutor(jobType: string, options: MockOptions): Executor<MockPlan | undefined> {
  return {
    jobTypes: [jobType],
    hasPlan: 'optional',
    parsePlan(raw) {
      if (typeof raw !== 'object' || raw === null) return undefined
      const plan = raw as Record<string, unknown>
      const mode = plan.sandbox_mode
      return { raw: plan, sandboxMode: mode === undefined || mode === null ? null : parseWire(sandboxModeSchema, mode, "the plan's sandbox_mode") }
    },
    open: (plan, context) => openMockSession(plan, context, options),
  }
}

async function openMockSession(plan: MockPlan | undefined, context: JobContext, options: MockOptions): Promise<JobSession> {
  const found = await context.sandboxConfig()
  const config: SandboxConfig | undefined = found?.enabled === true ? found : undefined
  const totalMs = config === undefined ? options.durationMs : nsToMs(config.duration) || options.durationMs
  const stepMs = totalMs / 6

  async function pass(step: string, sixths: number): Promise<void> {
    const endMs = Date.now() + stepMs * sixths
    if (options.faults && options.random() < FAULT_PROBABILITY) {
      throw new RunnerError('RUNNER_SIMULATED_FAULT', `sandbox mode made the step "${step}" of job ${context.job.id} fail, as SANDBOX_MODE_FAULTS_ENABLED asks for`)
    }
    for (let leftMs = endMs - Date.now(); leftMs > 0; leftMs = endMs - Date.now()) {
      context.log.info(`sandbox mode: ${step}, ${Math.ceil(leftMs)} ms to go`)
      await delay(Math.min(leftMs, LOG_EVERY_MS), context.signal)
      context.signal.throwIfAborted()
    }
  }

  return {
    async initialize() {
      context.log.info(`sandbox mode: job type ${context.job.type} is mocked`)
      await pass('initialize', 4)
    },
    async execute() {
      for (const line of config?.log_lines ?? []) context.log.info(line)
      if (context.job.type === 'actions-workflow' && plan !== undefined) await mockActionSteps(plan.raw, context, (name) => pass(name, 0))
      await pass('execute', 1)
      if (config !== undefined && config.sleep_duration > 0) {
        await delay(nsToMs(config.sleep_duration), context.signal)
        context.signal.throwIfAborted()
      }
      if (config?.trigger_shutdown === true) context.process.requestShutdown('graceful')
      if (config !== undefined && config.error_message !== '') throw new RunnerError('RUNNER_SIMULATED_FAULT', config.error_message)
      await mockResults(plan?.sandboxMode ?? null, config, context)
    },
    async outputs() {
      if (config !== undefined && Object.keys(config.outputs).length > 0) return config.outputs
      return plan?.sandboxMode?.outputs ?? {}
    },
    async dispose(signal) {
      if (!context.signal.aborted) await delay(stepMs, AbortSignal.any([signal, context.signal]))
    },
  }
}
