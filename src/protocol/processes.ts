import type * as z from 'zod/mini'
import type { ProcessStatus, ProcessType, ShutdownStatus, ShutdownType } from './enums.ts'
import { compositeStatusSchema } from './composite-status.ts'
import { bool, json, jsonMap, list, num, object, oneOf, ptr, requiredStr, str } from './wire.ts'

/** A request to end a process, polled by the process itself. */
export const shutdownSchema = object({
  id: requiredStr(),
  created_by_id: str(),
  created_at: str(),
  updated_at: str(),
  org_id: str(),
  runner_process_id: str(),
  type: oneOf<ShutdownType>(),
  /** '' counts as requested: one server route creates shutdowns without a status. */
  status: oneOf<ShutdownStatus>(),
  status_description: str(),
  composite_status: ptr(compositeStatusSchema),
  metadata: jsonMap(),
})
export type Shutdown = z.output<typeof shutdownSchema>

/** Answer of `GET …/processes/{id}/shutdowns`, a route without authentication. */
export const shutdownsSchema = list(shutdownSchema)

/** Whether a process has to act on it. */
export function isOpenShutdown(shutdown: { status: string; composite_status?: { status: string } | null }): boolean {
  const status = shutdown.status || shutdown.composite_status?.status || 'requested'
  return status === 'requested'
}

/** A registered agent process. A 2026 server gives a runner without one no jobs. */
export const runnerProcessSchema = object({
  id: requiredStr(),
  created_by_id: str(),
  created_at: str(),
  updated_at: str(),
  org_id: str(),
  runner_id: str(),
  type: oneOf<ProcessType>(),
  /** Its `status` is a ProcessStatus. */
  composite_status: ptr(compositeStatusSchema),
  /** The agent's own log goes there. '' = none. */
  log_stream_id: str(),
  version: str(),
  started_at: str(),
  initial_health_check: json(),
  restart_requested: bool(),
  /** ns */
  uptime: num(),
  warnings: list(json()),
  labels: json(),
  shutdowns: list(shutdownSchema),
})
export type RunnerProcess = z.output<typeof runnerProcessSchema>

/** Body of `POST /v1/runners/{runner_id}/processes`. */
export const processRegistrationSchema = object({ type: oneOf<ProcessType>(), version: str() })
export type ProcessRegistration = z.output<typeof processRegistrationSchema>

/** Body of `PATCH /v1/runners/{runner_id}/processes/{id}`. */
export const processPatchSchema = object({ status: oneOf<ProcessStatus>(), status_description: str() })
export type ProcessPatch = z.output<typeof processPatchSchema>
