import type * as z from 'zod/mini'
import type { HeartbeatProcess, RunnerStatus } from './enums.ts'
import { num, object, oneOf, str } from './wire.ts'

/** Body of `POST /v1/runners/{runner_id}/heart-beats`. */
export const heartbeatRequestSchema = object({
  /** ns since the process started; at least 1. */
  alive_time: num(),
  version: str(),
  /** Left out for the `run` command. */
  process: oneOf<HeartbeatProcess>(),
  /** 2026: the registered process; '' on a server that has none. */
  process_id: str(),
})
export type HeartbeatRequest = z.output<typeof heartbeatRequestSchema>

/** Its 201 answer. A 409 can mean that the process is `inactive` and must register again. */
export const heartbeatSchema = object({
  id: str(),
  created_by_id: str(),
  created_at: str(),
  updated_at: str(),
  runner_id: str(),
  alive_time: num(),
  version: str(),
  started_at: str(),
  process: oneOf<HeartbeatProcess>(),
  process_id: str(),
})
export type Heartbeat = z.output<typeof heartbeatSchema>

/** Body of `POST /v1/runners/{runner_id}/health-checks`, which agents do not call. */
export const healthCheckRequestSchema = object({ process: oneOf<HeartbeatProcess>() })
export type HealthCheckRequest = z.output<typeof healthCheckRequestSchema>

export const healthCheckSchema = object({
  id: str(),
  created_by_id: str(),
  created_at: str(),
  updated_at: str(),
  runner_id: str(),
  status: oneOf<RunnerStatus>(),
  minute_bucket: str(),
  status_code: num(),
  process: oneOf<HeartbeatProcess>(),
})
export type HealthCheck = z.output<typeof healthCheckSchema>
