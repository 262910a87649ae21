/**
 * Waits until `probe` gives something other than `undefined`, `false` or
 * `null`, looking again every few milliseconds, and fails with the last value
 * seen.
 */
export async function waitUntil<T>(
  probe: () => T | Promise<T>,
  options: { timeoutMs?: number; what?: string; lastSeen?: () => unknown } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const { timeoutMs = 15_000, what = 'the condition' } = options
  const deadline = Date.now() + timeoutMs
  let last: unknown
  for (;;) {
    try {
      last = await probe()
    } catch (error) {
      last = error
    }
    if (last !== undefined && last !== null && last !== false && !(last instanceof Error)) {
      return last as NonNullable<Exclude<T, false>>
    }
    if (Date.now() > deadline) {
      const seen = options.lastSeen ? options.lastSeen() : last
      throw new Error(`waited ${timeoutMs} ms for ${what}; last seen: ${seen instanceof Error ? seen.stack : JSON.stringify(seen)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
