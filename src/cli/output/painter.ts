import type { TextOutput } from '../../lib/process-io.ts'

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], blue: [34, 39], magenta: [35, 39], cyan: [36, 39] } as const

/** Colours text, or leaves it as it is. */
export type Painter = { readonly isOn: boolean } & Readonly<Record<keyof typeof CODES, (text: string) => string>>

/** Colours on a terminal only; never with NO_COLOR, also elsewhere with FORCE_COLOR. */
export function createPainter(output: TextOutput, env: Readonly<Record<string, string | undefined>>): Painter {
  const isOn = !env.NO_COLOR && (env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : output.isTTY === true && env.TERM !== 'dumb')
  const entries = Object.entries(CODES).map(([name, [open, close]]) => [name, isOn ? (text: string) => `\x1b[${open}m${text}\x1b[${close}m` : (text: string) => text])
  return { isOn, ...Object.fromEntries(entries) } as Painter
}

/** The colour that a job, step or runner status has everywhere. */
export function paintStatus(painter: Painter, status: string, text: string = status): string {
  switch (status) {
    case 'finished':
    case 'active':
    case 'approved':
      return painter.green(text)
    case 'failed':
    case 'error':
    case 'timed-out':
    case 'not-attempted':
    case 'rejected':
      return painter.red(text)
    case 'cancelled':
    case 'pending':
    case 'waiting':
    case 'offline':
      return painter.yellow(text)
    case 'in-progress':
      return painter.cyan(text)
    default:
      return text
  }
}

/** Width on a terminal: without colour codes. */
export function visibleLength(text: string): number {
  // oxlint-disable-next-line no-control-regex -- escape sequences are control characters
  return [...text.replaceAll(/\x1b\[[0-9;]*m/g, '')].length
}
