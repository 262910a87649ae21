import { isAscii, isUtf8 } from 'node:buffer'
import type { MaskedSegment } from './masker.ts'

export interface SplitLine {
  text: string
  /** Byte offset in the source stream where the line starts. */
  offset: number
  /** Byte offset after the line and its newline. */
  endOffset: number
  isContinued: boolean
  isBinary: boolean
}

/** Longest line in one record, bytes; the rest follows in the next, marked as continued. */
export const MAX_LINE_BYTES = 64 * 1024

export interface LineSplitter {
  push(segments: readonly MaskedSegment[]): SplitLine[]
  /** The last line when it has no newline. */
  end(): SplitLine[]
}

const NEWLINE = 0x0a

/** Bytes → lines. Progress bars that rewrite a line with CR leave its last state. */
export function createLineSplitter(startOffset = 0): LineSplitter {
  let parts: Buffer[] = []
  let length = 0
  let lineStart = startOffset
  let position = startOffset

  function take(isContinued: boolean, endOffset: number): SplitLine {
    let bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    if (!isContinued && bytes.at(-1) === 0x0d) bytes = bytes.subarray(0, -1)
    const carriageReturn = isContinued ? -1 : bytes.lastIndexOf(0x0d)
    if (carriageReturn !== -1) bytes = bytes.subarray(carriageReturn + 1)
    const line = { ...decode(bytes), offset: lineStart, endOffset, isContinued }
    parts = []
    length = 0
    lineStart = endOffset
    return line
  }

  return {
    push(segments) {
      const lines: SplitLine[] = []
      for (const { bytes, sourceBytes } of segments) {
        const isVerbatim = bytes.length === sourceBytes
        const base = position
        let from = 0
        for (;;) {
          const newline = bytes.indexOf(NEWLINE, from)
          const to = newline === -1 ? bytes.length : newline
          while (length + (to - from) > MAX_LINE_BYTES) {
            const cut = utf8Boundary(bytes, from, from + MAX_LINE_BYTES - length)
            parts.push(bytes.subarray(from, cut))
            lines.push(take(true, isVerbatim ? base + cut : base))
            from = cut
          }
          if (to > from) {
            parts.push(bytes.subarray(from, to))
            length += to - from
          }
          if (newline === -1) break
          lines.push(take(false, isVerbatim ? base + newline + 1 : base + sourceBytes))
          from = newline + 1
        }
        position = base + sourceBytes
      }
      return lines
    },
    end() {
      return parts.length === 0 ? [] : [take(false, position)]
    },
  }
}

/** The last start of a character at or before `at`, so that a cut harms none. */
function utf8Boundary(bytes: Buffer, from: number, at: number): number {
  for (let cut = at; cut > Math.max(from, at - 4); cut--) if ((bytes[cut]! & 0xc0) !== 0x80) return cut
  return at
}

function decode(bytes: Buffer): { text: string; isBinary: boolean } {
  if (isAscii(bytes)) return { text: bytes.toString('latin1'), isBinary: false }
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), isBinary: false }
  return { text: escapeInvalid(bytes), isBinary: true }
}

/** Every byte that is not part of valid UTF-8 becomes `\xNN`. */
function escapeInvalid(bytes: Buffer): string {
  let out = ''
  let at = 0
  while (at < bytes.length) {
    const size = characterSize(bytes, at)
    if (size === 0) {
      out += `\\x${bytes[at]!.toString(16).padStart(2, '0')}`
      at++
    } else {
      out += bytes.toString('utf8', at, at + size)
      at += size
    }
  }
  return out
}

function characterSize(bytes: Buffer, at: number): number {
  const first = bytes[at]!
  if (first < 0x80) return 1
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0
  return size !== 0 && at + size <= bytes.length && isUtf8(bytes.subarray(at, at + size)) ? size : 0
}
