import type { JobLogPipeline } from '../telemetry/job-log-pipeline.ts'
import type { Masker } from '../telemetry/masker.ts'
import { startLocalRun, whyNotStartable } from './local-run.ts'
import type { LocalRun } from './local-run.ts'
import { findByEnvironment } from './process-group.ts'
import type { ActiveRun, JobRunOptions, JobRuns, RunResult, RunSpec, StreamName } from './run.ts'
import { openRunOutput } from './run-output.ts'
import type { Supervisor } from './supervisor.ts'

/** The runs of one job. */
export interface OwnedJobRuns extends JobRuns {
  /** Ends every run that is left; none is when this resolves, or `signal` fired. */
  endAll(signal: AbortSignal): Promise<void>
  /** Removes the run directories, and ends what escaped its process group. Call when the log is flushed. */
  disposeJob(): Promise<void>
}

export interface JobRunsOptions {
  executionId: string
  pipeline: JobLogPipeline
  masker: Masker
  /** The job's cancel: ends every run. */
  signal: AbortSignal
  /** Default grace of a run. */
  graceMs: number
  take: (quotaBytes: number | undefined) => Supervisor
}

/** In the environment of every process of a run, so that one that left its group is still found. */
export const RUN_ID_VARIABLE = 'RUNNER_RUN_ID'

export function createJobRuns({ executionId, pipeline, masker, signal, graceMs, take }: JobRunsOptions): OwnedJobRuns {
  const active = new Set<{ run: LocalRun; result: Promise<RunResult> }>()
  const directories: { id: string; remove(): Promise<void> }[] = []

  async function start(given: RunSpec, options: JobRunOptions = {}): Promise<ActiveRun> {
    const why = signal.aborted ? undefined : whyNotStartable(given)
    if (signal.aborted || why !== undefined) {
      const outcome = why === undefined ? ({ kind: 'cancelled', forced: false } as const) : ({ kind: 'not-started', message: why } as const)
      return { id: '', result: Promise.resolve({ outcome, durationMs: 0, stderrTail: '', stdoutTail: '', lostBytes: 0 }), cancel() {} }
    }
    const supervisor = take(given.quotaBytes)
    const { directory } = supervisor
    const spec: RunSpec = { graceMs, ...given, env: { ...given.env, [RUN_ID_VARIABLE]: directory.id } }
    const startedMs = performance.now()
    directories.push(directory)
    const outputs = (['stdout', 'stderr'] as const).map((stream) => ({ stream, output: openRunOutput({ runId: directory.id, directory: directory.path, stream, pipeline, masker, options }) }))
    const run = startLocalRun({
      spec,
      supervisor,
      onActivity: () => {
        for (const { output } of outputs) output.drain()
      },
    })
    directory.describe(spec, { execution_id: executionId })
    directory.status('running')

    const onCancel = () => run.cancel()
    signal.addEventListener('abort', onCancel, { once: true })

    async function conclude(): Promise<RunResult> {
      const outcome = await run.ended
      signal.removeEventListener('abort', onCancel)
      const durationMs = performance.now() - startedMs
      let lostBytes = 0
      for (const { stream, output } of outputs) {
        await output.drainToEnd(NEVER)
        output.close()
        lostBytes += announceLoss(stream)
      }
      directory.status(outcome.kind, { ...outcome, duration_ms: Math.round(durationMs) })
      const [stdout, stderr] = outputs
      return { outcome, durationMs, stderrTail: stderr!.output.tail(), stdoutTail: stdout!.output.tail(), lostBytes }
    }

    function announceLoss(stream: StreamName): number {
      const lost = directory.lostBytes(stream)
      if (lost === 0) return 0
      const why_ = /no space left/i.test(directory.supervisorLog()) ? 'the disk is full' : 'the output quota of a run (RUNNER_RUN_QUOTA) is used up'
      pipeline.add({ severity: 'error', body: `at least ${lost} bytes of ${stream} of "${spec.name}" are missing here: ${why_}`, attributes: { ...options.attributes, 'run.lost_bytes': lost } })
      return lost
    }

    const entry = { run, result: conclude() }
    active.add(entry)
    void entry.result.then(() => active.delete(entry))
    return { id: directory.id, result: entry.result, cancel: () => run.cancel() }
  }

  return {
    start,
    async endAll(endSignal) {
      for (const { run } of active) run.cancel()
      const all = Promise.all([...active].map(({ result }) => result)).then(() => {})
      await Promise.race([all, aborted(endSignal)])
    },
    async disposeJob() {
      if (directories.length === 0) return
      for (const pid of findByEnvironment(RUN_ID_VARIABLE, new Set(directories.map(({ id }) => id)))) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // Gone meanwhile.
        }
      }
      await Promise.all(directories.map((directory) => directory.remove()))
    },
  }
}

const NEVER = new AbortController().signal

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
