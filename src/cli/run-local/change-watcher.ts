import { watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { delay } from '../../lib/time.ts'

/** Editors write a file in several steps: changes within this time count as one. */
const QUIET_MS = 200

/** What a job itself writes, or nobody edits. */
const IGNORED = /(^|[/\\])(\.git|\.terraform|node_modules)([/\\]|$)|\.tfstate|\.swp$|~$/

/** Tells of changes below the folders of the given files. */
export interface ChangeWatcher extends Disposable {
  /** Resolves with a changed path when one has changed since the last call; `undefined` when the signal fires. */
  next(signal: AbortSignal): Promise<string | undefined>
}

/** `ignored`: files that the following of jobs writes (destinations of outputs). */
export function watchFolders(files: readonly string[], ignored: ReadonlySet<string>): ChangeWatcher {
  const folders = outermost(files.map((file) => dirname(resolve(file))))
  const watchers: FSWatcher[] = []
  let changed: string | undefined
  let wake: (() => void) | undefined
  for (const folder of folders) {
    const watcher = watch(folder, { recursive: true }, (_, name) => {
      if (name === null || IGNORED.test(name) || ignored.has(join(folder, name))) return
      changed = join(folder, name)
      wake?.()
    })
    watcher.on('error', () => {}) // a folder that went away changes no more
    watchers.push(watcher)
  }
  return {
    async next(signal) {
      if (changed === undefined && !signal.aborted) {
        await new Promise<void>((resolve_) => {
          wake = resolve_
          signal.addEventListener('abort', () => resolve_(), { once: true })
        })
        wake = undefined
      }
      if (signal.aborted) return undefined
      let last: string | undefined
      while (last !== changed) {
        last = changed
        await delay(QUIET_MS, signal)
      }
      changed = undefined
      return signal.aborted ? undefined : last
    },
    [Symbol.dispose]() {
      for (const watcher of watchers) watcher.close()
    },
  }
}

/** Folders that lie in none of the others. */
function outermost(folders: readonly string[]): string[] {
  const unique = [...new Set(folders)]
  return unique.filter((folder) => !unique.some((other) => other !== folder && folder.startsWith(other.endsWith(sep) ? other : other + sep)))
}
