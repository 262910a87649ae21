import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EXTENSIONS, formatExtensions, negotiate, parseExtensions } from '../../src/protocol/extensions.ts'

test('our own list is written and read back', () => {
  expect(formatExtensions()).toMatch(/^wake=1, claim=1, /)
  expect(parseExtensions(formatExtensions())).toEqual(EXTENSIONS)
})

test('any list of names and versions survives the header', () => {
  const versions = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/), fc.integer({ min: 1, max: 999 }), { noNullPrototype: true })
  fc.assert(fc.property(versions, (value) => { expect(parseExtensions(formatExtensions(value))).toEqual(value) }))
})

test('any header is read without an error, and what is malformed passed over', () => {
  fc.assert(fc.property(fc.string(), (header) => void parseExtensions(header)))
  expect(parseExtensions(undefined)).toEqual({})
  expect(parseExtensions('')).toEqual({})
  expect(parseExtensions('wake=1,,  Lease = 2 , cancel-push, claim=0, finish=x, log-seq=1.5, =3')).toEqual({ wake: 1, lease: 2 })
  expect(parseExtensions(['wake=1', 'claim=1'])).toEqual({ wake: 1, claim: 1 })
})

test('an extension is spoken only where both named it, in the lower version', () => {
  const common = negotiate({ wake: 3, lease: 1, later: 1 }, { wake: 2, lease: 1, claim: 1 })
  expect(common.versions).toEqual({ wake: 2, lease: 1 })
  expect(common.has('wake')).toBe(true)
  expect(common.has('claim')).toBe(false)
  expect(common.version('claim')).toBe(0)
})

test('a plain server speaks none, and nonsense counts as none', () => {
  expect(negotiate({}).versions).toEqual({})
  expect(negotiate({ wake: 0, claim: -1, lease: 0.5, finish: Number.NaN }).versions).toEqual({})
  expect(negotiate({ toString: 1 } as never).versions).toEqual({})
})
