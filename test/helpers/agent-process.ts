import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { tempDir } from './temp-dir.ts'
import { waitUntil } from './wait-until.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface AgentProcess extends AsyncDisposable {
  readonly pid: number
  readonly stateDir: string
  /** The agent's own log, one JSON object a line, parsed. */
  log(): Record<string, unknown>[]
  output(): string
  kill(killSignal: NodeJS.Signals): void
  /** The exit code, or the signal's name. */
  exited(timeoutMs?: number): Promise<number | string>
  waitForLog(message: string | RegExp, timeoutMs?: number): Promise<Record<string, unknown>>
}

export interface AgentProcessOptions {
  url: string
  command?: 'run' | 'build' | 'install'
  token?: string
  runnerId?: string
  env?: Record<string, string>
  args?: string[]
  /** Kept across agents of one test; removed by the test. */
  stateDir?: string
}

/** A real agent in a process of its own. It is ended, if need be killed, with its scope. */
export function startAgent(options: AgentProcessOptions): AgentProcess {
  const own = options.stateDir === undefined ? tempDir('runner-agent-') : undefined
  const stateDir = options.stateDir ?? own!.path
  const child = spawn(process.execPath, [MAIN, options.command ?? 'run', ...(options.args ?? [])], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: stateDir,
      RUNNER_API_URL: options.url,
      RUNNER_API_TOKEN: options.token ?? 'tok00000000000000000000001',
      RUNNER_ID: options.runnerId ?? 'run00000000000000000000001',
      RUNNER_STATE_DIR: stateDir,
      RUNNER_LOG_FORMAT: 'json',
      RUNNER_POLL_INTERVAL: '50ms',
      CHECKPOINT_DISABLE: '1',
      TF_CLI_CONFIG_FILE: '/dev/null',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  const gone = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>

  const log = () =>
    text.split('\n').flatMap((line): Record<string, unknown>[] => {
      try {
        return line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []
      } catch {
        return []
      }
    })

  return {
    pid: child.pid!,
    stateDir,
    log,
    output: () => text,
    kill: (killSignal) => void child.kill(killSignal),
    async exited(timeoutMs = 20_000) {
      let result: [number | null, NodeJS.Signals | null] | undefined
      void gone.then((ended) => (result = ended))
      const [code, killSignal] = await waitUntil(() => result, { timeoutMs, what: 'the agent to exit', lastSeen: () => text.slice(-3000) })
      return code ?? killSignal ?? 'unknown'
    },
    waitForLog: (message, timeoutMs = 15_000) =>
      waitUntil(() => log().find((line) => (typeof message === 'string' ? String(line.msg).includes(message) : message.test(JSON.stringify(line)))), {
        timeoutMs,
        what: `the agent's log line ${String(message)}`,
        lastSeen: () => text.slice(-3000),
      }),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await gone
      }
      own?.[Symbol.dispose]()
    },
  }
}
