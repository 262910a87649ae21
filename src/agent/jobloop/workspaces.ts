import { mkdir, rm, stat } from 'node:fs/promises'
import { chmodSync, mkdirSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { PlanError } from '../../lib/errors.ts'
import type { Workspace } from '../../executors/executor.ts'

export interface OwnedWorkspace extends Workspace {
  /** Removes the directory, also what a script made read-only. Never rejects for a missing one. */
  remove(): Promise<void>
}

/** One directory per execution below `<state>/work`, 0700, removed by its owner. Made on first use. */
export function createWorkspace(stateDir: string, executionId: string): OwnedWorkspace {
  const root = join(stateDir, 'work', executionId)
  let isMade = false
  const make = () => {
    if (isMade) return
    isMade = true
    mkdirSync(root, { recursive: true, mode: 0o700 })
  }
  return {
    get root() {
      make()
      return root
    },
    path(...parts) {
      make()
      const path = resolve(root, ...parts)
      if (path !== root && !path.startsWith(root + sep)) throw new PlanError(`the path ${JSON.stringify(join(...parts))} leads out of the job's workspace`)
      return path
    },
    async remove() {
      if (!isMade) return
      await removeTree(root)
    },
  }
}

/** Scripts leave read-only directories behind (Go's module cache does); rm needs them writable when not root. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 })
  } catch {
    await makeWritable(path)
    await rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 })
  }
}

async function makeWritable(path: string): Promise<void> {
  const { readdir } = await import('node:fs/promises')
  if (!(await stat(path)).isDirectory()) return
  chmodSync(path, 0o700)
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(path, entry.name))
  }
}

/** The cache directories that all jobs share. */
export async function makeCacheDirs(stateDir: string): Promise<{ tools: string; terraformPlugins: string }> {
  const dirs = { tools: join(stateDir, 'cache', 'tools'), terraformPlugins: join(stateDir, 'cache', 'terraform-plugins') }
  for (const dir of Object.values(dirs)) await mkdir(dir, { recursive: true, mode: 0o700 })
  return dirs
}
