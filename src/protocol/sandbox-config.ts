import type * as z from 'zod/mini'
import type { JobOperation, JobType } from './enums.ts'
import { bool, json, jsonMap, list, num, object, oneOf, str } from './wire.ts'

/** How one kind of job is mocked (2026): answer of `GET /v1/runners/{id}/sandbox-config?job_type=&operation=`. */
export const sandboxConfigSchema = object({
  id: str(),
  job_type: oneOf<JobType>(),
  /** `all` and '' match every operation. */
  operation: oneOf<JobOperation | 'all'>(),
  enabled: bool(),
  /** ns */
  duration: num(),
  /** ns */
  sleep_duration: num(),
  trigger_shutdown: bool(),
  log_lines: list(str()),
  plan_contents: str(),
  plan_display_contents: str(),
  state_json: json(),
  outputs: jsonMap(),
  /** Not empty: the job fails with it. */
  error_message: str(),
})
export type SandboxConfig = z.output<typeof sandboxConfigSchema>

/** Answer of `GET /v1/runners/{id}/sandbox-configs`. */
export const sandboxConfigsSchema = list(sandboxConfigSchema)

/** The one that applies: the exact operation, then `all`, then ''. */
export function findSandboxConfig(configs: readonly SandboxConfig[], jobType: string, operation: string): SandboxConfig | undefined {
  for (const wanted of [operation, 'all', '']) {
    const found = configs.find((config) => config.job_type === jobType && config.operation === wanted)
    if (found) return found
  }
  return undefined
}
