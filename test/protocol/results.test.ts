import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64, encodeBase64, encodeUrlSafeBase64 } from '../../src/protocol/base64.ts'
import { isSha256Digest, sha256Digest } from '../../src/protocol/digest.ts'
import { decodeApplyPlanContents, decodeGzippedPlanContents } from '../../src/protocol/plan-contents.ts'
import { encodeResult, resultRequestSchema } from '../../src/protocol/results.ts'
import { parseWire } from '../../src/protocol/wire.ts'
import { PlanError } from '../../src/lib/errors.ts'

const bytes = fc.uint8Array({ maxLength: 64 })

test('base64 round-trips in both alphabets, with and without padding', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      const standard = Buffer.from(value).toString('base64')
      expect(encodeBase64(value)).toBe(standard)
      const urlSafe = encodeUrlSafeBase64(value)
      expect(urlSafe).toMatch(/^[A-Za-z0-9_-]*={0,2}$/)
      expect(urlSafe.length % 4).toBe(0)
      for (const text of [standard, urlSafe, standard.replace(/=+$/, ''), urlSafe.replace(/=+$/, '')]) expect(decodeBase64(text)).toEqual(Buffer.from(value))
    }),
  )
})

test('base64 of a view takes the bytes of the view alone', () => {
  expect(encodeBase64(new Uint8Array([1, 2, 3, 4]).subarray(1, 3))).toBe('AgM=')
})

test('what is not base64 is refused, not half read', () => {
  for (const text of ['a', 'ab=c', '*', 'YWJj YWJj', 'YQ=', 'YWJj=', '{"a":1}']) expect(decodeBase64(text), text).toBeUndefined()
  expect(decodeBase64('YWJj\nYWJj\r\n')?.toString()).toBe('abcabc')
})

test('a result carries the plan as it is and the display gzipped', async () => {
  const contents = Buffer.from([0x50, 0x4b, 3, 4, 0xff, 0xfe, 0xfb])
  const body = await encodeResult({ success: true, contents, display: '{"format_version":"1.2"}' })
  expect(Object.keys(body)).toEqual(['success', 'contents_compressed', 'contents_display_compressed'])
  expect(Buffer.from(body.contents_compressed!, 'base64url')).toEqual(contents)
  expect(gunzipSync(Buffer.from(body.contents_display_compressed!, 'base64url')).toString()).toBe('{"format_version":"1.2"}')
  expect(parseWire(resultRequestSchema, body, 'the result').success).toBe(true)
})

test('a failed result drops `success`, as omit-empty does, and keeps what is said about the failure', async () => {
  expect(await encodeResult({ success: false, errorMetadata: { step: 'execute', message: 'no' } })).toEqual({ error_metadata: { step: 'execute', message: 'no' } })
  expect(await encodeResult({ success: true, contents: new Uint8Array(), display: '', errorMetadata: {} })).toEqual({ success: true })
})

test('the digest of the contents is sent only when asked for', async () => {
  const contents = Buffer.from('plan')
  expect((await encodeResult({ success: true, contents })).contents_digest).toBeUndefined()
  const digest = (await encodeResult({ success: true, contents }, { digest: true })).contents_digest!
  expect(digest).toBe(sha256Digest(contents))
  expect(isSha256Digest(digest)).toBe(true)
})

test('a plan goes from result to apply unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 64 }), async (contents) => {
      const sent = await encodeResult({ success: true, contents }, { digest: true })
      const stored = decodeBase64(sent.contents_compressed!)!
      const planned = stored.toString('base64') // the server's standard base64
      expect(decodeApplyPlanContents(planned, sent.contents_digest)).toEqual(Buffer.from(contents))
    }),
    { numRuns: 30 },
  )
})

test('a plan with another digest is refused by its own code', () => {
  const contents = Buffer.from('approved').toString('base64')
  expect(decodeApplyPlanContents(contents, sha256Digest('approved').toUpperCase().replace('SHA', 'sha')).toString()).toBe('approved')
  try {
    decodeApplyPlanContents(contents, sha256Digest('other'))
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(PlanError)
    expect((error as PlanError).code).toBe('RUNNER_PLAN_DIGEST_MISMATCH')
    expect((error as PlanError).message).toContain(sha256Digest('other'))
  }
})

test('missing and broken plan contents are named', () => {
  expect(() => decodeApplyPlanContents('')).toThrow('`apply_plan_contents` is missing')
  expect(() => decodeApplyPlanContents('%%%')).toThrow('found 3 characters that are not base64')
})

test('a gzipped plan is unpacked, a plain one taken as it is, a damaged one named', async () => {
  const { contents_display_compressed: packed } = await encodeResult({ success: true, display: '{"op":"install"}' })
  expect(decodeGzippedPlanContents(packed!)).toBe('{"op":"install"}')
  expect(decodeGzippedPlanContents(Buffer.from('{"op":"apply"}').toString('base64'))).toBe('{"op":"apply"}')
  expect(() => decodeGzippedPlanContents(packed!.slice(0, 20))).toThrow('damaged gzip data')
})
