import { describe, expect, test } from 'vitest'
import { PlanError } from '../../../src/lib/errors.ts'
import { JOB_TYPES } from '../../../src/protocol/enums.ts'
import { sandboxRunPlanSchema } from '../../../src/protocol/plans/sandbox-run.ts'
import { parsePlanAs } from '../../../src/protocol/plans/parse-plan.ts'
import { PLAN_KIND_OF_JOB_TYPE, PLAN_KINDS, planKindsOf } from '../../../src/protocol/plans/plan-kinds.ts'
import type { PlanKind } from '../../../src/protocol/plans/plan-kinds.ts'
import { parsePlan, PLAN_SCHEMAS } from '../../../src/protocol/plans/plan-of-job-type.ts'
import { ACTION, DOCKER_BUILD, SANDBOX_RUN, SYNC, TERRAFORM_DEPLOY } from './example-plans.ts'

const EXAMPLES: Record<Exclude<PlanKind, 'fetch-image-metadata'>, object> = {
  build: DOCKER_BUILD,
  'sync-oci': SYNC,
  deploy: TERRAFORM_DEPLOY,
  'sandbox-run': SANDBOX_RUN,
  'sync-secrets': { kubernetes_secrets: null, cluster_info: null, azure_auth: null, aws_auth: null },
  'action-workflow-run': ACTION,
}

function planErrorOf(jobType: string, raw: unknown): PlanError {
  try {
    parsePlan(jobType, raw)
  } catch (error) {
    expect(error).toBeInstanceOf(PlanError)
    return error as PlanError
  }
  throw new Error('the plan was read')
}

describe('a plan of another type', () => {
  const kinds = Object.keys(EXAMPLES) as (keyof typeof EXAMPLES)[]

  test('is told apart by its keys, in any case', () => {
    for (const kind of kinds) {
      expect(planKindsOf(EXAMPLES[kind])[0], kind).toBe(kind)
      expect(planKindsOf(Object.fromEntries(Object.entries(EXAMPLES[kind]).map(([key, value]) => [key.toUpperCase(), value])))[0], kind).toBe(kind)
    }
  })

  const pairs = kinds.flatMap((expected) => kinds.filter((given) => given !== expected).map((given) => ({ expected, given })))
  test.each(pairs)('is refused and named: a plan of the kind $given for a job that needs one of the kind $expected', ({ expected, given }) => {
    const jobType = JOB_TYPES.find((type) => PLAN_KIND_OF_JOB_TYPE[type] === expected)!
    const error = planErrorOf(jobType, EXAMPLES[given])
    expect(error.message).toBe(`the plan does not fit the job type ${jobType}: found what looks like a plan of the kind ${given}, expected one of the kind ${expected}`)
    expect(error.metadata).toEqual({ expected_plan: expected, found_plan: given })
    expect(error.code).toBe('RUNNER_PLAN_INVALID')
  })

  test('that is like no plan at all is described by its keys', () => {
    expect(planErrorOf('actions-workflow', { hello: 1 }).message).toBe('the plan does not fit the job type actions-workflow: found an object with hello, expected a plan of the kind action-workflow-run')
    expect(planErrorOf('sandbox-terraform', {}).message).toContain('found an empty object')
  })
})

test('every kind of plan has a schema', () => {
  expect(Object.keys(PLAN_SCHEMAS).sort()).toEqual([...PLAN_KINDS].sort())
})

test('a job type without a plan needs none, and an unknown one is refused by its name', () => {
  for (const type of JOB_TYPES.filter((type) => PLAN_KIND_OF_JOB_TYPE[type] === null)) expect(parsePlan(type, undefined)).toBeUndefined()
  expect(planErrorOf('later', '{}').code).toBe('RUNNER_JOB_TYPE_UNKNOWN')
  expect(planErrorOf('later', '{}').message).toContain('"later"')
})

test('a plan may be text, an object, or JSON text in a JSON string', () => {
  const text = JSON.stringify(SANDBOX_RUN)
  const plan = parsePlan('sandbox-terraform', SANDBOX_RUN)
  expect(parsePlan('sandbox-terraform', text)).toEqual(plan)
  expect(parsePlan('sandbox-terraform', ` ${text}\n`)).toEqual(plan)
  expect(parsePlan('sandbox-terraform', JSON.stringify(text))).toEqual(plan)
  expect(parsePlanAs(sandboxRunPlanSchema, 'sandbox-run', 'sandbox-terraform', text)).toEqual(plan)
})

test('a plan for mock mode may hold nothing else', () => {
  expect(parsePlan('sandbox-terraform', { sandbox_mode: { enabled: true, outputs: { a: 1 } } }).sandbox_mode?.outputs).toEqual({ a: 1 })
})

describe('a malformed plan', () => {
  test('names the field, what was found and what was expected', () => {
    const error = planErrorOf('actions-workflow', { ...ACTION, steps: [{ ...ACTION.steps[0], retries: 'two' }] })
    expect(error.message).toBe('the plan of the actions-workflow job is malformed: "steps[0].retries" is wrong: found "two", expected a number')
    expect(error.metadata).toEqual({ field: 'steps[0].retries' })
  })

  test('without the run it is for is refused', () => {
    expect(planErrorOf('actions-workflow', { ...ACTION, id: '' }).message).toContain('"id" is wrong: found an empty string')
  })

  test('that is missing or empty is called so', () => {
    for (const raw of [undefined, null, 'null']) expect(planErrorOf('sandbox-terraform', raw).message).toBe('the sandbox-terraform job has no plan')
    expect(planErrorOf('sandbox-terraform', ' ').message).toBe('the sandbox-terraform job has an empty plan')
    expect(planErrorOf('sandbox-terraform', '[]').message).toContain('found a list of 0, expected a JSON object')
  })

  test('that is no JSON says where it breaks and repeats none of it', () => {
    const error = planErrorOf('sandbox-terraform', '{"password": "hunter2",\n oops}')
    expect(error.message).toMatch(/^the plan of the sandbox-terraform job is malformed: found 30 characters that are not JSON \(at position \d+ \(line 2 column \d+\)\), expected a JSON object$/)
    expect(`${error.stack} ${(error.cause as Error).stack}`).not.toContain('hunter2')
    expect(planErrorOf('sandbox-terraform', '{"a":').message).toContain('it ends too early')
  })
})
