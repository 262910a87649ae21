import { ERROR_CODES } from '../lib/errors.ts'

/**
 * Every exit code of every command. 1 and the codes from 64 on follow
 * sysexits; 20 to 25 tell how a followed job ended.
 */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'done; a followed job finished' },
  failure: { code: 1, meaning: 'the control plane refused, or something else failed' },
  jobFailed: { code: 20, meaning: 'the followed job failed' },
  jobCancelled: { code: 21, meaning: 'the followed job was cancelled' },
  jobTimedOut: { code: 22, meaning: 'the followed job timed out' },
  jobNotAttempted: { code: 23, meaning: 'the followed job was not attempted: no agent took it in time' },
  changeRejected: { code: 24, meaning: 'the plan of the followed change was rejected' },
  approvalPending: { code: 25, meaning: 'the plan of the followed change waits for its approval' },
  usage: { code: 64, meaning: 'the command line is wrong' },
  documentInvalid: { code: 65, meaning: 'a job document is not valid' },
  unavailable: { code: 69, meaning: 'the control plane cannot be reached' },
  internal: { code: 70, meaning: 'a bug of ours' },
  protocol: { code: 76, meaning: 'the control plane sent something that cannot be read' },
  unauthorized: { code: 77, meaning: 'the token is not accepted' },
  config: { code: 78, meaning: 'the configuration is wrong' },
  interrupted: { code: 130, meaning: 'ended by Ctrl-C before there was a result' },
} as const satisfies Record<string, { code: number; meaning: string }>

const BY_STATUS: Readonly<Record<string, number>> = {
  finished: EXIT_CODES.ok.code,
  failed: EXIT_CODES.jobFailed.code,
  cancelled: EXIT_CODES.jobCancelled.code,
  'timed-out': EXIT_CODES.jobTimedOut.code,
  'not-attempted': EXIT_CODES.jobNotAttempted.code,
}

/** The exit code that tells a job's terminal status. */
export function exitCodeOfStatus(status: string): number {
  return BY_STATUS[status] ?? EXIT_CODES.failure.code
}

const BADNESS: readonly number[] = [0, 25, 24, 23, 21, 22, 20]

/** The worst of several results; what is not the end of a job (an error) is worse than all that are. */
export function worstExitCode(codes: Iterable<number>): number {
  let worst = 0
  for (const code of codes) {
    if (badness(code) > badness(worst)) worst = code
  }
  return worst
}

function badness(code: number): number {
  const index = BADNESS.indexOf(code)
  return index === -1 ? BADNESS.length : index
}

/** The table as `--help` prints it. */
export function exitCodeHelp(): string {
  const rows = Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`)
  return `Exit codes:\n${rows.join('\n')}`
}

/** Exit codes that errors imply: a subset of the table above (tested). */
export function errorExitCodes(): Set<number> {
  return new Set(Object.values(ERROR_CODES).map(({ exitCode }) => exitCode))
}
