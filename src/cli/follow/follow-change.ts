import type { OperatorClient } from '../../client/operator-client.ts'
import type { ProcessIo } from '../../lib/process-io.ts'
import { formatMs } from '../../lib/time.ts'
import type { JobDetail } from '../../protocol/operator/jobs.ts'
import { EXIT_CODES, exitCodeOfStatus } from '../exit-codes.ts'
import { createPainter, paintStatus } from '../output/painter.ts'
import type { Painter } from '../output/painter.ts'
import { renderJobError, renderOutputs } from '../output/render-job.ts'
import { renderPlan } from '../output/render-plan.ts'
import { askYesNo, canAsk } from './ask.ts'
import { followJob } from './follow-job.ts'
import { createFollowView } from './follow-view.ts'
import { showDeclaredOutputs } from './declared-outputs.ts'
import type { DeclaredOutput } from './declared-outputs.ts'

export interface FollowChangeOptions {
  client: OperatorClient
  io: ProcessIo
  signal: AbortSignal
  showDebug?: boolean
  indent?: string
  /** Of the document, where it is known. */
  outputs?: readonly DeclaredOutput[] | undefined
  /** The document's file: destinations of outputs are relative to its folder. */
  file?: string | undefined
}

export interface FollowedChange {
  exitCode: number
  /** The job and, for a terraform change, the apply job that came of it. */
  jobs: JobDetail[]
}

/**
 * Follows a job and, when its plan leads to one, the apply job too. Shows the
 * plan; asks for the approval where somebody is there to answer.
 */
export async function followChange(jobId: string, options: FollowChangeOptions): Promise<FollowedChange> {
  const { client, io, signal } = options
  const painter = createPainter(io.stdout, io.env)
  const indent = options.indent ?? ''
  const out = (text: string) => void io.stdout.write(indented(text, indent))

  const job = await followOne(jobId, options)
  if (job === undefined) return { exitCode: EXIT_CODES.interrupted.code, jobs: [] }
  if (job.planSummary !== undefined) out(renderPlan(await client.getPlan(jobId), painter))
  const end = (code: number, jobs: JobDetail[]): FollowedChange => ({ exitCode: code, jobs })

  let applyJobId = job.applyJobId
  switch (job.approvalDetail?.status) {
    case 'pending': {
      if (!canAsk(io)) {
        out(`The plan waits for its approval: runner job approve ${jobId}, or runner job reject ${jobId}\n`)
        return end(EXIT_CODES.approvalPending.code, [job])
      }
      const { planDigest } = job.approvalDetail
      const answer = await askYesNo(io, `${indent}Apply this plan?`, signal)
      if (answer === undefined) {
        out(`The plan still waits for its approval: runner job approve ${jobId}, or runner job reject ${jobId}\n`)
        return end(EXIT_CODES.interrupted.code, [job])
      }
      if (!answer) {
        await client.rejectJob(jobId, 'rejected at the prompt')
        return end(EXIT_CODES.changeRejected.code, [job])
      }
      applyJobId = (await client.approveJob(jobId, { planDigest })).applyJobId
      break
    }
    case 'rejected':
      out(`The plan was rejected${job.approvalDetail.reason === undefined ? '' : `: ${job.approvalDetail.reason}`}.\n`)
      return end(EXIT_CODES.changeRejected.code, [job])
    default:
  }

  if (applyJobId === undefined || job.status !== 'finished') {
    await showEnd(job, options, painter, out)
    return end(exitCodeOfStatus(job.status), [job])
  }
  out(`${painter.bold('apply')} ${painter.dim(applyJobId)}\n`)
  const apply = await followOne(applyJobId, options)
  if (apply === undefined) return end(EXIT_CODES.interrupted.code, [job])
  await showEnd(apply, options, painter, out)
  return end(exitCodeOfStatus(apply.status), [job, apply])
}

async function followOne(jobId: string, { client, io, signal, showDebug = false, indent = '' }: FollowChangeOptions): Promise<JobDetail | undefined> {
  const view = createFollowView(io, { showDebug, indent })
  try {
    return await followJob(client, jobId, view, signal)
  } finally {
    view.close()
  }
}

async function showEnd(job: JobDetail, options: FollowChangeOptions, painter: Painter, out: (text: string) => void): Promise<void> {
  if (job.error !== undefined) out(renderJobError(job, painter))
  if (job.outputs !== undefined && job.status === 'finished') {
    if (options.outputs !== undefined) await showDeclaredOutputs(job.outputs, options.outputs, { painter, out, file: options.file, cwd: options.io.cwd })
    else if (Object.keys(job.outputs).length > 0) out(`${painter.bold('outputs')}\n${renderOutputs(job.outputs, painter)}`)
  }
  const took = job.durationMs === undefined ? '' : ` in ${formatMs(job.durationMs)}`
  const why = job.status !== 'finished' && job.error === undefined && job.statusDescription ? `: ${job.statusDescription}` : ''
  out(`${paintStatus(painter, job.status)}${took}${why}\n`)
}

function indented(text: string, indent: string): string {
  return indent === '' ? text : text.replaceAll(/^(?=[^\n])/gm, indent)
}
