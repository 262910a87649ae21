import { ERROR_CODES, RunnerError, toError } from '../lib/errors.ts'
import type { Painter } from './output/painter.ts'

/**
 * An error for people: the message, short causes that it does not repeat, and
 * what to do. With `debug` the stacks.
 */
export function renderError(thrown: unknown, painter: Painter, options: { debug: boolean }): string {
  const error = toError(thrown)
  const lines = [`${painter.red('error:')} ${error.message === '' ? error.name : error.message}`]
  for (const cause of causesOf(error)) lines.push(painter.dim(`  because: ${cause}`))
  if (error instanceof RunnerError && error.metadata.hint !== undefined) lines.push(`${painter.cyan('hint:')} ${error.metadata.hint}`)
  if (!(error instanceof RunnerError) && !options.debug) lines.push(`${painter.cyan('hint:')} This looks like a bug of ours. Run it again with --debug and send the output.`)
  if (options.debug) {
    for (let at: unknown = error; at instanceof Error; at = at.cause) lines.push(painter.dim(at.stack ?? String(at)))
  }
  return `${lines.join('\n')}\n`
}

/** The exit code that an error means. */
export function exitCodeOfError(thrown: unknown): number {
  return thrown instanceof RunnerError ? thrown.exitCode : ERROR_CODES.RUNNER_INTERNAL.exitCode
}

const MAX_CAUSES = 3

function causesOf(error: Error): string[] {
  const causes: string[] = []
  let told = error.message
  for (let at = error.cause; at instanceof Error && causes.length < MAX_CAUSES; at = at.cause) {
    const first = at.message.split('\n')[0]!.slice(0, 300)
    if (first === '' || told.includes(first)) continue
    causes.push(first)
    told += first
  }
  return causes
}
