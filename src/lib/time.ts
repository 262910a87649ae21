import { setTimeout as sleep } from 'node:timers/promises'

/** Waits; ends early, without an error, when the signal fires. */
export async function delay(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return
  await sleep(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    if (!signal?.aborted) throw error
  })
}

/** `ms` spread evenly over ±`fraction`, so that many agents do not beat together. */
export function jittered(ms: number, fraction = 0.1, random: () => number = Math.random): number {
  return ms * (1 - fraction + 2 * fraction * random())
}

const NS_PER_MS = 1_000_000

/** Milliseconds → the wire's nanoseconds (an integer). */
export function msToNs(ms: number): number {
  return Math.round(ms * NS_PER_MS)
}

/** The wire's nanoseconds → milliseconds. */
export function nsToMs(ns: number): number {
  return ns / NS_PER_MS
}

const UNITS_MS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * Reads a Go-style duration ("5s", "1m30s", "250ms", plus "d" for days) into
 * milliseconds. `undefined` when it is none.
 */
export function parseDurationMs(text: string): number | undefined {
  const match = /^([+-]?)((?:\d+(?:\.\d+)?|\.\d+)(?:ns|us|µs|ms|s|m|h|d))+$/.exec(text.trim())
  if (text.trim() === '0') return 0
  if (!match) return undefined
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?|\.\d+)(ns|us|µs|ms|s|m|h|d)/g)) {
    total += Number(amount) * UNITS_MS[unit!]!
  }
  return match[1] === '-' ? -total : total
}

/** A duration for people: "0.42 s", "12 s", "3 m 05 s". */
export function formatMs(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(ms < 1000 ? 2 : 1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} m ${String(seconds % 60).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} m`
}
