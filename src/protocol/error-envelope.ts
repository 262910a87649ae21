import type * as z from 'zod/mini'
import { omitZero } from './omit-zero.ts'
import { bool, object, readWire, str } from './wire.ts'

/** The body of every error answer of the runner API. */
export const errorEnvelopeSchema = object({
  error: str(),
  /** The caller can do something about it. Written only when true. */
  user_error: bool(),
  description: str(),
})
export type ErrorEnvelope = z.output<typeof errorEnvelopeSchema>

/** An envelope as it is written: zero values left out. */
export function makeEnvelope(error: string, description = '', userError = false): Partial<ErrorEnvelope> {
  return omitZero({ error, user_error: userError, description })
}

/** The envelope in an error answer, or `undefined` when it is something else (a proxy's page). Never throws. */
export function readEnvelope(body: unknown): ErrorEnvelope | undefined {
  const reading = readWire(errorEnvelopeSchema, body)
  if (!reading.ok || (reading.value.error === '' && reading.value.description === '')) return undefined
  return reading.value
}
