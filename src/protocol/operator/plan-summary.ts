import * as z from 'zod/mini'

export const RESOURCE_ACTIONS = ['create', 'read', 'update', 'replace', 'delete', 'forget', 'import', 'move'] as const
export type ResourceAction = (typeof RESOURCE_ACTIONS)[number]

const resourceChangeSchema = z.object({
  address: z.string(),
  action: z.enum(RESOURCE_ACTIONS),
  /** Names of the attributes that change, sorted; of an update or a replacement. */
  changes: z.optional(z.array(z.string())),
})
export type ResourceChange = z.infer<typeof resourceChangeSchema>

/** What a saved terraform plan would do. */
export const planSummarySchema = z.object({
  add: z.int(),
  change: z.int(),
  destroy: z.int(),
  import: z._default(z.int(), 0),
  /** Resources that differ from the state outside of terraform. */
  drift: z._default(z.int(), 0),
  outputs: z._default(z.int(), 0),
  hasChanges: z.boolean(),
  resources: z.array(resourceChangeSchema),
  drifted: z._default(z.array(resourceChangeSchema), []),
})
export type PlanSummary = z.infer<typeof planSummarySchema>
