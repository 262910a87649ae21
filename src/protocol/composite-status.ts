import type * as z from 'zod/mini'
import { json, jsonMap, list, num, object, str } from './wire.ts'

/** The 2026 form of a status: with a text for people, its time, and its history. */
export const compositeStatusSchema = object({
  status: str(),
  status_human_description: str(),
  /** Seconds since the epoch. */
  created_at_ts: num(),
  created_by_id: str(),
  /** Seen: version_warning, termination_reason, shutdown_requested, missing_mng_process. */
  metadata: jsonMap(),
  /** Earlier statuses, in the same form. */
  history: list(json()),
})

export type CompositeStatus = z.output<typeof compositeStatusSchema>
