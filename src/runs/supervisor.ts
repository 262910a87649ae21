import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createRunDirectory } from './run-directory.ts'
import type { RunDirectory } from './run-directory.ts'
import { findSupervisorTools, specText, supervisorScript } from './supervisor-script.ts'
import type { SupervisorTools } from './supervisor-script.ts'
import type { RunSpec } from './run.ts'

/** A supervisor with its run's directory; it runs nothing until it is given a spec. */
export interface Supervisor {
  readonly directory: RunDirectory
  /** Resolves when the supervisor process itself is gone. */
  readonly gone: Promise<void>
  /** Starts the run. Once. */
  launch(spec: RunSpec): void
  /** Ends a supervisor that was never given a spec. */
  dismiss(): Promise<void>
}

export interface SupervisorPool {
  /** The parked one, or a new one. */
  take(quotaBytes?: number): Supervisor
  /** Parks one for the next run; call it when there is time: a fork blocks the loop. */
  refill(): void
  dispose(): Promise<void>
}

export interface SupervisorPoolOptions {
  runsDir: string
  shell: string
  /** Per stream of a run. */
  quotaBytes: number
}

export function createSupervisorPool(options: SupervisorPoolOptions): SupervisorPool {
  let tools: SupervisorTools | undefined
  let script = ''
  let parked: Supervisor | undefined
  let isDisposed = false

  function make(quotaBytes: number): Supervisor {
    if (tools === undefined) {
      tools = findSupervisorTools(options.shell)
      script = supervisorScript(tools)
    }
    return startSupervisor(tools, script, options.runsDir, quotaBlocks(options.shell, quotaBytes))
  }

  return {
    take(quotaBytes) {
      if (quotaBytes !== undefined && quotaBytes !== options.quotaBytes) return make(quotaBytes)
      const supervisor = parked ?? make(options.quotaBytes)
      parked = undefined
      return supervisor
    },
    refill() {
      if (isDisposed || parked !== undefined) return
      const supervisor = make(options.quotaBytes)
      parked = supervisor
      // One that dies while parked (an operator's pkill) must not be handed out.
      void supervisor.gone.then(() => {
        if (parked === supervisor) parked = undefined
      })
    },
    async dispose() {
      isDisposed = true
      await parked?.dismiss()
      parked = undefined
    },
  }
}

/** `ulimit -f` counts 512 bytes in POSIX shells, and 1024 in bash under its own name. */
function quotaBlocks(shell: string, bytes: number): string {
  if (!Number.isFinite(bytes)) return 'unlimited'
  return String(Math.max(1, Math.ceil(bytes / (shell.endsWith('/bash') ? 1024 : 512))))
}

function startSupervisor(tools: SupervisorTools, script: string, runsDir: string, blocks: string): Supervisor {
  const directory = createRunDirectory(runsDir)
  const [shell, ...applet] = tools.shell
  const child: ChildProcess = spawn(shell!, [...applet, '-c', script, 'runner-run', directory.path, blocks], { detached: true, env: {}, stdio: ['pipe', 'ignore', 'ignore'] })
  const stdin = child.stdin!
  // A supervisor that is gone shows as a run without an exit record; its broken pipe says nothing more.
  stdin.on('error', () => {})
  child.unref()
  ;(stdin as unknown as { unref?: () => void }).unref?.()
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  return {
    directory,
    gone,
    launch(spec) {
      stdin.end(specText(tools, spec))
    },
    async dismiss() {
      // Without a spec the inner shell meets the end of its input and runs nothing.
      stdin.end()
      await gone
      await directory.remove()
    },
  }
}
