import { readFileSync, readdirSync } from 'node:fs'

/** Signals a whole process group; one that is gone is no error. */
export function signalGroup(groupId: number, killSignal: NodeJS.Signals): void {
  try {
    process.kill(-groupId, killSignal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/**
 * Whether a member of the group still runs. Zombies do not count: where PID 1
 * does not reap, as in many containers, they stay for good.
 */
export function isGroupAlive(groupId: number): boolean {
  try {
    process.kill(-groupId, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  for (const entry of numericEntries('/proc')) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1')
      const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (Number(group) === groupId && state !== 'Z' && state !== 'X') return true
    } catch {
      // Gone meanwhile.
    }
  }
  return false
}

function numericEntries(directory: string): string[] {
  return readdirSync(directory).filter((entry) => /^\d+$/.test(entry))
}

/** Processes, of whatever session, whose environment at start carried `NAME=value`. Reads all of /proc. */
export function findByEnvironment(name: string, values: ReadonlySet<string>): number[] {
  const found: number[] = []
  const prefix = `${name}=`
  for (const entry of numericEntries('/proc')) {
    try {
      const environ = readFileSync(`/proc/${entry}/environ`, 'latin1')
      if (!environ.includes(prefix)) continue
      if (environ.split('\0').some((pair) => pair.startsWith(prefix) && values.has(pair.slice(prefix.length)))) found.push(Number(entry))
    } catch {
      // Gone meanwhile, or not ours to read.
    }
  }
  return found
}
