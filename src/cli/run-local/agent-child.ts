import { spawn } from 'node:child_process'
import { openSync, closeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { ProcessIo } from '../../lib/process-io.ts'
import { delay } from '../../lib/time.ts'

export interface AgentChildOptions {
  io: ProcessIo
  command: 'run' | 'install' | 'build'
  apiUrl: string
  runnerId: string
  /** File (0600) with the runner's token. */
  tokenFile: string
  stateDir: string
  logFile: string
}

/** The agent as a process of its own, started through this very program. */
export interface AgentChild {
  readonly pid: number | undefined
  /** Resolves once with how it ended. Never rejects. */
  readonly ended: Promise<string>
  /** Ends running work and the agent; resolves when it is gone. Bounded. Each further call is more urgent. */
  stop(): Promise<void>
  logTail(): Promise<string>
}

/** What the agent gets to cancel its jobs and say goodbye. */
const GRACE_MS = 5_000
const STOP_TIMEOUT_MS = 10_000
/** Longer than the time in which the agent takes two signals for one wish. */
const NEXT_SIGNAL_MS = 300

export function startAgentChild(options: AgentChildOptions): AgentChild {
  const { io } = options
  const [program, ...args] = io.self
  const log = openSync(options.logFile, 'a', 0o600)
  const child = spawn(program, [...args, options.command, '--stop-with-stdin'], {
    cwd: io.cwd,
    // Its own group: a Ctrl-C at the terminal comes to us alone, and we end it in order.
    detached: true,
    // Its stdin is our life line: when we are killed, it ends, and so does the agent.
    stdio: ['pipe', log, log],
    env: {
      ...io.env,
      RUNNER_API_URL: options.apiUrl,
      RUNNER_ID: options.runnerId,
      RUNNER_API_TOKEN: '',
      RUNNER_API_TOKEN_FILE: options.tokenFile,
      RUNNER_STATE_DIR: options.stateDir,
      RUNNER_LOG_FORMAT: 'json',
      RUNNER_GRACE: `${GRACE_MS}ms`,
      RUNNER_STOP_TIMEOUT: `${STOP_TIMEOUT_MS}ms`,
      NO_PROXY: [io.env.NO_PROXY ?? io.env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(','),
    },
  })
  closeSync(log)
  child.stdin?.on('error', () => {}) // it ended before us
  let hasEnded = false
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`))
    child.once('exit', (exitCode, killSignal) => resolve(killSignal === null ? `exited with code ${exitCode}` : `was ended by ${killSignal}`))
  }).finally(() => {
    hasEnded = true
  })

  return {
    pid: child.pid,
    ended,
    async stop() {
      const over = new AbortController()
      void ended.finally(() => over.abort())
      child.kill('SIGTERM') // takes nothing new
      await delay(NEXT_SIGNAL_MS, over.signal)
      if (!hasEnded) child.kill('SIGTERM') // ends what runs
      await delay(STOP_TIMEOUT_MS, over.signal)
      if (!hasEnded) child.kill('SIGTERM') // at once
      await delay(GRACE_MS, over.signal)
      if (!hasEnded) child.kill('SIGKILL')
      await ended
    },
    async logTail() {
      const text = await readFile(options.logFile, 'utf8').catch(() => '')
      return text.split('\n').filter(Boolean).slice(-15).join('\n')
    },
  }
}
