import { expect, test } from 'vitest'
import { runnerJobSchema } from '../../src/protocol/jobs.ts'
import { omitZero, writeWire } from '../../src/protocol/omit-zero.ts'
import { runnerSettingsSchema, SETTINGS_ALWAYS_WRITTEN } from '../../src/protocol/settings.ts'
import { bool, list, num, object, parseWire, ptr, str, strMap, struct } from '../../src/protocol/wire.ts'

test('zero values are left out, empty lists and maps stay', () => {
  expect(omitZero({ a: '', b: 0, c: false, d: null, e: undefined, f: [], g: {}, h: 'x', i: -1, j: true })).toEqual({ f: [], g: {}, h: 'x', i: -1, j: true })
})

test('keys that a server always writes are kept', () => {
  expect(omitZero({ platform: '', n: 0, x: '' }, ['platform', 'n'])).toEqual({ platform: '', n: 0 })
})

test('objects in objects are written by the same rule, and the entries of maps are not', () => {
  const schema = object({
    name: str(),
    env: strMap(),
    inner: ptr(object({ on: bool(), n: num() })),
    embedded: struct(object({ n: num() })),
    items: list(object({ id: str(), n: num() })),
  })
  expect(writeWire(schema, { name: '', env: { EMPTY: '' }, inner: { on: false, n: 0 }, embedded: { n: 0 }, items: [{ id: 'a', n: 0 }] })).toEqual({
    env: { EMPTY: '' },
    inner: {},
    items: [{ id: 'a' }],
  })
})

test('settings for a Go agent keep `metadata`, without which it dies', () => {
  const settings = parseWire(runnerSettingsSchema, { id: 'rgs', heart_beat_timeout: 5_000_000_000 }, 'settings')
  const written = writeWire(runnerSettingsSchema, settings, SETTINGS_ALWAYS_WRITTEN)
  expect(written).toMatchObject({ id: 'rgs', heart_beat_timeout: 5_000_000_000, metadata: {}, platform: '', aws_max_instance_lifetime: 0 })
  expect(written).not.toHaveProperty('sandbox_mode')
  // A VM's boot script finds the image by `"key":"value"`: no space after the colon.
  expect(JSON.stringify(written)).not.toContain('": ')
})

test('unknown keys are written as they are', () => {
  expect(writeWire(runnerJobSchema, { id: 'job', later: 'x' } as never)).toEqual({ id: 'job', later: 'x' })
})
