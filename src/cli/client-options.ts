import type { Command } from 'commander'
import { Option } from 'commander'
import type { ServerFlags } from '../client/find-server.ts'
import type { OperatorClient } from '../client/operator-client.ts'
import type { ProcessIo } from '../lib/process-io.ts'
import { OUTPUT_FORMATS } from './output/print.ts'
import type { OutputFormat } from './output/print.ts'

export interface OutputFlags {
  output: OutputFormat
}

/** Adds the options of every command that talks to a control plane. */
export function withServerOptions(command: Command): Command {
  return command
    .option('--server <url>', 'control plane (else RUNNER_SERVER_URL, else the one started last on this machine)')
    .addOption(new Option('--token <token>', 'operator token; visible to other users of this machine').hideHelp())
    .option('--token-file <file>', 'file with the operator token (else RUNNER_OPERATOR_TOKEN)')
    .option('--ca-file <file>', 'PEM file with certificate authorities to trust (else RUNNER_CA_FILE)')
}

export function withOutputOption(command: Command): Command {
  return command.addOption(new Option('-o, --output <format>', 'form of the output').choices(OUTPUT_FORMATS).default('table'))
}

/** A client for the control plane that flags, environment and context name. @throws ConfigError */
export async function clientOf(flags: ServerFlags, io: ProcessIo, signal?: AbortSignal): Promise<OperatorClient> {
  const [{ findServer }, { createOperatorClient }] = await Promise.all([import('../client/find-server.ts'), import('../client/operator-client.ts')])
  return createOperatorClient({ ...findServer(flags, io.env), ...(signal === undefined ? {} : { signal }) })
}
