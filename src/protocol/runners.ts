import type * as z from 'zod/mini'
import type { RunnerGroupType, RunnerStatus } from './enums.ts'
import { runnerJobSchema } from './jobs.ts'
import { runnerSettingsSchema } from './settings.ts'
import { json, list, object, oneOf, ptr, requiredStr, str } from './wire.ts'

const runnerGroupSchema = object({
  id: str(),
  org_id: str(),
  owner_id: str(),
  owner_type: str(),
  type: oneOf<RunnerGroupType>(),
  platform: str(),
  settings: ptr(runnerSettingsSchema),
})

/** Answer of `GET /v1/runners/{runner_id}`; agents use it to see whether their token still works. */
export const runnerSchema = object({
  id: requiredStr(),
  created_by_id: str(),
  created_at: str(),
  updated_at: str(),
  org_id: str(),
  name: str(),
  display_name: str(),
  status: oneOf<RunnerStatus>(),
  status_description: str(),
  runner_group_id: str(),
  runner_group: ptr(runnerGroupSchema),
  jobs: list(runnerJobSchema),
  operations: list(json()),
})
export type Runner = z.output<typeof runnerSchema>

/** Answer of `GET /v1/orgs/current`. */
export const orgSchema = object({ id: requiredStr(), created_at: str(), updated_at: str(), name: str(), status: str() })
export type Org = z.output<typeof orgSchema>
