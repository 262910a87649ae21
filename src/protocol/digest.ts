import { createHash } from 'node:crypto'

/** "sha256:<hex>", as plan and archive digests are written. */
export function sha256Digest(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** Whether a text is a digest that `sha256Digest` could have made. */
export function isSha256Digest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text)
}
