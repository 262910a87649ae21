import type { CommandEntry } from './command.ts'

/** Every command, in the order of `--help`. A command's module is loaded only when it is called. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: 'run-local', summary: 'control plane and agent in one, on this machine', group: 'Try it', load: async () => (await import('./commands/run-local.ts')).registerRunLocal },
  { name: 'server', summary: 'run a control plane', group: 'Control plane', load: async () => (await import('./commands/server.ts')).registerServer },
  { name: 'job', aliases: ['jobs'], summary: 'submit, watch, approve and cancel jobs', group: 'Control plane', load: async () => (await import('./commands/job.ts')).registerJob },
  { name: 'runners', aliases: ['runner'], summary: 'list and create runners', group: 'Control plane', load: async () => (await import('./commands/runners.ts')).registerRunners },
  { name: 'state', summary: 'terraform states: versions, download, locks', group: 'Control plane', load: async () => (await import('./commands/state.ts')).registerState },
  { name: 'run', summary: 'run an agent for every job group', group: 'Agent', load: async () => (await import('./commands/agent.ts')).registerAgent('run') },
  { name: 'install', summary: 'run an agent for an installation', group: 'Agent', load: async () => (await import('./commands/agent.ts')).registerAgent('install') },
  { name: 'build', aliases: ['org'], summary: 'run an agent that builds, for an organisation', group: 'Agent', load: async () => (await import('./commands/agent.ts')).registerAgent('build') },
  { name: 'version', summary: 'print the version', group: 'This program', load: async () => (await import('./commands/version.ts')).registerVersion },
  { name: 'completion', summary: 'print a completion script for bash, zsh or fish', group: 'This program', load: async () => (await import('./commands/completion.ts')).registerCompletion },
]
