/** How many jobs may run at the same time: per group and in all. */
export interface Slots {
  /** Groups that could take a job now. */
  free(groups: readonly string[]): readonly string[]
  /** How many more jobs may start in all. */
  readonly left: number
  /** Takes a slot; `undefined` when there is none. Release it once. */
  take(group: string): (() => void) | undefined
  /** Resolves at the next release, or when the signal fires. */
  released(signal: AbortSignal): Promise<void>
  readonly busy: number
}

export function createSlots(options: { perGroup: Readonly<Record<string, number>>; max: number }): Slots {
  const used = new Map<string, number>()
  const waiting = new Set<() => void>()
  let busy = 0
  const limitOf = (group: string) => options.perGroup[group] ?? 1

  return {
    get busy() {
      return busy
    },
    get left() {
      return options.max - busy
    },
    free(groups) {
      if (busy >= options.max) return []
      return groups.filter((group) => (used.get(group) ?? 0) < limitOf(group))
    },
    take(group) {
      if (busy >= options.max || (used.get(group) ?? 0) >= limitOf(group)) return undefined
      busy++
      used.set(group, (used.get(group) ?? 0) + 1)
      let isReleased = false
      return () => {
        if (isReleased) return
        isReleased = true
        busy--
        used.set(group, used.get(group)! - 1)
        for (const wake of waiting) wake()
        waiting.clear()
      }
    },
    released(signal) {
      return new Promise((resolve) => {
        if (signal.aborted) return resolve()
        const wake = () => {
          signal.removeEventListener('abort', wake)
          waiting.delete(wake)
          resolve()
        }
        waiting.add(wake)
        signal.addEventListener('abort', wake, { once: true })
      })
    },
  }
}
