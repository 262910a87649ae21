import type { ProcessIo } from '../../lib/process-io.ts'
import { formatMs } from '../../lib/time.ts'
import type { JobStatusEvent, LogLine } from '../../protocol/operator/logs.ts'
import { createPainter, paintStatus, visibleLength } from '../output/painter.ts'
import { printableText } from './log-text.ts'
import { createTerraformProgress } from './terraform-progress.ts'

export interface FollowViewOptions {
  /** Also records of severity debug. */
  showDebug?: boolean
  indent?: string
  /** A live last line on a terminal. @default true */
  isLive?: boolean
}

/** Shows one job while it runs: its lines, and on a terminal a live last line. */
export interface FollowView {
  line(line: LogLine): void
  status(event: JobStatusEvent): void
  /** A remark of the program itself. */
  note(text: string): void
  /** Takes the live line away. Idempotent. */
  close(): void
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const TICK_MS = 120

/**
 * Lines are "elapsed  step mark text"; the mark is `│` for standard output,
 * `!` for standard error and `·` for the agent's own words.
 */
export function createFollowView(io: ProcessIo, options: FollowViewOptions = {}): FollowView {
  const { stdout } = io
  const painter = createPainter(stdout, io.env)
  const indent = options.indent ?? ''
  const isLive = options.isLive !== false && stdout.isTTY === true && io.env.TERM !== 'dumb'
  const startedMs = Date.now()
  const terraform = createTerraformProgress()
  let firstLineMs: number | undefined
  let stepWidth = 0
  let liveText = ''
  let frame = 0
  let status = 'queued'
  let currentStep: string | undefined
  const toldSteps = new Map<string, string>()

  const hideLive = () => {
    if (liveText !== '') stdout.write('\r\x1b[K')
    liveText = ''
  }
  const showLive = () => {
    if (!isLive) return
    frame = (frame + 1) % SPINNER.length
    const parts = [formatMs(Date.now() - startedMs), status, currentStep === undefined ? undefined : `step ${currentStep}`, terraform.text]
    const text = `${indent}${SPINNER[frame]} ${parts.filter((part) => part !== undefined).join('  ')}`.slice(0, (stdout.columns || 80) - 1)
    stdout.write(`\r\x1b[K${painter.cyan(text)}`)
    liveText = text
  }
  const write = (text: string) => {
    hideLive() // it comes back with the next tick: many lines cost no more than their text
    stdout.write(`${indent}${text}\n`)
  }
  const timer = isLive ? setInterval(showLive, TICK_MS) : undefined

  return {
    line(line) {
      terraform.observe(line)
      if (line.severity === 'debug' && options.showDebug !== true) return
      const timeMs = Date.parse(line.time)
      firstLineMs ??= timeMs
      const elapsed = formatMs(Math.max(0, timeMs - firstLineMs)).padStart(8)
      const step = line.step ?? ''
      stepWidth = Math.max(stepWidth, Math.min(visibleLength(step), 24))
      const mark = line.stream === 'stderr' ? painter.yellow('!') : line.stream === 'stdout' ? painter.dim('│') : painter.dim('·')
      const prefix = `${painter.dim(elapsed)}  ${painter.cyan(step.padEnd(stepWidth))}${stepWidth === 0 ? '' : ' '}${mark} `
      for (const text of printableText(line.body, painter).split('\n')) write(prefix + severityPaint(line, text))
    },
    status(event) {
      status = event.status
      for (const step of event.steps ?? []) {
        const told = toldSteps.get(step.name)
        if (told === step.status) continue
        toldSteps.set(step.name, step.status)
        if (step.status === 'in-progress') currentStep = step.name
        else if (currentStep === step.name) currentStep = undefined
        if (told !== undefined || step.status !== 'pending') tellStep(step)
      }
    },
    note: (text) => write(text),
    close() {
      clearInterval(timer)
      hideLive()
    },
  }

  function severityPaint(line: LogLine, text: string): string {
    if (line.stream !== undefined) return text
    if (line.severity === 'error') return painter.red(text)
    return line.severity === 'warn' ? painter.yellow(text) : painter.dim(text)
  }

  function tellStep(step: { name: string; status: string; durationMs?: number | undefined }): void {
    const took = step.status === 'in-progress' || step.durationMs === undefined ? '' : ` (${formatMs(step.durationMs)})`
    write(`${painter.dim('──')} ${step.name} ${step.status === 'in-progress' ? 'started' : paintStatus(painter, step.status)}${painter.dim(took)}`)
  }
}
