import type * as z from 'zod/mini'
import { PlanError } from '../../lib/errors.ts'
import { isJsonObject } from '../normalise-wire.ts'
import { formatProblems, readWire } from '../wire.ts'
import { describeFound } from '../wire-problem.ts'
import { planKindsOf } from './plan-kinds.ts'
import type { PlanKind } from './plan-kinds.ts'

/**
 * Reads a plan of a known kind. For callers that know their schema and do not
 * want to load the others.
 *
 * @param raw the plan text, or the parsed document
 * @throws PlanError naming the field, what was found and what was expected, or the kind that the document seems to be
 */
export function parsePlanAs<Schema extends z.core.$ZodType>(schema: Schema, kind: PlanKind, jobType: string, raw: unknown): z.output<Schema> {
  const document = readPlanDocument(jobType, raw)
  const kinds = planKindsOf(document)
  const seen = kinds[0]
  // A plan for mock mode may hold nothing but `sandbox_mode`.
  if (!kinds.includes(kind) && (seen !== undefined || !isJsonObject(document['sandbox_mode']))) {
    throw new PlanError(
      seen === undefined
        ? `the plan does not fit the job type ${jobType}: found ${describeFound(document)}, expected a plan of the kind ${kind}`
        : `the plan does not fit the job type ${jobType}: found what looks like a plan of the kind ${seen}, expected one of the kind ${kind}`,
      { metadata: { expected_plan: kind, ...(seen === undefined ? {} : { found_plan: seen }) } },
    )
  }
  const reading = readWire(schema, document)
  if (reading.ok) return reading.value
  throw new PlanError(`the plan of the ${jobType} job is malformed: ${formatProblems(reading.problems)}`, {
    metadata: { field: reading.problems[0]?.field ?? '' },
  })
}

/** The document in the raw answer of the plan route: text that is JSON, or a JSON string that holds it. */
function readPlanDocument(jobType: string, raw: unknown): Record<string, unknown> {
  let document = raw
  for (let depth = 0; depth < 2 && typeof document === 'string'; depth++) document = parseJson(jobType, document)
  if (document === undefined || document === null) throw new PlanError(`the ${jobType} job has no plan`)
  if (!isJsonObject(document)) throw new PlanError(`the plan of the ${jobType} job is malformed: found ${describeFound(document, true)}, expected a JSON object`)
  return document
}

function parseJson(jobType: string, text: string): unknown {
  if (text.trim() === '') throw new PlanError(`the ${jobType} job has an empty plan`)
  try {
    return JSON.parse(text)
  } catch (error) {
    const place = jsonErrorPlace(error)
    throw new PlanError(`the plan of the ${jobType} job is malformed: found ${text.length} characters that are not JSON (${place}), expected a JSON object`, {
      cause: new SyntaxError(`JSON: ${place}`), // the original quotes the plan
    })
  }
}

/** Where JSON.parse gave up. Its message quotes the document, which may hold secrets. */
function jsonErrorPlace(error: unknown): string {
  const place = /at position \d+(?: \(line \d+ column \d+\))?/.exec(error instanceof Error ? error.message : '')
  return place ? place[0] : 'it ends too early'
}
