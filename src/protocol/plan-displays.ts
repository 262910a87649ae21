import type * as z from 'zod/mini'
import { bool, jsonMap, list, num, object, oneOf, ptr, str } from './wire.ts'

/*
 * What plan jobs hand over, gzipped, as contents and as display. A server
 * decides by them whether a plan changes anything.
 */

/** `type` of a ResourceDiff and of its entries. For Helm, an entry's is the change in lines. */
export const DIFF_TYPES = { unchanged: 0, removed: 1, added: 2, modified: 3, error: 4 } as const

const diffEntrySchema = object({
  path: str(),
  original: str(),
  applied: str(),
  type: num(),
  changes: ptr(jsonMap()),
  payload: str(),
})

export const resourceDiffSchema = object({
  /** "2" */
  _version: str(),
  name: str(),
  namespace: str(),
  kind: str(),
  /** group/version */
  api: str(),
  resource: str(),
  op: oneOf<'apply' | 'delete'>(),
  type: num(),
  error: str(),
  dry_run: bool(),
  entries: list(diffEntrySchema),
})
export type ResourceDiff = z.output<typeof resourceDiffSchema>

export const helmPlanDisplaySchema = object({
  /** A diff as text, or "no changes". */
  plan: str(),
  op: oneOf<'install' | 'upgrade' | 'uninstall'>(),
  /** Written as [] when nothing changes: null does not count as "no changes". */
  helm_content_diff: list(resourceDiffSchema),
})
export type HelmPlanDisplay = z.output<typeof helmPlanDisplaySchema>

export const manifestPlanDisplaySchema = object({
  /** JSON text. */
  plan: str(),
  op: oneOf<'apply' | 'delete'>(),
  k8s_content_diff: list(resourceDiffSchema),
})
export type ManifestPlanDisplay = z.output<typeof manifestPlanDisplaySchema>
