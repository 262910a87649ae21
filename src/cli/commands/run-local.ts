import { Argument } from 'commander'
import type { RegisterCommand } from '../command.ts'
import { runLocal } from '../run-local/run-local.ts'
import type { LocalKind } from '../run-local/options.ts'

interface Flags {
  file: string[]
  state?: string
  watch?: boolean
  autoApprove?: boolean
  keep?: boolean
  debugLines?: boolean
}

export const registerRunLocal: RegisterCommand = (command, context) => {
  command
    .addArgument(new Argument('[kind]', 'what the agent takes: install (of an installation), build or org (builds); without, every job group').choices(['install', 'build', 'org']))
    .option('-f, --file <files...>', 'job documents (YAML or JSON), folders of them, or - for standard input; without, it stays up', [])
    .option('--state <dir>', 'keep everything in this folder; without, in a temporary one that is removed')
    .option('--watch', 'submit again when a document or a file beside it changes')
    .option('--auto-approve', 'apply terraform plans without asking')
    .option('--keep', 'keep the temporary folder')
    .option('--debug-lines', 'also log records of severity debug')
    .addHelpText('after', '\nRuns the documents one after the other and ends with the worst result.\nExample: runner run-local -f examples/quickstart\n')
    .action(async (kind: LocalKind | undefined, flags: Flags) => {
      context.exitCode = await runLocal({
        io: context.io,
        kind: kind === 'org' ? 'build' : kind,
        files: flags.file,
        stateDir: flags.state,
        watches: flags.watch ?? false,
        autoApprove: flags.autoApprove ?? false,
        keeps: flags.keep ?? false,
        showDebug: flags.debugLines ?? false,
      })
    })
}
