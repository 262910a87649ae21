/**
 * The words that executors and the agent share about runs. A run is one
 * command (later: one container) on one backend; a job starts any number.
 */
export interface RunSpec {
  /** For people and for logs: "step dump", "terraform apply". */
  name: string
  /** Looked up in `env.PATH` when it has no slash. */
  command: string
  args: readonly string[]
  /** Absolute. Must exist. */
  cwd: string
  /** The whole environment of the child; nothing is inherited. */
  env: Readonly<Record<string, string>>
  /** Ends the run when exceeded: stop signal, grace, SIGKILL, always to the whole process group. */
  timeoutMs?: number
  /** The first signal when the run is to end. @default SIGTERM (terraform wants SIGINT) */
  stopSignal?: 'SIGTERM' | 'SIGINT'
  /** From the stop signal to SIGKILL. @default 10_000 */
  graceMs?: number
  /** Bytes of stdout and of stderr kept on disk, each; the rest is counted and announced. @default the store's quota */
  quotaBytes?: number
}

/**
 * How a run ended. `forced` says that SIGKILL was needed.
 *
 *   start ──▶ not-started            the command was not found or not executable
 *     └─────▶ exited | signalled     by itself
 *     └─────▶ timed-out | cancelled  by us
 *     └─────▶ lost                   nothing recorded the exit (power loss, supervisor killed)
 */
export type RunOutcome =
  | { kind: 'exited'; exitCode: number }
  | { kind: 'signalled'; signal: string; evidence: string }
  | { kind: 'not-started'; message: string }
  | { kind: 'timed-out'; timeoutMs: number; forced: boolean; exitCode?: number }
  | { kind: 'cancelled'; forced: boolean; exitCode?: number }
  | { kind: 'lost'; message: string }

export interface RunResult {
  outcome: RunOutcome
  durationMs: number
  /** The last 64 KiB of stderr and of stdout, masked, for messages. */
  stderrTail: string
  stdoutTail: string
  /** Bytes that a full disk or the quota cost, at least. */
  lostBytes: number
}

export type StreamName = 'stdout' | 'stderr'

/** One line of a run's output, masked, without its newline. */
export interface RunLine {
  stream: StreamName
  text: string
  /** Byte offset of the line's start in the stream's spool file. */
  offset: number
  /** More of the same line follows in the next record (longer than 64 KiB). */
  isContinued: boolean
  /** The line had bytes that are not UTF-8; they are escaped as `\xNN`. */
  isBinary: boolean
}

export interface ActiveRun {
  readonly id: string
  /** Resolves once: the process and its group are gone and the output is drained. Never rejects. */
  readonly result: Promise<RunResult>
  /** Asks the run to end: stop signal to the group, grace, SIGKILL. Idempotent. */
  cancel(): void
}

/** What an executor may do with runs. Everything started here is ended with the job. */
export interface JobRuns {
  /**
   * Starts a run. Its output goes to the job's log (stdout as info, stderr as
   * error) unless `onLine` takes the line over by returning a record of its
   * own, or `null` for "not in the log".
   * Cancelled when the job is. Never throws for a missing program: that is `not-started`.
   */
  start(spec: RunSpec, options?: JobRunOptions): Promise<ActiveRun>
}

export interface JobRunOptions {
  /** Attributes of every record of this run. */
  attributes?: import('../telemetry/job-log.ts').Attributes
  /** Maps a line to a record; `undefined` = as it comes; `null` = leave it out. */
  onLine?: (line: RunLine) => import('../telemetry/job-log.ts').LogRecord | null | undefined
}
