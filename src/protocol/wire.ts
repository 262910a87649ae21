import * as z from 'zod/mini'
import { ApiError } from '../lib/errors.ts'
import { normaliseWire } from './normalise-wire.ts'
import { wireProblems } from './wire-problem.ts'
import type { WireProblem } from './wire-problem.ts'

/*
 * How documents of the wire are described. The peers are Go programs: a field
 * with its zero value is often left out, or written as null, and the case of a
 * key does not matter to them. So a field built here reads "missing", null and
 * the zero value as the same thing, and a parsed document always has all of its
 * fields. Unknown keys are kept, but are not part of the type.
 */

/** A value outside the list that we know; keeps editors completing the known ones. */
export type Unlisted = string & {}

type Field<Output, Input> = z.ZodMiniDefault<z.ZodMiniType<Output, Input>>
type WireObject<Shape extends z.core.$ZodLooseShape> = z.ZodMiniObject<z.core.util.Writeable<Shape>, z.core.$strip>

/** An object of the wire. Keys we do not know pass through. */
export function object<Shape extends z.core.$ZodLooseShape>(shape: Shape): WireObject<Shape> {
  return z.looseObject(shape) as unknown as WireObject<Shape>
}

// Schemas are immutable, and building one costs about 30 µs on a cold start: equal fields share one.
const STR = z._default(z.string(), '')
const REQUIRED_STR = z.string().check(z.minLength(1))
const NUM = z._default(z.number(), 0)
const BOOL = z._default(z.boolean(), false)
const JSON_VALUE = z._default(z.unknown(), null)
const STR_MAP = map(STR) as unknown as Field<Record<string, string>, Record<string, string | null | undefined>>
const JSON_MAP = map(z.unknown())

/** '' when missing. */
export function str(): typeof STR {
  return STR
}

/** A string that a document is useless without. */
export function requiredStr(): typeof REQUIRED_STR {
  return REQUIRED_STR
}

/** A string with known values; others are let through, as the Go peers do. '' when missing. */
export function oneOf<Known extends string>(): Field<Known | '' | Unlisted, Known | '' | Unlisted> {
  return STR as unknown as Field<Known | '' | Unlisted, Known | '' | Unlisted>
}

/** 0 when missing. Durations are nanoseconds. */
export function num(): typeof NUM {
  return NUM
}

/** false when missing. */
export function bool(): typeof BOOL {
  return BOOL
}

/** [] when missing. */
export function list<Item extends z.core.$ZodType>(item: Item): z.ZodMiniDefault<z.ZodMiniArray<Item>> {
  return z._default(z.array(item), () => [] as z.output<z.ZodMiniArray<Item>>) as z.ZodMiniDefault<z.ZodMiniArray<Item>>
}

/** {} when missing. Keys are data and keep their case. */
export function map<Value extends z.core.$ZodType>(value: Value): Field<Record<string, z.output<Value>>, Record<string, z.input<Value>>> {
  return z._default(z.record(z.string(), value), () => ({})) as unknown as Field<
    Record<string, z.output<Value>>,
    Record<string, z.input<Value>>
  >
}

/** A map of strings; a null value reads as ''. */
export function strMap(): typeof STR_MAP {
  return STR_MAP
}

/** Any JSON; null when missing. */
export function json(): typeof JSON_VALUE {
  return JSON_VALUE
}

/** A free-form JSON object; {} when missing. */
export function jsonMap(): typeof JSON_MAP {
  return JSON_MAP
}

/** An object that may be absent: null when missing. */
export function ptr<Schema extends z.core.$ZodType>(schema: Schema): z.ZodMiniDefault<z.ZodMiniNullable<Schema>> {
  return z._default(z.nullable(schema), null as never)
}

/** An embedded object: all of its zero values when missing. */
export function struct<Schema extends z.core.$ZodType>(schema: Schema): z.ZodMiniPrefault<Schema> {
  return z.prefault(schema, () => ({}) as z.input<Schema>)
}

/**
 * A field that must not cost the document: what cannot be read counts as missing.
 * For what an agent can do without, where a server's type is not certain.
 */
export function lenient<Schema extends z.core.$ZodType>(field: Schema): z.ZodMiniCatch<Schema> {
  return z.catch(field, () => z.parse(field, undefined))
}

/** A value in a document, or what is wrong with the document. */
export type WireReading<T> = { ok: true; value: T } | { ok: false; problems: WireProblem[] }

/** Reads a document without throwing. */
export function readWire<Schema extends z.core.$ZodType>(schema: Schema, value: unknown): WireReading<z.output<Schema>> {
  const normalised = normaliseWire(schema, value)
  // Without code generation: faster for documents of this size, cold and warm.
  const result = z.safeParse(schema, normalised, { jitless: true })
  return result.success ? { ok: true, value: result.data } : { ok: false, problems: wireProblems(result.error.issues, normalised) }
}

/**
 * Reads a document that a peer sent.
 *
 * @param what the document for people, for example "the runner's settings"
 * @throws ApiError RUNNER_API_MALFORMED naming the field, what was found and what was expected
 */
export function parseWire<Schema extends z.core.$ZodType>(schema: Schema, value: unknown, what: string, status = 0): z.output<Schema> {
  const reading = readWire(schema, value)
  if (reading.ok) return reading.value
  throw new ApiError('RUNNER_API_MALFORMED', status, `cannot read ${what}: ${formatProblems(reading.problems)}`, {
    metadata: { field: reading.problems[0]?.field ?? '' },
  })
}

/** At most three problems in one sentence. */
export function formatProblems(problems: readonly WireProblem[]): string {
  const shown = problems.slice(0, 3).map((p) => `${p.field === '' ? '' : `"${p.field}" is wrong: `}found ${p.found}, expected ${p.expected}`)
  const more = problems.length - shown.length
  return shown.join('; ') + (more > 0 ? ` (and ${more} more)` : '')
}
