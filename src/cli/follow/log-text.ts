import type { Painter } from '../output/painter.ts'

/**
 * A log line that cannot disturb the terminal: colours stay where colours are
 * wanted, every other escape sequence and control character goes.
 */
export function printableText(text: string, painter: Painter): string {
  let out = text.replaceAll('\r\n', '\n').replace(/\r$/, '')
  const lastReturn = out.lastIndexOf('\r')
  if (lastReturn !== -1) out = out.slice(lastReturn + 1) // a progress bar: its last state
  // oxlint-disable no-control-regex -- control characters are what this is about
  out = out.replaceAll(/\x1b\[[0-?]*[ -/]*[@-~]/g, (sequence) => (painter.isOn && sequence.endsWith('m') ? sequence : ''))
  out = out.replaceAll(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?/g, '').replaceAll(/\x1b(?!\[[0-9;]*m)[@-Z\\-_]?/g, '')
  out = out.replaceAll(/[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]/g, '')
  // oxlint-enable no-control-regex
  return painter.isOn && out.includes('\x1b[') ? `${out}\x1b[0m` : out
}
