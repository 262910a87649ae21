import type { ProcessIo } from '../lib/process-io.ts'
import { COMMANDS } from './command-table.ts'

const AGENT_COMMANDS: ReadonlySet<string> = new Set(['run', 'install', 'build', 'org'])

/**
 * The whole command line: arguments in, exit code out. Never rejects. Agent
 * commands go around the option parser of the others: a start must be cheap.
 */
export async function runCli(argv: readonly string[], io: ProcessIo): Promise<number> {
  try {
    const first = argv[0]
    if (first !== undefined && AGENT_COMMANDS.has(first)) {
      const { runAgentCommand } = await import('./commands/agent.ts')
      return await runAgentCommand(first === 'org' ? 'build' : (first as 'run' | 'install' | 'build'), argv.slice(1), io)
    }
    const { runProgram } = await import('./program.ts')
    return await runProgram(argv, io, COMMANDS)
  } catch (error) {
    const [{ renderError, exitCodeOfError }, { createPainter }] = await Promise.all([import('./render-error.ts'), import('./output/painter.ts')])
    io.stderr.write(renderError(error, createPainter(io.stderr, io.env), { debug: argv.includes('--debug') }))
    return exitCodeOfError(error)
  }
}
