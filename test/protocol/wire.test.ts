import fc from 'fast-check'
import * as z from 'zod/mini'
import { describe, expect, test } from 'vitest'
import { ApiError } from '../../src/lib/errors.ts'
import { actionStepUpdateSchema, actionWorkflowConfigSchema, actionWorkflowRunSchema } from '../../src/protocol/action-workflows.ts'
import { appConfigSchema } from '../../src/protocol/app-config.ts'
import { errorEnvelopeSchema } from '../../src/protocol/error-envelope.ts'
import {
  cancellationSchema,
  claimResponseSchema,
  executionStatusPatchSchema,
  finishRequestSchema,
  finishResponseSchema,
  jobExecutionSchema,
  leaseRequestSchema,
  leaseSchema,
  outputsRequestSchema,
} from '../../src/protocol/executions.ts'
import { maxRunnerVersionSchema, telemetryAccessTokenSchema } from '../../src/protocol/general.ts'
import { healthCheckRequestSchema, healthCheckSchema, heartbeatRequestSchema, heartbeatSchema } from '../../src/protocol/heartbeats.ts'
import { helmReleaseSchema } from '../../src/protocol/helm-releases.ts'
import { buildOutputsSchema, healthCheckOutputsSchema, helmOutputsSchema, syncOutputsSchema, syncSecretsOutputsSchema } from '../../src/protocol/job-outputs.ts'
import { jobStatusPatchSchema, runnerJobSchema } from '../../src/protocol/jobs.ts'
import { writeWire } from '../../src/protocol/omit-zero.ts'
import { helmPlanDisplaySchema, manifestPlanDisplaySchema } from '../../src/protocol/plan-displays.ts'
import { compositePlanSchema } from '../../src/protocol/plans/composite.ts'
import { PLAN_SCHEMAS } from '../../src/protocol/plans/plan-of-job-type.ts'
import { processPatchSchema, processRegistrationSchema, runnerProcessSchema, shutdownSchema } from '../../src/protocol/processes.ts'
import { resultRequestSchema, storedOutputsSchema, storedResultSchema } from '../../src/protocol/results.ts'
import { awsIidAuthRequestSchema, awsStsAuthRequestSchema, azureAuthRequestSchema, gcpAuthRequestSchema, runnerAuthResponseSchema } from '../../src/protocol/runner-auth.ts'
import { orgSchema, runnerSchema } from '../../src/protocol/runners.ts'
import { sandboxConfigSchema } from '../../src/protocol/sandbox-config.ts'
import { publicSettingsSchema, runnerSettingsSchema } from '../../src/protocol/settings.ts'
import { terraformLockInfoSchema, terraformStateSchema, terraformWorkspaceRequestSchema, terraformWorkspaceSchema } from '../../src/protocol/terraform.ts'
import { bool, list, map, num, object, parseWire, ptr, requiredStr, str, strMap, struct } from '../../src/protocol/wire.ts'
import { arbitraryOf, withOtherKeyCase } from './arbitrary-of.ts'

const SCHEMAS: Record<string, z.core.$ZodType> = {
  actionStepUpdateSchema,
  actionWorkflowConfigSchema,
  actionWorkflowRunSchema,
  appConfigSchema,
  awsIidAuthRequestSchema,
  awsStsAuthRequestSchema,
  azureAuthRequestSchema,
  buildOutputsSchema,
  cancellationSchema,
  claimResponseSchema,
  compositePlanSchema,
  errorEnvelopeSchema,
  executionStatusPatchSchema,
  finishRequestSchema,
  finishResponseSchema,
  gcpAuthRequestSchema,
  healthCheckOutputsSchema,
  healthCheckRequestSchema,
  healthCheckSchema,
  heartbeatRequestSchema,
  heartbeatSchema,
  helmOutputsSchema,
  helmPlanDisplaySchema,
  helmReleaseSchema,
  jobExecutionSchema,
  jobStatusPatchSchema,
  leaseRequestSchema,
  leaseSchema,
  manifestPlanDisplaySchema,
  maxRunnerVersionSchema,
  orgSchema,
  outputsRequestSchema,
  processPatchSchema,
  processRegistrationSchema,
  publicSettingsSchema,
  resultRequestSchema,
  runnerAuthResponseSchema,
  runnerJobSchema,
  runnerProcessSchema,
  runnerSchema,
  runnerSettingsSchema,
  sandboxConfigSchema,
  shutdownSchema,
  storedOutputsSchema,
  storedResultSchema,
  syncOutputsSchema,
  syncSecretsOutputsSchema,
  telemetryAccessTokenSchema,
  terraformLockInfoSchema,
  terraformStateSchema,
  terraformWorkspaceRequestSchema,
  terraformWorkspaceSchema,
  ...PLAN_SCHEMAS,
}

describe.each(Object.entries(SCHEMAS))('%s', (_name, schema) => {
  const runs = { numRuns: 15 }

  test('reads a document with fields missing or null', () => {
    fc.assert(
      fc.property(arbitraryOf(schema), (document) => {
        parseWire(schema, document ?? {}, 'the document')
      }),
      runs,
    )
  })

  test('reads keys in another case as its own', () => {
    fc.assert(
      fc.property(arbitraryOf(schema), fc.boolean(), (document, upper) => {
        const sent = document ?? {}
        const flipped = withOtherKeyCase(schema, sent, (key) => (upper ? key.toUpperCase() : key.toLowerCase()))
        expect(parseWire(schema, flipped, 'the document')).toEqual(parseWire(schema, sent, 'the document'))
      }),
      runs,
    )
  })

  test('reads its own reading back unchanged, also as the Go server would write it', () => {
    fc.assert(
      fc.property(arbitraryOf(schema), (document) => {
        const read = parseWire(schema, document ?? {}, 'the document')
        expect(parseWire(schema, read, 'the document')).toEqual(read)
        const written = JSON.parse(JSON.stringify(writeWire(schema, read as never))) as unknown
        expect(parseWire(schema, written, 'the document')).toEqual(read)
      }),
      runs,
    )
  })
})

describe('a field', () => {
  const schema = object({
    text: str(),
    count: num(),
    on: bool(),
    tags: list(str()),
    env: strMap(),
    limits: map(num()),
    inner: ptr(object({ Name: str() })),
    embedded: struct(object({ size: num() })),
  })
  const zero = { text: '', count: 0, on: false, tags: [], env: {}, limits: {}, inner: null, embedded: { size: 0 } }

  test('that is missing has its zero value', () => {
    expect(parseWire(schema, {}, 'it')).toEqual(zero)
  })

  test('that is null has its zero value', () => {
    const nulls = Object.fromEntries(Object.keys(zero).map((key) => [key, null]))
    expect(parseWire(schema, nulls, 'it')).toEqual(zero)
  })

  test('that we do not know is kept', () => {
    expect(parseWire(schema, { later: { a: 1 }, inner: { Name: 'x', more: true } }, 'it')).toMatchObject({ later: { a: 1 }, inner: { Name: 'x', more: true } })
  })

  test('in its exact case wins over one in another case', () => {
    expect(parseWire(schema, { TEXT: 'other', text: 'exact' }, 'it').text).toBe('exact')
    expect(parseWire(schema, { text: 'exact', TEXT: 'other' }, 'it').text).toBe('exact')
    expect(parseWire(schema, { TEXT: 'other' }, 'it').text).toBe('other')
  })

  test('of a map keeps the case of its key, because that is data', () => {
    expect(parseWire(schema, { env: { PATH: '/bin', path: 'x', Text: 'y' } }, 'it').env).toEqual({ PATH: '/bin', path: 'x', Text: 'y' })
  })

  test('named __proto__ is dropped and pollutes nothing', () => {
    const read = parseWire(schema, JSON.parse('{"__proto__":{"on":true},"env":{"__proto__":"x"}}'), 'it')
    expect(read).toEqual(zero)
    expect(Object.getPrototypeOf(read.env)).toBe(Object.prototype)
  })

  test('gets a list and a map of its own in every reading', () => {
    const first = parseWire(schema, {}, 'it')
    first.tags.push('x')
    first.env['a'] = 'b'
    expect(parseWire(schema, {}, 'it')).toEqual(zero)
  })
})

describe('an unreadable document', () => {
  const schema = object({ id: requiredStr(), timeout: num(), steps: list(object({ run_id: str() })), api_token: str(), env_vars: strMap() })

  function messageOf(value: unknown): string {
    try {
      parseWire(schema, value, 'the job')
    } catch (error) {
      expect(error).toBeInstanceOf(ApiError)
      expect((error as ApiError).code).toBe('RUNNER_API_MALFORMED')
      return (error as ApiError).message
    }
    throw new Error('it was read')
  }

  test('names the field, what was found and what was expected', () => {
    expect(messageOf({ id: 'a', timeout: '5s' })).toBe('cannot read the job: "timeout" is wrong: found "5s", expected a number')
    expect(messageOf({ id: 'a', steps: [{}, { run_id: [1, 2] }] })).toBe('cannot read the job: "steps[1].run_id" is wrong: found a list of 2, expected a string')
  })

  test('names a required field that is missing, null or empty', () => {
    expect(messageOf({})).toBe('cannot read the job: "id" is wrong: found nothing, expected a string')
    expect(messageOf({ id: null })).toBe('cannot read the job: "id" is wrong: found null, expected a string')
    expect(messageOf({ id: '' })).toBe('cannot read the job: "id" is wrong: found an empty string, expected a non-empty string')
  })

  test('is described as a whole when it is no object', () => {
    expect(messageOf(null)).toBe('cannot read the job: found null, expected an object')
    expect(messageOf([1])).toBe('cannot read the job: found a list of 1, expected an object')
    expect(messageOf('<html>')).toBe('cannot read the job: found "<html>", expected an object')
  })

  test('shows at most three problems', () => {
    expect(messageOf({ id: 1, timeout: '', steps: {}, env_vars: { A: 1 } })).toMatch(/^cannot read the job: ("[^;]*; ){2}[^;]* \(and 1 more\)$/)
  })

  test('never repeats a value that may be a secret, or a long one', () => {
    expect(messageOf({ id: 'a', api_token: 12345678 })).toBe('cannot read the job: "api_token" is wrong: found a number, expected a string')
    expect(messageOf({ id: 'a', env_vars: { A: 42424242 } })).not.toContain('42424242')
    expect(messageOf({ id: 'a', timeout: 's3cr3t'.repeat(20) })).toContain('found a string of 120 characters')
  })
})
