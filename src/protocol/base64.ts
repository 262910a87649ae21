/** Base64 with the URL-safe alphabet and with padding, as the wire's compressed fields are. */
export function encodeUrlSafeBase64(bytes: Uint8Array): string {
  return encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_')
}

/** Base64 with the standard alphabet and padding: byte fields of JSON. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/**
 * Reads base64 in either alphabet, with or without padding; line breaks are
 * skipped. `undefined` when it is not base64: nothing is dropped silently.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const compact = text.replace(/[\r\n]/g, '')
  const digits = compact.replace(/={1,2}$/, '')
  if (!/^[A-Za-z0-9+/_-]*$/.test(digits) || digits.length % 4 === 1) return undefined
  if (compact.length !== digits.length && compact.length % 4 !== 0) return undefined
  return Buffer.from(digits, 'base64') // Node reads both alphabets
}
