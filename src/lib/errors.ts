/**
 * The closed list of error codes: the process exit code that each implies and
 * whether trying again can help. A code is never reused for another meaning;
 * `docs/errors.md` explains every one (a test compares the two).
 */
export const ERROR_CODES = {
  /** Our own mistake: a bug. */
  RUNNER_INTERNAL: { exitCode: 70, retryable: false },
  /** The configuration is wrong; the operator must change it. */
  RUNNER_CONFIG_INVALID: { exitCode: 78, retryable: false },
  /** The command line is wrong. */
  RUNNER_USAGE: { exitCode: 64, retryable: false },
  /** No connection to the control plane, or no answer in time. */
  RUNNER_API_UNREACHABLE: { exitCode: 69, retryable: true },
  /** The control plane does not accept the token. */
  RUNNER_API_UNAUTHORIZED: { exitCode: 77, retryable: false },
  /** The control plane refused the request. */
  RUNNER_API_REFUSED: { exitCode: 1, retryable: false },
  /** The control plane answered with an error of its own (5xx). */
  RUNNER_API_FAILED: { exitCode: 69, retryable: true },
  /** The control plane sent something that cannot be read. */
  RUNNER_API_MALFORMED: { exitCode: 76, retryable: false },
  /** The job's plan is missing, malformed, or of another job type. */
  RUNNER_PLAN_INVALID: { exitCode: 1, retryable: false },
  /** This agent has no executor for the job type. */
  RUNNER_JOB_TYPE_UNKNOWN: { exitCode: 1, retryable: false },
  /** The job names an operation that its type does not have. */
  RUNNER_OPERATION_UNKNOWN: { exitCode: 1, retryable: false },
  /** A source repository or ref cannot be had. */
  RUNNER_SOURCE_UNAVAILABLE: { exitCode: 1, retryable: false },
  /** A tool (terraform, git, ...) is not there and cannot be fetched. */
  RUNNER_TOOL_UNAVAILABLE: { exitCode: 1, retryable: false },
  /** A downloaded file does not have the checksum that was published. */
  RUNNER_CHECKSUM_MISMATCH: { exitCode: 1, retryable: false },
  /** A tool or script of the job ended with a non-zero exit code. */
  RUNNER_TOOL_FAILED: { exitCode: 1, retryable: false },
  /** A command of the job was ended by a signal that we did not send. */
  RUNNER_TOOL_SIGNALLED: { exitCode: 1, retryable: false },
  /** A command cannot be started: not found, not executable. */
  RUNNER_COMMAND_NOT_STARTED: { exitCode: 1, retryable: false },
  /** A step or the job took longer than it may. */
  RUNNER_TIMED_OUT: { exitCode: 1, retryable: true },
  /** The job was cancelled. Nobody has to act. */
  RUNNER_CANCELLED: { exitCode: 1, retryable: false },
  /** The agent is stopping and ended the job. */
  RUNNER_STOPPING: { exitCode: 1, retryable: true },
  /** The agent was lost while the job ran; the evidence is in the result. */
  RUNNER_LOST: { exitCode: 1, retryable: true },
  /** The terraform state is locked by somebody else; the message names the holder. */
  RUNNER_STATE_LOCKED: { exitCode: 1, retryable: true },
  /** The plan to apply is not the plan that was approved. */
  RUNNER_PLAN_DIGEST_MISMATCH: { exitCode: 1, retryable: false },
  /** Outputs are malformed or larger than allowed. */
  RUNNER_OUTPUTS_INVALID: { exitCode: 1, retryable: false },
  /** Credentials named by the plan cannot be obtained. */
  RUNNER_CREDENTIALS_UNAVAILABLE: { exitCode: 1, retryable: true },
  /** No space on the disk that holds the agent's state. */
  RUNNER_DISK_FULL: { exitCode: 1, retryable: true },
  /** A job document is malformed; the message gives the line. */
  RUNNER_DOCUMENT_INVALID: { exitCode: 65, retryable: false },
  /** What is not supported on this platform or by this build. */
  RUNNER_UNSUPPORTED: { exitCode: 1, retryable: false },
  /** A simulated fault of sandbox ("mock") mode. */
  RUNNER_SIMULATED_FAULT: { exitCode: 1, retryable: true },
} as const satisfies Record<string, { exitCode: number; retryable: boolean }>

export type ErrorCode = keyof typeof ERROR_CODES

export interface RunnerErrorOptions {
  cause?: unknown
  /** Facts for machines; string values, no secrets. */
  metadata?: Record<string, string>
}

/**
 * The base of every error we raise on purpose. The message says what failed
 * and on what, why, and what to do.
 */
export class RunnerError extends Error {
  readonly code: ErrorCode
  readonly metadata: Record<string, string>

  constructor(code: ErrorCode, message: string, options: RunnerErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.metadata = options.metadata ?? {}
  }

  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exitCode
  }
}

/** Wrong configuration: every problem found, one a line. Exit 78. */
export class ConfigError extends RunnerError {
  readonly problems: readonly string[]

  constructor(problems: readonly string[], options: RunnerErrorOptions = {}) {
    super(
      'RUNNER_CONFIG_INVALID',
      `the configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
      options,
    )
    this.problems = problems
  }
}

/** A request to the control plane failed. `status` is the HTTP status, 0 without an answer. */
export class ApiError extends RunnerError {
  readonly status: number

  constructor(code: ErrorCode, status: number, message: string, options: RunnerErrorOptions = {}) {
    super(code, message, options)
    this.status = status
  }
}

/** The control plane sent a plan that cannot be carried out. */
export class PlanError extends RunnerError {
  constructor(message: string, options: RunnerErrorOptions & { code?: ErrorCode } = {}) {
    super(options.code ?? 'RUNNER_PLAN_INVALID', message, options)
  }
}

/** The customer's tool or script failed. */
export class ToolError extends RunnerError {}

/** Work was ended because somebody asked, or because its time was over. */
export class CancelledError extends RunnerError {
  constructor(message: string, options: RunnerErrorOptions & { code?: ErrorCode } = {}) {
    super(options.code ?? 'RUNNER_CANCELLED', message, options)
  }
}

/** Makes an Error of whatever was thrown. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown
  return new Error(typeof thrown === 'string' ? thrown : `a non-error was thrown: ${String(thrown)}`)
}

/** The error code of anything thrown; RUNNER_INTERNAL for foreign errors. */
export function codeOf(thrown: unknown): ErrorCode {
  if (thrown instanceof RunnerError) return thrown.code
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC') return 'RUNNER_DISK_FULL'
  return 'RUNNER_INTERNAL'
}
