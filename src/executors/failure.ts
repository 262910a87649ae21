import { CancelledError, RunnerError, ToolError } from '../lib/errors.ts'
import type { RunResult } from '../runs/run.ts'

/**
 * Turns the outcome of a run into the error that it means, or `undefined` when
 * it exited 0. `what` names the command as a person would: "step dump".
 */
export function failureOf(what: string, result: RunResult): RunnerError | undefined {
  const { outcome } = result
  const metadata: Record<string, string> = { kind: outcome.kind }
  const output = result.stderrTail.trim() || result.stdoutTail.trim()
  if (output !== '') metadata.error_output = output.slice(-8192)
  switch (outcome.kind) {
    case 'exited':
      if (outcome.exitCode === 0) return undefined
      metadata.exit_code = String(outcome.exitCode)
      return new ToolError('RUNNER_TOOL_FAILED', `${what} exited with code ${outcome.exitCode}${lastLine(output)}`, { metadata })
    case 'signalled':
      metadata.signal = outcome.signal
      return new ToolError('RUNNER_TOOL_SIGNALLED', `${what} was ended by ${outcome.signal}, which this agent did not send (${outcome.evidence})`, { metadata })
    case 'not-started':
      return new ToolError('RUNNER_COMMAND_NOT_STARTED', `${what} could not be started: ${outcome.message}`, { metadata })
    case 'timed-out':
      metadata.timeout_ms = String(outcome.timeoutMs)
      return new CancelledError(`${what} timed out after ${outcome.timeoutMs} ms${outcome.forced ? ' and had to be killed' : ''}`, {
        code: 'RUNNER_TIMED_OUT',
        metadata,
      })
    case 'cancelled':
      return new CancelledError(`${what} was cancelled${outcome.forced ? ' and had to be killed' : ''}`, { metadata })
    case 'lost':
      return new ToolError('RUNNER_LOST', `${what} was lost: ${outcome.message}`, { metadata })
    default:
      return outcome satisfies never
  }
}

function lastLine(output: string): string {
  const line = output.slice(output.lastIndexOf('\n') + 1).trim()
  return line === '' ? '' : `: ${line.slice(0, 500)}`
}
