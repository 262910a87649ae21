import { PassThrough, Writable } from 'node:stream'
import { runCli } from '../../src/cli/main.ts'
import type { ProcessIo } from '../../src/lib/process-io.ts'

export interface CliRun {
  exitCode: number
  stdout: string
  stderr: string
}

export interface CliOptions {
  env?: Record<string, string>
  cwd?: string
  stdin?: string
  /** Pretends that standard output is a terminal. */
  isTTY?: boolean
}

/** A process's surroundings that a test owns; `interrupt` is Ctrl-C. */
export function cliIo(options: CliOptions = {}): { io: ProcessIo; stdout: () => string; stderr: () => string; interrupt: () => void } {
  const handlers = new Set<(killSignal: NodeJS.Signals) => void>()
  const [stdout, stdoutText] = sink(options.isTTY ?? false)
  const [stderr, stderrText] = sink(false)
  const stdin = new PassThrough()
  stdin.end(options.stdin ?? '')
  return {
    io: {
      env: { PATH: process.env.PATH, HOME: '/nonexistent', ...options.env },
      cwd: options.cwd ?? process.cwd(),
      stdout,
      stderr,
      stdin,
      onSignal: (_, handler) => {
        handlers.add(handler)
        return () => handlers.delete(handler)
      },
      self: [process.execPath, new URL('../../src/main.ts', import.meta.url).pathname],
    },
    stdout: stdoutText,
    stderr: stderrText,
    interrupt: () => {
      for (const handler of handlers) handler('SIGINT')
    },
  }
}

/** Runs a command line in this process. */
export async function cli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const { io, stdout, stderr } = cliIo(options)
  const exitCode = await runCli(args, io)
  return { exitCode, stdout: stdout(), stderr: stderr() }
}

function sink(isTTY: boolean): [ProcessIo['stdout'], () => string] {
  let text = ''
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _, done) {
      text += chunk.toString()
      done()
    },
  })
  return [Object.assign(stream, { isTTY, columns: 100 }), () => text]
}
