/** When each job loop last got an answer from the control plane: what a health check reports. */
export interface LoopAges {
  polled(groups: readonly string[]): void
  /** ns since the last answer, by group; since the start where there was none. */
  inNs(): Record<string, number>
}

export function createLoopAges(groups: readonly string[], nowNs: () => bigint = process.hrtime.bigint): LoopAges {
  const last = new Map(groups.map((group) => [group, nowNs()]))
  return {
    polled(polled) {
      const now = nowNs()
      for (const group of polled) last.set(group, now)
    },
    inNs() {
      const now = nowNs()
      return Object.fromEntries([...last].map(([group, at]) => [group, Number(now - at)]))
    },
  }
}
