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
  out = out.replaceAll(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?/g, '').replaceAll(/\x1b\[[0-?]*[ -/]*[@-ln-~]/g, '')
  out = out
    .split(/(\x1b\[[0-9;]*m)/) // every second part is a colour
    .map((part, index) => (index % 2 === 1 ? (painter.isOn ? part : '') : part.replaceAll(/\x1b[ -/]*[0-Z\\^-~]?/g, '').replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '')))
    .join('')
  // oxlint-enable no-control-regex
  return painter.isOn && out.includes('\x1b[') ? `${out}\x1b[0m` : out
}
