import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Option } from 'commander'
import type { ServerFlags } from '../../client/find-server.ts'
import { RUNNER_KINDS } from '../../protocol/operator/runners.ts'
import type { Runner, RunnerKind } from '../../protocol/operator/runners.ts'
import type { RegisterCommand } from '../command.ts'
import { clientOf, withOutputOption, withServerOptions } from '../client-options.ts'
import type { OutputFlags } from '../client-options.ts'
import { collect } from '../collect.ts'
import { paintStatus } from '../output/painter.ts'
import { ago, print, renderFields, renderTable } from '../output/print.ts'

type Flags = ServerFlags & OutputFlags

export const registerRunners: RegisterCommand = (command, context) => {
  const { io } = context

  withOutputOption(withServerOptions(command.command('list').alias('ls').description('list runners'))).action(async (flags: Flags) => {
    const client = await clientOf(flags, io)
    const items = await collect(client.listRunners())
    await print(io, flags.output, { items }, (painter) =>
      renderTable(
        painter,
        ['NAME', 'ID', 'KIND', 'STATUS', 'VERSION', 'LAST SEEN', 'OPEN JOBS'],
        items.map((runner) => [
          runner.name,
          runner.id,
          runner.kind,
          paintStatus(painter, runner.status),
          runner.version ?? '-',
          ago(runner.lastHeartbeatAt),
          String(runner.openJobs ?? 0),
        ]),
        'There is no runner yet. Create one: runner runners create NAME',
      ),
    )
  })

  withOutputOption(withServerOptions(command.command('get').description('show one runner').argument('<name-or-id>'))).action(async (name: string, flags: Flags) => {
    const runner = await (await clientOf(flags, io)).getRunner(name)
    await print(io, flags.output, runner, (painter) => renderFields(painter, runnerFields(runner)))
  })

  const create = command.command('create').description('create a runner and its token').argument('<name>')
  withOutputOption(withServerOptions(create))
    .addOption(new Option('--kind <kind>', 'install: for one installation; org: builds for all').choices(RUNNER_KINDS).default('install'))
    .option('--save-token <file>', 'write the token to this file (mode 0600) instead of printing it')
    .action(async (name: string, flags: Flags & { kind: RunnerKind; saveToken?: string }) => {
      const client = await clientOf(flags, io)
      const created = await client.createRunner({ name, kind: flags.kind })
      if (flags.saveToken !== undefined) await writeFile(resolve(io.cwd, flags.saveToken), `${created.token}\n`, { mode: 0o600 })
      const shown = flags.saveToken === undefined ? created : { ...created, token: undefined, tokenFile: flags.saveToken }
      await print(io, flags.output, shown, (painter) => {
        const fields = renderFields(painter, [
          ['Runner', created.name],
          ['Id', created.id],
          ['Token', flags.saveToken === undefined ? `${created.token}  ${painter.dim('(shown this once)')}` : `in ${flags.saveToken}`],
        ])
        const command_ = created.kind === 'org' ? 'build' : 'run'
        return `${fields}\nStart its agent:\n  RUNNER_API_URL=${client.baseUrl} RUNNER_ID=${created.id} RUNNER_API_TOKEN_FILE=${flags.saveToken ?? 'FILE-WITH-THE-TOKEN'} runner ${command_}\n`
      })
    })
}

function runnerFields(runner: Runner): [string, string | undefined][] {
  return [
    ['Name', runner.name],
    ['Id', runner.id],
    ['Kind', runner.kind],
    ['Status', runner.status],
    ['Version', runner.version],
    ['Last seen', ago(runner.lastHeartbeatAt)],
    ['Open jobs', String(runner.openJobs ?? 0)],
    ...(runner.processes ?? []).map((process): [string, string] => ['Process', `${process.id} ${process.type} ${process.status} ${process.version ?? ''}`.trim()]),
  ]
}
