import type { ServerFlags } from '../../client/find-server.ts'
import { OPERATOR_JOB_STATUSES } from '../../protocol/operator/jobs.ts'
import type { JobSummary } from '../../protocol/operator/jobs.ts'
import type { RegisterCommand } from '../command.ts'
import type { CommandContext } from '../command.ts'
import { clientOf, withOutputOption, withServerOptions } from '../client-options.ts'
import type { OutputFlags } from '../client-options.ts'
import { paintStatus } from '../output/painter.ts'
import { print } from '../output/print.ts'
import { renderJobDetail, renderJobTable } from '../output/render-job.ts'
import { renderPlan } from '../output/render-plan.ts'
import { closestWord } from '../../lib/closest-word.ts'
import { RunnerError } from '../../lib/errors.ts'
import { followInForeground, showLog } from './job-follow.ts'
import { registerSubmit } from './job-submit.ts'

type Flags = ServerFlags & OutputFlags

export const registerJob: RegisterCommand = (command, context) => {
  const { io } = context

  registerSubmit(command.command('submit').description('submit job documents'), context)

  const list = command.command('list').alias('ls').description('list jobs, newest first')
  withOutputOption(withServerOptions(list))
    .option('--runner <name-or-id>', 'only of this runner')
    .option('--status <status,...>', `only with one of these: ${OPERATOR_JOB_STATUSES.join(', ')}`)
    .option('--type <type,...>', 'only of these job types of the wire')
    .option('--limit <n>', 'at most this many', '50')
    .action(async (flags: Flags & { runner?: string; status?: string; type?: string; limit: string }) => {
      const limit = Number(flags.limit)
      if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw new RunnerError('RUNNER_USAGE', `--limit must be a whole number from 1 to 500, got "${flags.limit}"`)
      for (const status of flags.status?.split(',') ?? []) checkStatus(status.trim())
      const { runner, status, type } = flags
      const page = await (await clientOf(flags, io)).listJobs({ runner, status, type, limit })
      await print(io, flags.output, page, (painter) => {
        const more = page.nextCursor === undefined ? '' : painter.dim('There are more: --limit, --status, --type, --runner\n')
        return renderJobTable(page.items, painter) + more
      })
    })

  withOutputOption(withServerOptions(command.command('get').alias('show').description('show one job').argument('<job-id>'))).action(async (id: string, flags: Flags) => {
    const job = await (await clientOf(flags, io)).getJob(id)
    await print(io, flags.output, job, (painter) => renderJobDetail(job, painter))
  })

  withOutputOption(withServerOptions(command.command('plan').description('show the stored terraform plan of a job').argument('<job-id>'))).action(async (id: string, flags: Flags) => {
    const plan = await (await clientOf(flags, io)).getPlan(id)
    await print(io, flags.output, plan, (painter) => renderPlan(plan, painter))
  })

  const logs = command.command('logs').alias('log').description('print the log of a job').argument('<job-id>')
  withOutputOption(withServerOptions(logs))
    .option('-f, --follow', "go on until the job ends; the exit code is the job's")
    .option('--debug-lines', 'also records of severity debug')
    .action(async (id: string, flags: Flags & { follow?: boolean; debugLines?: boolean }) => {
      const client = await clientOf(flags, io)
      context.exitCode = flags.follow
        ? await followInForeground(client, id, io, { showDebug: flags.debugLines ?? false })
        : await showLog(client, id, io, { format: flags.output, showDebug: flags.debugLines ?? false })
    })

  const cancel = command.command('cancel').description('cancel a job that has not ended').argument('<job-id>')
  withOutputOption(withServerOptions(cancel))
    .option('--reason <text>', 'why; kept with the job')
    .action(async (id: string, flags: Flags & { reason?: string }) => {
      await printAnswer(context, flags, await (await clientOf(flags, io)).cancelJob(id, flags.reason))
    })

  const retry = command.command('retry').description('give an ended job one more attempt').argument('<job-id>')
  withOutputOption(withServerOptions(retry))
    .option('--follow', "follow it to its end; the exit code is the job's")
    .action(async (id: string, flags: Flags & { follow?: boolean }) => {
      const client = await clientOf(flags, io)
      const job = await client.retryJob(id)
      if (flags.follow) context.exitCode = await followInForeground(client, job.id, io, {})
      else await printAnswer(context, flags, job)
    })

  const approve = command.command('approve').description('approve the plan of a terraform change').argument('<job-id>', 'of the plan job')
  withOutputOption(withServerOptions(approve))
    .option('--plan-digest <digest>', 'only this very plan (sha256:...)')
    .option('--reason <text>', 'why; kept with the job')
    .option('--follow', "follow the apply job to its end; the exit code is the job's")
    .action(async (id: string, flags: Flags & { planDigest?: string; reason?: string; follow?: boolean }) => {
      const client = await clientOf(flags, io)
      const job = await client.approveJob(id, { planDigest: flags.planDigest, reason: flags.reason })
      if (flags.follow && job.applyJobId !== undefined) context.exitCode = await followInForeground(client, job.applyJobId, io, {})
      else await printAnswer(context, flags, job)
    })

  const reject = command.command('reject').description('reject the plan of a terraform change').argument('<job-id>', 'of the plan job')
  withOutputOption(withServerOptions(reject))
    .option('--reason <text>', 'why; kept with the job')
    .action(async (id: string, flags: Flags & { reason?: string }) => {
      await printAnswer(context, flags, await (await clientOf(flags, io)).rejectJob(id, flags.reason))
    })
}

async function printAnswer({ io }: CommandContext, flags: OutputFlags, job: JobSummary): Promise<void> {
  await print(io, flags.output, job, (painter) => {
    const approval = job.approval === undefined || job.approval === 'not-required' ? '' : `, its plan is ${paintStatus(painter, job.approval)}`
    const apply = job.applyJobId === undefined ? '' : `\nThe apply job is ${job.applyJobId}: runner job logs -f ${job.applyJobId}`
    return `${job.id} is ${paintStatus(painter, job.status)}${approval}${apply}\n`
  })
}

function checkStatus(status: string): void {
  if ((OPERATOR_JOB_STATUSES as readonly string[]).includes(status)) return
  const meant = closestWord(status, OPERATOR_JOB_STATUSES)
  throw new RunnerError('RUNNER_USAGE', `--status: unknown status "${status}"`, {
    metadata: { hint: meant === undefined ? `Known: ${OPERATOR_JOB_STATUSES.join(', ')}` : `Did you mean ${meant}?` },
  })
}
