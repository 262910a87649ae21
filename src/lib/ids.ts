import { randomBytes } from 'node:crypto'

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz'

/**
 * A wire identifier: 26 characters, a 3-letter type prefix and 23 random
 * lower-case alphanumerics (reference: runner protocol, identifiers).
 */
export function newId(prefix: string): string {
  if (!/^[a-z]{3}$/.test(prefix)) throw new Error(`an id prefix has three lower-case letters, got "${prefix}"`)
  return prefix + randomAlphanumeric(23)
}

/** `length` characters of [0-9a-z], each equally likely. */
export function randomAlphanumeric(length: number): string {
  let out = ''
  while (out.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte >= 252 || out.length >= length) continue // 252 = 7 * 36: no modulo bias
      out += ALPHABET[byte % 36]
    }
  }
  return out
}

/** A UUIDv7 (RFC 9562): names sort by creation time. */
export function uuidv7(nowMs: number = Date.now()): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(nowMs, 0, 6)
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
