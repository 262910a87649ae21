import type * as z from 'zod/mini'
import { isJsonObject } from './normalise-wire.ts'

/**
 * Leaves out the fields with their zero value ('', 0, false, null, undefined),
 * as the Go server writes its objects. Looks at the top level alone: below it
 * are maps, whose entries are data. Empty lists and maps stay: to Go they are
 * not zero, and some readers need them.
 *
 * @param keep keys that are written even when zero
 */
export function omitZero<T extends object>(value: T, keep: readonly string[] = []): Partial<T> {
  const out: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    if (!isZero(item) || (keep.includes(key) && item !== undefined)) out[key] = item
  }
  return out as Partial<T>
}

/** `omitZero` for an object and the objects in it; the schema tells objects from maps. */
export function writeWire<Schema extends z.core.$ZodType>(schema: Schema, value: z.input<Schema>, keep: readonly string[] = []): unknown {
  return write(schema, value, keep)
}

function write(schema: z.core.$ZodType, value: unknown, keep: readonly string[]): unknown {
  const def = (schema as z.core.$ZodTypes)._zod.def
  switch (def.type) {
    case 'catch':
    case 'default':
    case 'prefault':
    case 'optional':
    case 'nullable':
      return value === null || value === undefined ? value : write(def.innerType, value, [])
    case 'array':
      return Array.isArray(value) ? value.map((item) => write(def.element, item, [])) : value
    case 'object': {
      if (!isJsonObject(value)) return value
      const shape = def.shape as Readonly<Record<string, z.core.$ZodTypes>>
      const out: Record<string, unknown> = {}
      for (const [key, item] of Object.entries(value)) {
        const field = Object.hasOwn(shape, key) ? shape[key] : undefined
        const written = field === undefined ? item : write(field, item, [])
        if (written === undefined) continue
        if (isZeroField(field, written) && !keep.includes(key)) continue
        out[key] = written
      }
      return out
    }
    default:
      return value
  }
}

/** As Go's `omitzero` sees it: a pointer or a free-form value is zero only as null, an embedded object when all of it is. */
function isZeroField(field: z.core.$ZodTypes | undefined, written: unknown): boolean {
  let def = field?._zod.def
  if (def?.type === 'catch') def = (def.innerType as z.core.$ZodTypes)._zod.def
  if (def?.type === 'prefault') return isJsonObject(written) && Object.keys(written).length === 0
  const inner = def?.type === 'default' ? (def.innerType as z.core.$ZodTypes)._zod.def.type : undefined
  return inner === 'nullable' || inner === 'unknown' ? written === null : isZero(written)
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false || value === null || value === undefined
}
