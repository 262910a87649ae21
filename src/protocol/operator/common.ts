import * as z from 'zod/mini'

/** An instant as RFC 3339 in UTC with milliseconds: `2026-11-24T12:00:00.000Z`. */
export const timestampSchema = z.string()

/** What a list route answers. `nextCursor` is absent on the last page; it is opaque. */
export function listOf<Item extends z.ZodMiniType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.optional(z.string()) })
}

/** The query of every list route. */
export const listQuerySchema = z.object({
  cursor: z.optional(z.string()),
  /** 1 to 500. @default 50 */
  limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(500))),
})
export type ListQuery = z.infer<typeof listQuerySchema>
