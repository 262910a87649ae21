import { mkdirSync, writeFileSync, appendFileSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { uuidv7 } from '../lib/ids.ts'
import type { RunSpec } from './run.ts'

/**
 * The files of one run (0700/0600), written so that a full disk and a killed
 * agent lose nothing that happened: `exit`, `start` and `*.lost` are
 * preallocated, `run.json` is written once, the rest is only appended to.
 */
export interface RunDirectory {
  readonly id: string
  readonly path: string
  file(name: RunFile): string
  /** Without values of the environment: those may be secret. */
  describe(spec: RunSpec, labels: Readonly<Record<string, string>>): void
  status(status: string, facts?: Record<string, unknown>): void
  /** The inner process once it has recorded itself. */
  started(): { pid: number; startTicks: number } | undefined
  exit(): { code: number | undefined; isEof: boolean }
  lostBytes(stream: 'stdout' | 'stderr'): number
  supervisorLog(): string
  remove(): Promise<void>
}

export type RunFile = 'run.json' | 'statuses.jsonl' | 'stdout' | 'stderr' | 'exit' | 'start' | 'stdout.lost' | 'stderr.lost' | 'sup.log'

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Makes a new run's directory with all that is preallocated. */
export function createRunDirectory(runsDir: string): RunDirectory {
  const id = uuidv7()
  const path = join(runsDir, id)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  for (const [name, bytes] of [['exit', 64], ['start', 1024], ['stdout.lost', 32], ['stderr.lost', 32]] as const) writeFileSync(join(path, name), ' '.repeat(bytes), { mode: 0o600 })
  for (const name of ['stdout', 'stderr', 'sup.log']) writeFileSync(join(path, name), '', { mode: 0o600 })
  return openRunDirectory(runsDir, id)
}

/** @throws Error when the id is none of ours (and could lead out of the directory) */
export function openRunDirectory(runsDir: string, id: string): RunDirectory {
  if (!ID.test(id)) throw new Error(`a run id is a UUIDv7, got ${JSON.stringify(id)}`)
  const path = join(runsDir, id)
  const file = (name: RunFile) => join(path, name)
  const read = (name: RunFile): string => {
    try {
      return readFileSync(file(name), 'utf8')
    } catch {
      return ''
    }
  }
  return {
    id,
    path,
    file,
    describe(spec, labels) {
      const { name, command, args, cwd, timeoutMs } = spec
      const record = { id, name, backend: 'local', command, args, cwd, env_names: Object.keys(spec.env).sort(), timeout_ms: timeoutMs, labels, created_at: new Date().toISOString() }
      writeFileSync(file('run.json'), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    },
    status(status, facts = {}) {
      appendFileSync(file('statuses.jsonl'), `${JSON.stringify({ status, ts: new Date().toISOString(), ...facts })}\n`, { mode: 0o600 })
    },
    started() {
      return parseStat(read('start'))
    },
    exit() {
      const [first = '', second = ''] = read('exit').split('\n')
      const match = /^exit (\d+)$/.exec(first)
      return { code: match === null ? undefined : Number(match[1]), isEof: second === 'eof' }
    },
    lostBytes(stream) {
      const count = Number.parseInt(read(`${stream}.lost`), 10)
      return Number.isFinite(count) ? count : 0
    },
    supervisorLog: () => read('sup.log'),
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 20 }),
  }
}

/** pid and start time (clock ticks since boot) of a `/proc/<pid>/stat` line (proc(5)). */
export function parseStat(stat: string): { pid: number; startTicks: number } | undefined {
  const closing = stat.lastIndexOf(')')
  if (closing === -1) return undefined
  const pid = Number.parseInt(stat, 10)
  // Field 22 counted from 1; what follows the name in brackets starts at field 3.
  const startTicks = Number(stat.slice(closing + 2).split(' ')[19])
  return Number.isInteger(pid) && pid > 0 && Number.isFinite(startTicks) ? { pid, startTicks } : undefined
}
