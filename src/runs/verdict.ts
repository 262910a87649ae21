import { constants } from 'node:os'
import type { RunOutcome } from './run.ts'

export interface Evidence {
  /** From the exit record; `undefined` when there is none. */
  exitCode: number | undefined
  /** The inner process recorded itself. */
  isStarted: boolean
  endedBy: 'timeout' | 'cancel' | undefined
  isForced: boolean
  timeoutMs: number
  supervisorLog: string
}

/**
 * How a run ended, from what is on disk and what we did to it. A shell reports
 * a signal as 128+n and so can a program by itself: the shell's message in the
 * supervisor's log decides, and for SIGINT and SIGPIPE, about which shells keep
 * silent, the convention.
 */
export function verdict(evidence: Evidence): RunOutcome {
  const { exitCode, endedBy, isForced } = evidence
  const code = exitCode === undefined ? {} : { exitCode }
  if (endedBy === 'timeout') return { kind: 'timed-out', timeoutMs: evidence.timeoutMs, forced: isForced, ...code }
  if (endedBy === 'cancel') return { kind: 'cancelled', forced: isForced, ...code }
  const log = evidence.supervisorLog.trim()
  if (exitCode === undefined) {
    return { kind: 'lost', message: `its supervisor ended without an exit record${log === '' ? '' : `: ${lastLine(log)}`}` }
  }
  if (!evidence.isStarted) return { kind: 'not-started', message: lastLine(log) || `the supervisor ended with ${exitCode}` }
  if (exitCode > 128) {
    const killSignal = signalName(exitCode - 128)
    const message = lastLine(log)
    if (killSignal !== undefined && (message !== '' || exitCode === 130 || exitCode === 141)) {
      return { kind: 'signalled', signal: killSignal, evidence: message === '' ? `exit status ${exitCode}, as shells report ${killSignal}` : `the supervising shell says: ${message}` }
    }
  }
  return { kind: 'exited', exitCode }
}

function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0]
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1).trim()
}
