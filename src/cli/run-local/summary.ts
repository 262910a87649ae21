import { formatMs } from '../../lib/time.ts'
import type { JobDetail } from '../../protocol/operator/jobs.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { paintStatus } from '../output/painter.ts'
import type { Painter } from '../output/painter.ts'
import { renderTable } from '../output/print.ts'
import { outputText } from '../output/render-job.ts'
import { planHeadline } from '../output/render-plan.ts'

/** What became of one document. */
export interface LocalResult {
  name: string
  /** Of the document. */
  type: string
  exitCode: number
  jobs: readonly JobDetail[]
  /** Why it was not run at all: terraform cannot be had. */
  skipped?: string
  durationMs: number
}

/** The last words of run-local: one row a document, with durations and outputs. */
export function renderSummary(results: readonly LocalResult[], painter: Painter): string {
  const rows = results.map((result) => [result.name, result.type, resultText(result, painter), result.skipped === undefined ? formatMs(result.durationMs) : '-', outcome(result)])
  const skipped = results.find((result) => result.skipped !== undefined)
  return `\n${renderTable(painter, ['JOB', 'TYPE', 'RESULT', 'TOOK', 'OUTCOME'], rows, 'No job was run.')}${skipped === undefined ? '' : `\n${painter.yellow('notice:')} ${skipped.skipped}\n`}`
}

function resultText(result: LocalResult, painter: Painter): string {
  if (result.skipped !== undefined) return painter.yellow('skipped')
  switch (result.exitCode) {
    case EXIT_CODES.changeRejected.code:
      return painter.yellow('rejected')
    case EXIT_CODES.approvalPending.code:
      return painter.yellow('waits for approval')
    case EXIT_CODES.interrupted.code:
      return painter.yellow('interrupted')
    default:
      return paintStatus(painter, result.jobs.at(-1)?.status ?? 'unknown')
  }
}

const MAX_OUTCOME_LENGTH = 80

function outcome(result: LocalResult): string {
  const last = result.jobs.at(-1)
  if (result.skipped !== undefined || last === undefined) return ''
  if (last.status !== 'finished') return clip(last.error?.message ?? last.statusDescription ?? '')
  const parts: string[] = []
  const planned = result.jobs.find((job) => job.planSummary !== undefined)?.planSummary
  if (planned !== undefined) parts.push(planHeadline(planned))
  const outputs = Object.entries(last.outputs ?? {}).filter(([name, value]) => !(name === 'steps' && typeof value === 'object'))
  parts.push(...outputs.map(([name, value]) => `${name}=${outputText(value)}`))
  return clip(parts.join('  '))
}

function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > MAX_OUTCOME_LENGTH ? `${line.slice(0, MAX_OUTCOME_LENGTH - 3)}...` : line
}
