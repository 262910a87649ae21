import type * as z from 'zod/mini'

/**
 * Prepares a document for its schema: keys that differ from the schema's only
 * in case take the schema's case (an exact key wins), and a null where the
 * schema has a default disappears. Maps keep their keys, because those are data.
 */
export function normaliseWire(schema: z.core.$ZodType, value: unknown): unknown {
  const def = (schema as z.core.$ZodTypes)._zod.def
  switch (def.type) {
    case 'catch':
      return normaliseWire(def.innerType, value)
    case 'default':
    case 'prefault':
    case 'optional':
      return value === null || value === undefined ? undefined : normaliseWire(def.innerType, value)
    case 'nullable':
      return value === null ? null : normaliseWire(def.innerType, value)
    case 'array':
      return Array.isArray(value) ? value.map((item) => normaliseWire(def.element, item)) : value
    case 'record':
      return isJsonObject(value) ? mapValues(value, (item) => normaliseWire(def.valueType, item)) : value
    case 'object':
      return isJsonObject(value) ? normaliseObject(def.shape, value) : value
    default:
      return value
  }
}

export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function normaliseObject(shape: Readonly<Record<string, z.core.$ZodType>>, value: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  let byLowerCase: Map<string, string> | undefined
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') continue
    let name = key
    if (!Object.hasOwn(shape, key)) {
      byLowerCase ??= new Map(Object.keys(shape).map((known) => [known.toLowerCase(), known]))
      const known = byLowerCase.get(key.toLowerCase())
      if (known !== undefined && !Object.hasOwn(value, known)) name = known
    }
    const fieldSchema = Object.hasOwn(shape, name) ? shape[name] : undefined
    const normalised = fieldSchema === undefined ? item : normaliseWire(fieldSchema, item)
    if (normalised !== undefined) out[name] = normalised
  }
  return out
}

function mapValues(value: Record<string, unknown>, change: (item: unknown) => unknown): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    if (key !== '__proto__') out[key] = change(item)
  }
  return out
}
