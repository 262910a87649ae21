import { Command, CommanderError } from 'commander'
import { closestWord } from '../lib/closest-word.ts'
import { RunnerError } from '../lib/errors.ts'
import type { ProcessIo } from '../lib/process-io.ts'
import { EXIT_CODES, exitCodeHelp } from './exit-codes.ts'
import type { CommandContext, CommandEntry } from './command.ts'
import { createPainter } from './output/painter.ts'

/** Parses the command line and runs the action. @throws what the action throws, and RUNNER_USAGE */
export async function runProgram(argv: readonly string[], io: ProcessIo, commands: readonly CommandEntry[]): Promise<number> {
  if (argv.length === 0) return runProgram(['--help'], io, commands)
  const context: CommandContext = { io, exitCode: 0 }
  const wanted = argv.find((arg) => !arg.startsWith('-'))
  const program = await buildProgram(commands, context, (entry) => matches(entry, wanted) || (wanted === 'help' && argv.some((arg) => matches(entry, arg))))
  if (wanted === undefined && argv.includes('--version')) return runProgram(['version'], io, commands)
  if (wanted !== undefined && wanted !== 'help' && !commands.some((entry) => matches(entry, wanted))) throw unknownCommand(wanted, commands)
  try {
    await program.parseAsync(argv as string[], { from: 'user' })
    return context.exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? EXIT_CODES.ok.code : EXIT_CODES.usage.code // its text is printed already
  }
}

/** The command tree; only commands that `isNeeded` names are filled in. */
export async function buildProgram(commands: readonly CommandEntry[], context: CommandContext, isNeeded: (entry: CommandEntry) => boolean): Promise<Command> {
  const { io } = context
  const painter = createPainter(io.stdout, io.env)
  const program = new Command('runner')
  const inherit = (command: Command) =>
    command
      .exitOverride()
      .configureOutput({
        writeOut: (text) => void io.stdout.write(text),
        writeErr: (text) => void io.stderr.write(text),
        getOutHelpWidth: () => io.stdout.columns ?? 100,
        getErrHelpWidth: () => io.stderr.columns ?? 100,
        getOutHasColors: () => painter.isOn,
        outputError: (text, write) => write(text.endsWith('\n') ? text : `${text}\n`),
      })
      .configureHelp({ styleTitle: painter.bold, showGlobalOptions: true })
      .showSuggestionAfterError()
  inherit(program)
    .description('An agent that takes jobs from a control plane and runs them here, and the control plane itself.')
    .option('--debug', 'print stacks of errors')
    .option('--version', 'print the version')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText('after', `\n${exitCodeHelp()}\n\nStart here: runner run-local -f examples/quickstart\n`)
  for (const entry of commands) {
    const command = program.command(entry.name).description(entry.summary).helpGroup(`${entry.group}:`)
    for (const alias of entry.aliases ?? []) command.alias(alias)
    if (isNeeded(entry)) (await entry.load())(command, context)
    eachCommand(command, inherit)
  }
  return program
}

function eachCommand(command: Command, visit: (command: Command) => unknown): void {
  visit(command)
  for (const child of command.commands) eachCommand(child, visit)
}

function matches(entry: CommandEntry, word: string | undefined): boolean {
  return word !== undefined && (entry.name === word || (entry.aliases ?? []).includes(word))
}

function unknownCommand(word: string, commands: readonly CommandEntry[]): RunnerError {
  const known = commands.flatMap((entry) => [entry.name, ...(entry.aliases ?? [])])
  const meant = closestWord(word, known)
  return new RunnerError('RUNNER_USAGE', `unknown command "${word}"`, {
    metadata: { hint: meant === undefined ? 'All commands: runner --help' : `Did you mean \`runner ${meant}\`?` },
  })
}
