import { VERSION } from '../../lib/version.ts'
import type { RegisterCommand } from '../command.ts'
import { withOutputOption } from '../client-options.ts'
import type { OutputFlags } from '../client-options.ts'
import { print } from '../output/print.ts'

export const registerVersion: RegisterCommand = (command, context) => {
  withOutputOption(command).action(async (flags: OutputFlags) => {
    const value = { version: VERSION, node: process.version, platform: `${process.platform}-${process.arch}` }
    await print(context.io, flags.output, value, () => `${VERSION}\n`)
  })
}
