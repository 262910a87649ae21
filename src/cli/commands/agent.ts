import type { Command } from 'commander'
import { closestWord } from '../../lib/closest-word.ts'
import { RunnerError } from '../../lib/errors.ts'
import type { ProcessIo } from '../../lib/process-io.ts'
import type { RegisterCommand } from '../command.ts'

const NO_FLAGS: Record<string, string> = {}

export const AGENT_COMMANDS = ['run', 'install', 'build'] as const
export type AgentCommand = (typeof AGENT_COMMANDS)[number]

/**
 * Runs an agent until it is stopped. Flags are the configuration keys with
 * dashes (`--runner-api-url URL`), and `--config FILE`.
 */
export async function runAgentCommand(command: AgentCommand, argv: readonly string[], io: ProcessIo): Promise<number> {
  const flags = argv.length === 0 ? NO_FLAGS : await parseAgentFlags(command, argv)
  if (flags === 'help') {
    io.stdout.write(await agentHelp(command))
    return 0
  }
  const [{ runAgent }, { VERSION }] = await Promise.all([import('../../agent/run-agent.ts'), import('../../lib/version.ts')])
  const { config, 'stop-with-stdin': stopsWithStdin, ...fields } = flags
  return runAgent({
    command,
    env: io.env,
    flags: fields,
    io: {
      stdout: io.stdout,
      cwd: io.cwd,
      version: VERSION,
      onSignal: (listener) => {
        if (stopsWithStdin !== undefined) endWithStdin(io, listener)
        return io.onSignal(['SIGTERM', 'SIGINT', 'SIGUSR1'], listener)
      },
      ...(config === undefined ? {} : { configFile: config }),
    },
  })
}

/** For agents that another process of ours started: when that one is gone, its end of the pipe is, and the work is cancelled. */
function endWithStdin(io: ProcessIo, listener: (killSignal: NodeJS.Signals) => void): void {
  io.stdin.on('end', () => {
    listener('SIGTERM')
    setTimeout(() => listener('SIGTERM'), NEXT_SIGNAL_MS).unref()
  })
  io.stdin.on('error', () => {})
  io.stdin.resume()
}

/** Two signals at once count as one. */
const NEXT_SIGNAL_MS = 300

/** For help and completion: the options are those of the configuration schema. */
export function registerAgent(name: AgentCommand): RegisterCommand {
  return (command: Command, context) => {
    command
      .allowUnknownOption()
      .helpOption(false)
      .argument('[flags...]')
      .action(async (argv: string[]) => {
        context.exitCode = await runAgentCommand(name, argv.length === 0 ? ['--help'] : argv, context.io)
      })
  }
}

async function parseAgentFlags(command: AgentCommand, argv: readonly string[]): Promise<Record<string, string> | 'help'> {
  const names = await agentFlags()
  const flags: Record<string, string> = {}
  for (let index = 0; index < argv.length; index++) {
    const arg = argv[index]!
    if (arg === '--help' || arg === '-h') return 'help'
    if (arg === '--debug') continue
    if (arg === '--stop-with-stdin') {
      flags['stop-with-stdin'] = ''
      continue
    }
    const [, name, inline] = /^--([a-z][a-z0-9-]*)(?:=([^]*))?$/.exec(arg) ?? []
    if (name === undefined) throw usage(command, `"${arg}" is not a flag; \`runner ${command}\` takes flags only`)
    if (!names.includes(name)) {
      const meant = closestWord(name, names)
      throw usage(command, `unknown flag --${name}${meant === undefined ? '' : `; did you mean --${meant}?`}`)
    }
    const value = inline ?? argv[++index]
    if (value === undefined) throw usage(command, `--${name} needs a value`)
    flags[name] = value
  }
  return flags
}

/** Every flag of the agent commands, without dashes. */
export async function agentFlags(): Promise<string[]> {
  return ['config', ...(await agentFields()).map(({ flag }) => flag)]
}

function usage(command: AgentCommand, message: string): RunnerError {
  return new RunnerError('RUNNER_USAGE', message, { metadata: { hint: `All flags: runner ${command} --help` } })
}

async function agentFields(): Promise<{ flag: string; variable: string; description: string; default: string | undefined }[]> {
  const { CONFIG_FIELDS } = await import('../../agent/config/schema.ts')
  return Object.values(CONFIG_FIELDS as Record<string, { key: string; description: string; default?: string }>).map((field) => ({
    flag: field.key.replaceAll('_', '-'),
    variable: field.key.toUpperCase(),
    description: field.description,
    default: field.default,
  }))
}

const SUMMARIES: Readonly<Record<AgentCommand, string>> = {
  run: 'Runs an agent that takes the jobs of every group.',
  install: 'Runs an agent for an installation: operations, sync, sandbox, deploy and actions jobs.',
  build: 'Runs an agent for an organisation: operations, sync and build jobs.',
}

async function agentHelp(command: AgentCommand): Promise<string> {
  const { exitCodeHelp } = await import('../exit-codes.ts')
  const rows = (await agentFields()).map(
    (field) => `  --${field.flag} <value>\n        ${field.description}\n        ${field.variable}${field.default ? `, default ${field.default}` : ''}\n`,
  )
  return `Usage: runner ${command} [flags]

${SUMMARIES[command]}
Flags win over the environment, the environment over the file, the file over the defaults.
The first SIGTERM or SIGINT drains, the second cancels the work, the third exits. SIGUSR1 drains.

Flags:
  --config <file>
        Configuration file (YAML or JSON). RUNNER_CONFIG_FILE, default /etc/runner/config.yaml, ~/.runner/config.yaml
${rows.join('')}
${exitCodeHelp()}
`
}
