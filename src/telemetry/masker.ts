/**
 * Removes known secrets: exact matches, on bytes, right across chunk edges.
 * What could be the start of a secret is held back until it is decided.
 */
export interface Masker {
  /** From now on the value is masked. Short and everyday values are passed over by rule. */
  add(secret: string): void
  maskText(text: string): string
  /** Masks every text in a JSON value, deep; keys stay. */
  maskJson(value: unknown): unknown
  /** One per stream of bytes. */
  stream(): MaskStream
}

/** Masked bytes, and how many bytes of the stream they stand for. */
export interface MaskedSegment {
  bytes: Buffer
  sourceBytes: number
}

export interface MaskStream {
  push(chunk: Buffer): MaskedSegment[]
  /** What was held back, at the end of the stream. */
  end(): MaskedSegment[]
}

export const MASK = '***'
const MASK_BYTES = Buffer.from(MASK)

const MIN_BYTES = 4
/** Values that a log cannot do without; masking them would blank it. */
const EVERYDAY = new Set(['true', 'false', 'null', 'none', 'default', 'admin', 'root', 'user', 'test', 'localhost', 'info', 'debug'])

export function createMasker(): Masker {
  const known = new Set<string>()
  let secrets: Buffer[] = []

  function isMaskable(value: string): boolean {
    if (Buffer.byteLength(value) < MIN_BYTES) return false
    if (EVERYDAY.has(value.toLowerCase())) return false
    return !/^\d{1,5}$/.test(value)
  }

  const masker: Masker = {
    add(secret) {
      // A multi-line secret is printed line by line, too.
      for (const value of [secret, secret.trim(), ...(secret.includes('\n') ? secret.split(/\r?\n/).filter((line) => line.length >= 8) : [])]) {
        if (known.has(value) || !isMaskable(value)) continue
        known.add(value)
        // The longest first: a secret that contains another is removed whole.
        secrets = [...secrets, Buffer.from(value)].sort((a, b) => b.length - a.length)
      }
    },
    maskText(text) {
      if (secrets.length === 0 || text === '') return text
      const stream = masker.stream()
      const segments = [...stream.push(Buffer.from(text)), ...stream.end()]
      return segments.length === 1 ? segments[0]!.bytes.toString() : Buffer.concat(segments.map((segment) => segment.bytes)).toString()
    },
    maskJson(value) {
      if (secrets.length === 0) return value
      if (typeof value === 'string') return masker.maskText(value)
      if (Array.isArray(value)) return value.map((item) => masker.maskJson(item))
      if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masker.maskJson(item)]))
      return value
    },
    stream() {
      let held: Buffer = Buffer.alloc(0)
      return {
        push(chunk) {
          if (secrets.length === 0 && held.length === 0) return chunk.length === 0 ? [] : [{ bytes: chunk, sourceBytes: chunk.length }]
          const data = held.length === 0 ? chunk : Buffer.concat([held, chunk])
          const decided = data.length - undecided(data, secrets)
          const { segments, used } = replace(data, decided, secrets)
          held = data.subarray(used)
          return segments
        },
        end() {
          const { segments } = replace(held, held.length, secrets)
          held = Buffer.alloc(0)
          return segments
        },
      }
    },
  }
  return masker
}

/** Length of the longest end of `data` that a secret could start with. */
function undecided(data: Buffer, secrets: readonly Buffer[]): number {
  let longest = 0
  for (const secret of secrets) {
    const from = Math.max(0, data.length - secret.length + 1)
    for (let at = data.indexOf(secret[0]!, from); at !== -1; at = data.indexOf(secret[0]!, at + 1)) {
      const length = data.length - at
      if (length <= longest) break
      if (data.compare(secret, 0, length, at) === 0) {
        longest = length
        break
      }
    }
  }
  return longest
}

/** Replaces the secrets that start before `end`; `used` is where the undecided rest starts. */
function replace(data: Buffer, end: number, secrets: readonly Buffer[]): { segments: MaskedSegment[]; used: number } {
  const segments: MaskedSegment[] = []
  const next = secrets.map((secret) => data.indexOf(secret))
  let at = 0
  while (at < end) {
    let found = -1
    for (let index = 0; index < secrets.length; index++) {
      if (next[index] !== -1 && next[index]! < at) next[index] = data.indexOf(secrets[index]!, at)
      if (next[index] !== -1 && (found === -1 || next[index]! < next[found]!)) found = index
    }
    const start = found === -1 ? end : Math.min(next[found]!, end)
    if (start > at) segments.push({ bytes: data.subarray(at, start), sourceBytes: start - at })
    if (found === -1 || next[found]! >= end) {
      at = end
      break
    }
    const { length } = secrets[found]!
    segments.push({ bytes: MASK_BYTES, sourceBytes: length })
    at = start + length
  }
  return { segments, used: at }
}
