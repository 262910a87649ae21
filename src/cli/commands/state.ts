import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ServerFlags } from '../../client/find-server.ts'
import { RunnerError } from '../../lib/errors.ts'
import type { RegisterCommand } from '../command.ts'
import { clientOf, withOutputOption, withServerOptions } from '../client-options.ts'
import type { OutputFlags } from '../client-options.ts'
import { collect } from '../collect.ts'
import { ago, humanBytes, print, renderTable } from '../output/print.ts'

type Flags = ServerFlags & OutputFlags

export const registerState: RegisterCommand = (command, context) => {
  const { io } = context

  withOutputOption(withServerOptions(command.command('list').alias('ls').description('list terraform workspaces'))).action(async (flags: Flags) => {
    const items = await collect((await clientOf(flags, io)).listWorkspaces())
    await print(io, flags.output, { items }, (painter) =>
      renderTable(
        painter,
        ['WORKSPACE', 'ID', 'SERIAL', 'RESOURCES', 'VERSIONS', 'UPDATED', 'LOCKED BY'],
        items.map((workspace) => [
          workspace.name ?? '-',
          workspace.id,
          String(workspace.serial ?? '-'),
          String(workspace.resources ?? '-'),
          String(workspace.versions ?? '-'),
          ago(workspace.updatedAt),
          workspace.lock === undefined ? '-' : painter.yellow(`${workspace.lock.Who ?? workspace.lock.ID} (${workspace.lock.Operation ?? 'unknown operation'})`),
        ]),
        'There is no terraform workspace yet.',
      ),
    )
  })

  withOutputOption(withServerOptions(command.command('versions').description('list the kept versions of a state, newest first').argument('<workspace>'))).action(
    async (workspace: string, flags: Flags) => {
      const items = await collect((await clientOf(flags, io)).listStateVersions(workspace))
      await print(io, flags.output, { items }, (painter) =>
        renderTable(
          painter,
          ['VERSION', 'SERIAL', 'RESOURCES', 'SIZE', 'TERRAFORM', 'CREATED', 'JOB'],
          items.map((version) => [
            version.id,
            String(version.serial ?? '-'),
            String(version.resources ?? '-'),
            humanBytes(version.sizeBytes),
            version.terraformVersion ?? '-',
            version.createdAt,
            version.jobId ?? '-',
          ]),
          'This workspace has no state yet.',
        ),
      )
    },
  )

  const download = command.command('download').description('download a state').argument('<workspace>').argument('[version]', 'id of a version', 'latest')
  withServerOptions(download)
    .option('--to <file>', 'write to this file (mode 0600) instead of standard output')
    .action(async (workspace: string, version: string, flags: ServerFlags & { to?: string }) => {
      const bytes = await (await clientOf(flags, io)).downloadState(workspace, version)
      if (flags.to === undefined) {
        io.stdout.write(bytes.toString('utf8'))
        return
      }
      const path = resolve(io.cwd, flags.to)
      await writeFile(path, bytes, { mode: 0o600 }).catch((error: unknown) => {
        throw new RunnerError('RUNNER_USAGE', `cannot write ${path}: ${(error as Error).message}`, { cause: error })
      })
      io.stderr.write(`${humanBytes(bytes.length)} written to ${path}\n`)
    })

  const breakLock = command.command('break-lock').description('break the lock of a state whose holder is gone').argument('<workspace>')
  withOutputOption(withServerOptions(breakLock))
    .requiredOption('--reason <text>', 'why; kept with the event')
    .action(async (workspace: string, flags: Flags & { reason: string }) => {
      const answer = await (await clientOf(flags, io)).breakLock(workspace, flags.reason)
      await print(io, flags.output, answer, () =>
        answer.broken ? `The lock of ${workspace} is broken${answer.lock ? `: it was held by ${answer.lock.Who ?? answer.lock.ID} since ${answer.lock.Created ?? 'an unknown time'}` : ''}.\n` : `${workspace} was not locked.\n`,
      )
    })
}
