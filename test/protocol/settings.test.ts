import { expect, test } from 'vitest'
import { publicSettingsSchema, runnerSettingsSchema } from '../../src/protocol/settings.ts'
import { parseWire } from '../../src/protocol/wire.ts'
import { nsToMs } from '../../src/lib/time.ts'

/** The smallest settings that a Go agent starts with. */
const MINIMAL = {
  id: 'rgs00000000000000000000001',
  runner_group_id: 'rgr00000000000000000000001',
  heart_beat_timeout: 5000000000,
  enable_logging: true,
  logging_level: 'INFO',
  container_image_url: 'example/runner',
  container_image_tag: 'v1',
  groups: ['operations', 'sync', 'build'],
  metadata: { 'org.id': 'org00000000000000000000001', env: 'dev' },
  aws_max_instance_lifetime: 604800,
  platform: '',
}

test('minimal settings are read, everything else is zero', () => {
  const settings = parseWire(runnerSettingsSchema, MINIMAL, "the runner's settings")
  expect(settings).toMatchObject(MINIMAL)
  expect(nsToMs(settings.heart_beat_timeout)).toBe(5000)
  expect(settings.sandbox_mode).toBe(false)
  expect(settings.long_poll_jobs).toBe(false)
  expect(settings.extensions).toEqual({})
  expect(settings.container_image_registry_auth).toBeNull()
})

test('settings of 2026 with extensions are read', () => {
  const settings = parseWire(
    runnerSettingsSchema,
    { ...MINIMAL, long_poll_jobs: true, job_group_parallelism: { build: '2' }, container_max_uptime: 14400, extensions: { wake: 1, lease: 1 } },
    "the runner's settings",
  )
  expect(settings.long_poll_jobs).toBe(true)
  expect(settings.job_group_parallelism).toEqual({ build: '2' })
  expect(settings.extensions).toEqual({ wake: 1, lease: 1 })
})

test('a field that the agent can do without does not cost the settings when its type is another', () => {
  const settings = parseWire(runnerSettingsSchema, { ...MINIMAL, extensions: ['wake'], container_image_registry_auth: 'x', job_group_parallelism: { build: 2 } }, 'settings')
  expect(settings.extensions).toEqual({})
  expect(settings.container_image_registry_auth).toBeNull()
  expect(settings.job_group_parallelism).toEqual({ build: 2 })
  expect(() => parseWire(runnerSettingsSchema, { ...MINIMAL, heart_beat_timeout: '5s' }, 'settings')).toThrow('"heart_beat_timeout" is wrong')
})

test('a null in the metadata reads as an empty string', () => {
  expect(parseWire(runnerSettingsSchema, { metadata: { 'install.id': null } }, 'settings').metadata).toEqual({ 'install.id': '' })
})

test('public settings are read', () => {
  expect(parseWire(publicSettingsSchema, { binary_version: 'v1', aws_auth_method: 'iid' }, 'settings')).toEqual({ binary_version: 'v1', aws_auth_method: 'iid', runner_api_url: '' })
})
