import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '../../src/lib/ids.ts'
import { appConfigSchema, componentConfig } from '../../src/protocol/app-config.ts'
import { clientVersion } from '../../src/protocol/headers.ts'
import { helmReleaseKey, parseHelmReleaseKey } from '../../src/protocol/helm-releases.ts'
import { ID_PREFIXES, isWireId } from '../../src/protocol/identifiers.ts'
import { LOG_SEVERITIES, severityName } from '../../src/protocol/log-attributes.ts'
import { findSandboxConfig, sandboxConfigsSchema } from '../../src/protocol/sandbox-config.ts'
import { decodeStateJson, encodeStateJson, terraformLockInfoSchema, terraformStateSchema } from '../../src/protocol/terraform.ts'
import { parseWire } from '../../src/protocol/wire.ts'

test('state JSON is a JSON string of standard base64, and is read back', () => {
  const document = '{"format_version":"1.0","x":"ÿþ?>"}'
  const body = encodeStateJson(document)
  expect(body).toBe(`"${Buffer.from(document).toString('base64')}"`)
  fc.assert(fc.property(fc.jsonValue(), (value) => { expect(decodeStateJson(encodeStateJson(JSON.stringify(value)))).toBe(JSON.stringify(value)) }))
  expect(decodeStateJson(Buffer.from(` ${body}\n`))).toBe(document)
})

test('state JSON that was sent raw is read too, and what is neither is refused', () => {
  expect(decodeStateJson('{"a":1}')).toBe('{"a":1}')
  expect(() => decodeStateJson('"%%"')).toThrow('not base64')
})

test("terraform's lock document is read in the server's lower case too", () => {
  expect(parseWire(terraformLockInfoSchema, { id: 'u-1', who: 'a@b', operation: 'OperationTypeApply' }, 'the lock')).toMatchObject({ ID: 'u-1', Who: 'a@b', Operation: 'OperationTypeApply', Path: '' })
})

test('a terraform state is read by its outline', () => {
  const state = { version: 4, terraform_version: '1.11.3', serial: 3, lineage: 'x', outputs: { a: { value: 1, type: 'number' } }, resources: [], check_results: null }
  expect(parseWire(terraformStateSchema, state, 'the state')).toEqual(state)
  expect(() => parseWire(terraformStateSchema, { version: 4, resources: {} }, 'the state')).toThrow('"resources" is wrong: found an empty object, expected a list')
})

test('the last configuration of a component wins', () => {
  const config = parseWire(
    appConfigSchema,
    {
      component_config_connections: [
        { component_id: 'cmp1', terraform_module: { version: '1.0.0' } },
        { component_id: 'cmp1', terraform_module: { version: '1.1.0' } },
        { component_id: 'cmp2', helm: {} },
      ],
      sandbox: { terraform_version: '1.11.3' },
    },
    'the configuration',
  )
  expect(componentConfig(config, 'cmp1')?.terraform_module?.version).toBe('1.1.0')
  expect(componentConfig(config, 'cmp2')?.terraform_module).toBeNull()
  expect(componentConfig(config, 'cmp3')).toBeUndefined()
  expect(config.sandbox?.terraform_version).toBe('1.11.3')
})

test('the mock configuration of an exact operation wins over `all`, and that over none', () => {
  const configs = parseWire(sandboxConfigsSchema, [{ job_type: 'noop', operation: 'all', id: 'a' }, { job_type: 'noop', id: 'b' }, { job_type: 'noop', operation: 'exec', id: 'c' }], 'the configs')
  expect(findSandboxConfig(configs, 'noop', 'exec')?.id).toBe('c')
  expect(findSandboxConfig(configs, 'noop', 'build')?.id).toBe('a')
  expect(findSandboxConfig(configs.slice(1), 'noop', 'build')?.id).toBe('b')
  expect(findSandboxConfig(configs, 'oci-sync', 'exec')).toBeUndefined()
})

test('helm storage keys round-trip', () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}$/), fc.integer({ min: 1, max: 9999 }), (release, revision) => { expect(parseHelmReleaseKey(helmReleaseKey(release, revision))).toEqual({ release, revision }) }))
  expect(parseHelmReleaseKey('other')).toBeUndefined()
})

test('ids of every kind have the form of an identifier', () => {
  for (const prefix of Object.values(ID_PREFIXES)) expect(isWireId(newId(prefix)), prefix).toBe(true)
  expect(isWireId('run')).toBe(false)
})

test('severity numbers have the names that servers store', () => {
  expect(Object.values(LOG_SEVERITIES).map(severityName)).toEqual(['Debug', 'Info', 'Warn', 'Error', 'Fatal'])
  expect([0, 1, 4, 24, 25].map(severityName)).toEqual(['', 'Trace', 'Trace', 'Fatal', ''])
})

test('the client version is the one of a runner', () => {
  expect(clientVersion('1.2.3')).toBe('runner:1.2.3')
})
