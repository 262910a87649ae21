import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, resolve } from 'node:path'
import type { RunOutcome, RunSpec } from './run.ts'
import type { RunDirectory } from './run-directory.ts'
import type { Supervisor } from './supervisor.ts'
import { signalGroup, isGroupAlive } from './process-group.ts'
import { verdict } from './verdict.ts'
import { watchDirectory } from './spool-follower.ts'

/** One supervised process group, from its launch to its end. Knows nothing of logs. */
export interface LocalRun {
  readonly directory: RunDirectory
  /** Resolves when the group is gone and the streams are at their end, or were given up. Never rejects. */
  readonly ended: Promise<RunOutcome>
  cancel(): void
}

export interface LocalRunOptions {
  spec: RunSpec
  supervisor: Supervisor
  /** The spool or the exit record changed. Called once more after the end. */
  onActivity: () => void
}

const DEFAULT_GRACE_MS = 10_000
/** How long a grandchild may hold the streams open after the command has ended. */
const STREAM_GRACE_MS = 1_000
const SWEEP_GRACE_MS = 500

/** Why the program cannot be started, checked beforehand: the shell's own words would be in the job's stderr. */
export function whyNotStartable(spec: RunSpec): string | undefined {
  if (!isDirectory(spec.cwd)) return `its working directory ${spec.cwd} does not exist`
  if (spec.command.includes('/')) return whyNotExecutable(isAbsolute(spec.command) ? spec.command : resolve(spec.cwd, spec.command))
  const path = spec.env.PATH ?? '/usr/bin:/bin'
  for (const directory of path.split(delimiter)) if (whyNotExecutable(resolve(spec.cwd, directory, spec.command)) === undefined) return undefined
  return `command not found: ${spec.command} (looked in PATH=${path})`
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function whyNotExecutable(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return `no such file: ${path}`
  if (stat.isDirectory()) return `${path} is a directory`
  try {
    accessSync(path, constants.X_OK)
  } catch {
    return `${path} is not executable (chmod +x it)`
  }
  return (stat.mode & 0o111) === 0 ? `${path} is not executable (chmod +x it)` : undefined
}

/**
 *   launched ──▶ started (start record) ──▶ exited (exit record) ──▶ eof ──▶ ended
 *        cancel / timeout: stop signal ▶ grace ▶ SIGKILL, always to the group
 *        a descendant holds a stream after the exit: wait, then sweep the group
 */
export function startLocalRun({ spec, supervisor, onActivity }: LocalRunOptions): LocalRun {
  const { directory } = supervisor
  const timers = new Set<NodeJS.Timeout>()
  let endedBy: 'timeout' | 'cancel' | undefined
  let isForced = false
  let group: number | undefined
  let isExitSeen = false
  let isSupervisorGone = false
  let isOver = false
  let resolveEnded!: (outcome: RunOutcome) => void
  const ended = new Promise<RunOutcome>((resolve_) => (resolveEnded = resolve_))

  const after = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      if (!isOver) act()
    }, ms)
    timers.add(timer)
  }

  function stop(why: 'timeout' | 'cancel'): void {
    if (endedBy !== undefined || isExitSeen || isOver) return
    endedBy = why
    sendStop()
    after(spec.graceMs ?? DEFAULT_GRACE_MS, () => {
      isForced = true
      kill()
    })
  }

  function sendStop(): void {
    group ??= directory.started()?.pid
    // Not started yet: `look` sends it as soon as the start record is there.
    if (group === undefined) return
    signalGroup(group, spec.stopSignal ?? 'SIGTERM')
    signalGroup(group, 'SIGCONT') // one that is stopped could not obey
  }

  function kill(): void {
    group ??= directory.started()?.pid
    if (group !== undefined) signalGroup(group, 'SIGKILL')
    after(200, kill)
  }

  function look(): void {
    if (isOver) return
    onActivity()
    if (group === undefined) {
      group = directory.started()?.pid
      if (group !== undefined && endedBy !== undefined) sendStop()
    }
    const exit = directory.exit()
    if (exit.code !== undefined && !isExitSeen) {
      isExitSeen = true
      if (!exit.isEof) after(STREAM_GRACE_MS, sweep)
    }
    if (exit.code !== undefined && exit.isEof) {
      if (group !== undefined && isGroupAlive(group)) sweep()
      else finish()
    } else if (isSupervisorGone) finish()
  }

  /** Somebody of the group outlived the command: ask, then force, then end without them. */
  let sweeps = 0
  function sweep(): void {
    if (sweeps > 0) return
    sweeps = 1
    if (group !== undefined) signalGroup(group, 'SIGTERM')
    const again = () => {
      sweeps++
      const exit = directory.exit()
      const isGroupGone = group === undefined || !isGroupAlive(group)
      if ((exit.isEof && isGroupGone) || sweeps > 40) return finish()
      if (sweeps * 25 >= SWEEP_GRACE_MS && group !== undefined) signalGroup(group, 'SIGKILL')
      // A holder that left the group is not ours to wait for: the streams end without it.
      if (isGroupGone && sweeps > 4) return finish()
      after(25, again)
    }
    after(25, again)
  }

  function finish(): void {
    if (isOver) return
    isOver = true
    for (const timer of timers) clearTimeout(timer)
    watcher.close()
    onActivity()
    resolveEnded(
      verdict({
        exitCode: directory.exit().code,
        isStarted: directory.started() !== undefined,
        endedBy,
        isForced,
        timeoutMs: spec.timeoutMs ?? 0,
        supervisorLog: directory.supervisorLog(),
      }),
    )
  }

  const watcher = watchDirectory(directory.path, look)
  void supervisor.gone.then(() => {
    isSupervisorGone = true
    // Its last writes may still be on their way through inotify: look at the files themselves.
    look()
    if (!isOver && group !== undefined) {
      signalGroup(group, 'SIGKILL')
      finish()
    }
  })
  supervisor.launch(spec)
  if (spec.timeoutMs !== undefined) after(Math.min(spec.timeoutMs, 2 ** 31 - 1), () => stop('timeout'))
  look()

  return { directory, ended, cancel: () => stop('cancel') }
}
