import { Argument } from 'commander'
import type { Command } from 'commander'
import type { CommandContext, RegisterCommand } from '../command.ts'
import { renderCompletion, SHELLS } from '../completion-scripts.ts'
import type { CompletionNode, Shell } from '../completion-scripts.ts'
import { AGENT_COMMANDS } from './agent.ts'

export const registerCompletion: RegisterCommand = (command, context) => {
  command
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText('after', '\nbash: source <(runner completion bash)\nzsh:  runner completion zsh > "${fpath[1]}/_runner"\nfish: runner completion fish > ~/.config/fish/completions/runner.fish\n')
    .action(async (shell: Shell) => {
      context.io.stdout.write(renderCompletion(shell, await completionTree(context)))
    })
}

/** Every command with its options, as the parser has them. */
async function completionTree(context: CommandContext): Promise<CompletionNode> {
  const [{ buildProgram }, { COMMANDS }, { agentFlags }] = await Promise.all([import('../program.ts'), import('../command-table.ts'), import('./agent.ts')])
  const program = await buildProgram(COMMANDS, context, () => true)
  const flags = await agentFlags()
  return nodeOf(program, flags)
}

function nodeOf(command: Command, agentFlags: readonly string[]): CompletionNode {
  const isAgent = AGENT_COMMANDS.includes(command.name() as never)
  return {
    name: command.name(),
    aliases: command.aliases(),
    summary: command.description(),
    options: isAgent
      ? agentFlags.map((flag) => ({ flags: [`--${flag}`], takesValue: true, takesFile: flag.endsWith('file') || flag === 'config', choices: [], summary: '' }))
      : command.options
          .filter((option) => !option.hidden)
          .map((option) => ({
            flags: [option.short, option.long].filter((flag) => flag !== undefined && flag !== null),
            takesValue: option.required || option.optional,
            takesFile: /<(file|dir)/.test(option.flags),
            choices: option.argChoices ?? [],
            summary: option.description,
          })),
    words: isAgent ? [] : command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
    children: command.commands.map((child) => nodeOf(child, agentFlags)),
  }
}
