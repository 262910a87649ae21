import { ApiError } from '../lib/errors.ts'
import { parseDurationMs } from '../lib/time.ts'

/** A tail request is held at most this long; also when it asks for more, or for nothing sensible. */
export const TAIL_WAIT_MAX_MS = 25_000
export const TAIL_LIMIT_MAX = 100

export interface TailQuery {
  /** Empty = every group. */
  groups: string[]
  waitMs: number
  /** 1 on the plain wire. */
  limit: number
}

/**
 * Reads the query of `GET …/jobs/tail`. `group` is the plain wire's, `groups`
 * and `limit` belong to the extension `wake`.
 *
 * @throws ApiError RUNNER_API_MALFORMED (400)
 */
export function parseTailQuery(query: { group?: string | undefined; groups?: string | undefined; wait?: string | undefined; limit?: string | undefined }): TailQuery {
  const named = query.groups === undefined || query.groups === '' ? [query.group ?? ''] : query.groups.split(',')
  const groups = named.map((group) => group.trim()).filter((group) => group !== '')
  return {
    groups: groups.includes('any') ? [] : [...new Set(groups)],
    waitMs: parseWait(query.wait),
    limit: parseLimit(query.limit),
  }
}

/** The query of a tail request. One group and one job is what a plain server understands. */
export function tailQuery(tail: { groups: readonly string[]; waitMs: number; limit?: number }): Record<string, string> {
  const wait = formatGoDuration(tail.waitMs)
  if (tail.groups.length === 1 && (tail.limit ?? 1) === 1) return { group: tail.groups[0]!, wait }
  return { groups: tail.groups.join(','), wait, ...(tail.limit === undefined ? {} : { limit: String(tail.limit) }) }
}

/** The `wait` of held requests: a Go duration; missing, not positive or too long = 25 s. */
export function parseWait(text: string | undefined): number {
  if (text === undefined || text === '') return TAIL_WAIT_MAX_MS
  const ms = parseDurationMs(text)
  if (ms === undefined) {
    throw new ApiError('RUNNER_API_MALFORMED', 400, `the query parameter "wait" is wrong: found ${JSON.stringify(text.slice(0, 40))}, expected a duration with a unit, such as 25s`)
  }
  return ms <= 0 || ms > TAIL_WAIT_MAX_MS ? TAIL_WAIT_MAX_MS : ms
}

/** A duration as Go's ParseDuration reads it. */
export function formatGoDuration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${Math.round(ms * 1000) / 1000}ms`
}

function parseLimit(text: string | undefined): number {
  if (text === undefined || text === '') return 1
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (limit < 1) {
    throw new ApiError('RUNNER_API_MALFORMED', 400, `the query parameter "limit" is wrong: found ${JSON.stringify(text.slice(0, 40))}, expected a number from 1`)
  }
  return Math.min(limit, TAIL_LIMIT_MAX)
}
