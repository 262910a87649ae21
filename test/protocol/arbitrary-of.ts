import fc from 'fast-check'
import type * as z from 'zod/mini'

/** Documents that a schema accepts, with fields left out, null, or set. */
export function arbitraryOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const def = (schema as z.core.$ZodTypes)._zod.def
  switch (def.type) {
    case 'catch':
      return arbitraryOf(def.innerType)
    case 'default':
    case 'prefault':
      return fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constant(null) }, { weight: 4, arbitrary: arbitraryOf(def.innerType) })
    case 'nullable':
      return fc.oneof(fc.constant(null), arbitraryOf(def.innerType))
    case 'string':
      return fc.string({ minLength: 1, maxLength: 8 })
    case 'number':
      return fc.integer()
    case 'boolean':
      return fc.boolean()
    case 'unknown':
      return fc.jsonValue({ maxDepth: 1 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown)
    case 'array':
      return fc.array(arbitraryOf(def.element), { maxLength: 2 }).map((items) => items.map((item) => (item === undefined ? null : item)))
    case 'record':
      return fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }).filter((key) => key !== '__proto__'), arbitraryOf(def.valueType), { maxKeys: 2, noNullPrototype: true })
    case 'object':
      return fc
        .record(Object.fromEntries(Object.entries(def.shape).map(([key, field]) => [key, arbitraryOf(field)])), { noNullPrototype: true })
        .map((value) => Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)))
    default:
      throw new Error(`no arbitrary for a schema of the type ${def.type}`)
  }
}

/** The same document with the case of its schema's keys changed at will. Keys of maps stay. */
export function withOtherKeyCase(schema: z.core.$ZodType, value: unknown, flip: (key: string) => string): unknown {
  const def = (schema as z.core.$ZodTypes)._zod.def
  switch (def.type) {
    case 'catch':
    case 'default':
    case 'prefault':
    case 'nullable':
      return value === null || value === undefined ? value : withOtherKeyCase(def.innerType, value, flip)
    case 'array':
      return (value as unknown[]).map((item) => withOtherKeyCase(def.element, item, flip))
    case 'record':
      return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, withOtherKeyCase(def.valueType, item, flip)]))
    case 'object': {
      const shape = def.shape as Record<string, z.core.$ZodType>
      return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [flip(key), withOtherKeyCase(shape[key]!, item, flip)]))
    }
    default:
      return value
  }
}
