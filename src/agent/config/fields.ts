import { parseDurationMs } from '../../lib/time.ts'

/** Reads one value; throws an Error whose message completes "must be …, got …". */
export type Reader<T> = (raw: unknown) => T

export interface ConfigField<T = unknown> {
  /** Name in a configuration file; upper-cased it is the environment variable. */
  key: string
  read: Reader<T>
  /** As it would be written in the environment. Absent: required. */
  default?: string
  isOptional?: boolean
  isSecret?: boolean
  /** For `--help` and docs/operate.md. */
  description: string
}

export class Unreadable extends Error {}

function shown(raw: unknown): string {
  return `got ${JSON.stringify(raw)} (${raw === null ? 'null' : Array.isArray(raw) ? 'list' : typeof raw})`
}

export const text: Reader<string> = (raw) => {
  if (typeof raw === 'string' && raw.trim() !== '') return raw.trim()
  if (typeof raw === 'number') return String(raw)
  throw new Unreadable(`must be a non-empty text, ${shown(raw)}`)
}

export const bool: Reader<boolean> = (raw) => {
  if (typeof raw === 'boolean') return raw
  // What Go's strconv.ParseBool takes, so that existing env files keep their meaning.
  if (typeof raw === 'string' && /^(1|t|true)$/i.test(raw.trim())) return true
  if (typeof raw === 'string' && /^(0|f|false|)$/i.test(raw.trim())) return false
  throw new Unreadable(`must be true or false, ${shown(raw)}`)
}

export function int(min: number, max: number): Reader<number> {
  return (raw) => {
    const value = typeof raw === 'number' ? raw : typeof raw === 'string' && /^-?\d+$/.test(raw.trim()) ? Number(raw) : Number.NaN
    if (Number.isInteger(value) && value >= min && value <= max) return value
    throw new Unreadable(`must be a whole number from ${min} to ${max}, ${shown(raw)}`)
  }
}

/** → milliseconds */
export function duration(minMs: number): Reader<number> {
  return (raw) => {
    const ms = typeof raw === 'string' ? parseDurationMs(raw) : undefined
    if (ms !== undefined && ms >= minMs) return ms
    throw new Unreadable(`must be a duration such as "30s", "5m" or "1h30m"${minMs > 0 ? `, at least ${minMs} ms` : ''}, ${shown(raw)}`)
  }
}

/** → bytes */
export const size: Reader<number> = (raw) => {
  const match = /^(\d+)\s*(|B|KiB|MiB|GiB|K|M|G)$/i.exec(String(raw).trim())
  if (match) return Number(match[1]) * { '': 1, B: 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }[(match[2] ?? '').slice(0, 1).toUpperCase() as 'K']
  throw new Unreadable(`must be a size such as "512MiB" or "2GiB", ${shown(raw)}`)
}

export const httpUrl: Reader<string> = (raw) => {
  const value = text(raw)
  const url = URL.parse(value)
  if (url && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '') {
    if (url.username !== '' || url.password !== '') throw new Unreadable('must not carry a user or password; the token has its own setting')
    if (url.search !== '' || url.hash !== '') throw new Unreadable(`must have no query and no fragment, ${shown(raw)}`)
    return value.replace(/\/+$/, '')
  }
  const hint = /^[\w.-]+(:\d+)?(\/.*)?$/.test(value) ? `. Try http://${value}` : ''
  throw new Unreadable(`must be an absolute http(s) URL, ${shown(raw)}${hint}`)
}

export function oneOf<const T extends string>(...values: readonly T[]): Reader<T> {
  return (raw) => {
    const found = values.find((value) => value === String(raw).trim().toLowerCase())
    if (found !== undefined) return found
    throw new Unreadable(`must be one of ${values.join(', ')}, ${shown(raw)}`)
  }
}

export const names: Reader<readonly string[]> = (raw) => {
  const list = Array.isArray(raw) ? raw.map(String) : String(raw).split(',')
  const trimmed = list.map((name) => name.trim()).filter((name) => name !== '')
  const bad = trimmed.find((name) => !/^[A-Za-z_][A-Za-z0-9_]*\*?$/.test(name))
  if (bad !== undefined) throw new Unreadable(`must be a comma-separated list of variable names (a trailing * is a prefix), got ${JSON.stringify(bad)}`)
  return trimmed
}

/** "deploy=2,actions=4" → slots per job group */
export const slots: Reader<Readonly<Record<string, number>>> = (raw) => {
  const out: Record<string, number> = {}
  const pairs = typeof raw === 'object' && raw !== null ? Object.entries(raw) : String(raw).split(',').filter(Boolean).map((pair) => pair.split('='))
  for (const [group, count] of pairs) {
    if (!/^[a-z-]+$/.test(String(group).trim()) || !/^[1-9]\d{0,2}$/.test(String(count).trim())) {
      throw new Unreadable(`must be like "deploy=2,actions=4" with counts from 1 to 999, ${shown(raw)}`)
    }
    out[String(group).trim()] = Number(count)
  }
  return out
}
