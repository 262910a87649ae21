import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printableText } from '../../../src/cli/follow/log-text.ts'
import { createPainter } from '../../../src/cli/output/painter.ts'
import { cliIo } from '../../helpers/cli-io.ts'

const plain = createPainter(cliIo().io.stdout, {})
const colours = createPainter(cliIo({ isTTY: true }).io.stdout, {})

test.each([
  ['\x1b[31mred\x1b[0m', 'red', '\x1b[31mred\x1b[0m\x1b[0m'],
  ['clear\x1b[2J\x1b[Hscreen', 'clearscreen', 'clearscreen'],
  ['\x1b]0;title\x07text', 'text', 'text'],
  ['\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\', 'link', 'link'],
  ['10 %\r20 %\rdone', 'done', 'done'],
  ['windows\r', 'windows', 'windows'],
  ['bell\x07 and null\x00', 'bell and null', 'bell and null'],
  ['tab\tstays ✓', 'tab\tstays ✓', 'tab\tstays ✓'],
])('%j is shown as %j without colours', (text, withoutColours, withColours) => {
  expect(printableText(text, plain)).toBe(withoutColours)
  expect(printableText(text, colours)).toBe(withColours)
})

test('no text lets a control character through where there are no colours', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('\x1b', '[', ']', '2', ';', 'm', 'J', 'P', '\x07', '\\', 'a', '\x9b', '\r', '\x00')), (parts) => {
      // oxlint-disable-next-line no-control-regex -- that is what is looked for
      expect(printableText(parts.join(''), plain)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]/)
    }),
  )
})
