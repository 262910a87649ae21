import type { JobType } from './enums.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/**
 * What a server gives a job that says nothing else: the values of December
 * 2025, and of June 2026 where those differ (helm 30 minutes, available 1
 * minute).
 */
export const JOB_DEFAULTS = {
  queueTimeoutMs: 24 * HOUR_MS,
  availableTimeoutMs: MINUTE_MS,
  executionTimeoutMs: 5 * MINUTE_MS,
  maxExecutions: 1,
  /** An action's own timeout plus this is its execution timeout. */
  actionTimeoutExtraMs: MINUTE_MS,
} as const

/** Execution timeouts of the types that have their own; every other type has `JOB_DEFAULTS.executionTimeoutMs`. */
export const DEFAULT_EXECUTION_TIMEOUTS_MS: Readonly<Partial<Record<JobType, number>>> = {
  'docker-build': 60 * MINUTE_MS,
  'container-image-build': 15 * MINUTE_MS,
  'helm-chart-build': 5 * MINUTE_MS,
  'terraform-module-build': 5 * MINUTE_MS,
  'oci-sync': 15 * MINUTE_MS,
  'terraform-deploy': 60 * MINUTE_MS,
  'pulumi-deploy': 60 * MINUTE_MS,
  'helm-chart-deploy': 30 * MINUTE_MS,
  'kubernetes-manifest-deploy': 15 * MINUTE_MS,
  'job-deploy': 15 * MINUTE_MS,
  'sandbox-terraform': 60 * MINUTE_MS,
  'sandbox-pulumi': 60 * MINUTE_MS,
  'runner-terraform': 15 * MINUTE_MS,
  'runner-helm': 5 * MINUTE_MS,
}

export function defaultExecutionTimeoutMs(type: string): number {
  return DEFAULT_EXECUTION_TIMEOUTS_MS[type as JobType] ?? JOB_DEFAULTS.executionTimeoutMs
}

/** queue + attempts × (available + execution). */
export function overallTimeoutMs(job: { queueTimeoutMs: number; availableTimeoutMs: number; executionTimeoutMs: number; maxExecutions: number }): number {
  return job.queueTimeoutMs + job.maxExecutions * (job.availableTimeoutMs + job.executionTimeoutMs)
}

/** Liveness, as the server judges it. */
export const LIVENESS_DEFAULTS = {
  heartbeatIntervalMs: 5_000,
  heartbeatMaximumAgeMs: 15_000,
  /** Jobs of the same runner that are older than another by this and still queued count as orphans. */
  orphanThresholdMs: 5 * MINUTE_MS,
  /** A process that started later than an execution by this is taken for a restart. */
  restartGraceMs: MINUTE_MS,
  offlineAfterMs: 24 * HOUR_MS,
  healthCheckIntervalMs: 5 * MINUTE_MS,
  /** A loop that did not poll for this long counts as stuck. */
  stuckLoopMs: 10 * MINUTE_MS,
  processOfflineAfterMs: MINUTE_MS,
  processInactiveAfterMs: 5 * MINUTE_MS,
  /** A server waits this long for a shutdown's `complete`. */
  shutdownCompleteMs: 5 * MINUTE_MS,
} as const
