import type { Command } from 'commander'
import type { ProcessIo } from '../lib/process-io.ts'

/** What a command's action gets beside its arguments and options. */
export interface CommandContext {
  readonly io: ProcessIo
  /** The action's result: the exit code of the process. @default 0 */
  exitCode: number
}

/** A command module: adds arguments, options and the action to its (empty) command. */
export type RegisterCommand = (command: Command, context: CommandContext) => void

export interface CommandEntry {
  name: string
  aliases?: readonly string[]
  summary: string
  group: 'Try it' | 'Control plane' | 'Agent' | 'This program'
  /** Loads the module; nothing else of it is loaded before. */
  load: () => Promise<RegisterCommand>
}
