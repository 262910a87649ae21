import pino from 'pino'
import type { DestinationStream } from 'pino'
import { MASK } from './masker.ts'

/** The agent's own log, for its operator; never mixed with a job's. */
export interface OperatorLog {
  debug: LogMethod
  info: LogMethod
  warn: LogMethod
  error: LogMethod
  child(fields: Record<string, unknown>): OperatorLog
  setLevel(level: OperatorLogLevel): void
}

export type OperatorLogLevel = 'debug' | 'info' | 'warn' | 'error'

interface LogMethod {
  (message: string): void
  (fields: Record<string, unknown>, message: string): void
}

export interface OperatorLogOptions {
  stream: NodeJS.WritableStream & { isTTY?: boolean }
  level: OperatorLogLevel
  /** `auto`: for people on a terminal, JSON otherwise. */
  format: 'auto' | 'json' | 'pretty'
  /** Values that appear in no line. */
  secrets: () => readonly string[]
}

/** Secrets are removed at the sink: from the finished line, whatever put them there. */
export function createOperatorLog(options: OperatorLogOptions): OperatorLog {
  const isPretty = options.format === 'pretty' || (options.format === 'auto' && options.stream.isTTY === true)
  const sink: DestinationStream = {
    write(line) {
      let masked = line
      for (const secret of options.secrets()) if (secret.length >= 4) masked = masked.replaceAll(secret, MASK)
      options.stream.write(isPretty ? prettyLine(masked) : masked)
    },
  }
  const root = pino(
    { level: 'debug', base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) }, serializers: { err: errorFields } },
    sink,
  )
  // One threshold for the logger and all of its children, however many jobs made one.
  let threshold = LEVELS[options.level]

  function wrap(logger: pino.Logger): OperatorLog {
    const at = (level: OperatorLogLevel): LogMethod => {
      const write = logger[level].bind(logger) as (...args: unknown[]) => void
      return (...args: unknown[]) => {
        if (LEVELS[level] >= threshold) write(...args)
      }
    }
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (fields) => wrap(logger.child(fields)),
      setLevel(level) {
        threshold = LEVELS[level]
      },
    }
  }
  return wrap(root)
}

const LEVELS = { debug: 0, info: 1, warn: 2, error: 3 } as const

function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error ? { code: String(error.code) } : {}
  // A stack is for us: errors that we raise on purpose say all in their message.
  return { message: error.message, ...code, ...(error.name === 'Error' || error instanceof TypeError ? { stack: error.stack } : {}) }
}

function prettyLine(line: string): string {
  try {
    const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>
    const rest = Object.entries(fields)
      .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(' ')
    return `${String(time).slice(11, 23)} ${String(level).toUpperCase().padEnd(5)} ${String(msg)}${rest === '' ? '' : `  ${rest}`}\n`
  } catch {
    return line
  }
}
