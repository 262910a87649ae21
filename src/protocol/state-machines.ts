import type { ExecutionStatus, JobStatus, ProcessStatus, ShutdownStatus } from './enums.ts'

/** One legal change. `from: null` is creation. */
export interface Transition<Status extends string> {
  readonly from: Status | null
  readonly to: Status
  /** Who or what causes it. */
  readonly trigger: string
}

/**
 * A job. Written by the server; the agent writes `finished` of shut-down jobs.
 *
 * ```
 *  (new) ──▶ queued ──────────────┬──▶ not-attempted
 *              │                  └──▶ finished (server-side mock mode)
 *              ▼
 *          available ◀────────────┐ an attempt is left
 *              │ claim            │
 *              ▼                  │
 *         in-progress ─┬─▶ failed ┤
 *              │       └─▶ timed-out
 *              ├─▶ finished
 *              └─▶ available (lease lost, policy `retry`)
 *
 *  queued, available, in-progress ──▶ cancelled
 * ```
 */
export const JOB_TRANSITIONS: readonly Transition<JobStatus>[] = [
  { from: null, to: 'queued', trigger: 'created' },
  { from: null, to: 'available', trigger: 'created: force shutdown, management' },
  { from: 'queued', to: 'available', trigger: 'an attempt starts' },
  { from: 'queued', to: 'not-attempted', trigger: 'queue timeout, or no healthy runner' },
  { from: 'queued', to: 'finished', trigger: 'server-side mock mode' },
  { from: 'queued', to: 'timed-out', trigger: 'overall timeout' },
  { from: 'queued', to: 'cancelled', trigger: 'cancelled' },
  { from: 'available', to: 'in-progress', trigger: 'claimed' },
  { from: 'available', to: 'timed-out', trigger: 'available timeout or overall timeout' },
  { from: 'available', to: 'not-attempted', trigger: 'no healthy runner' },
  { from: 'available', to: 'finished', trigger: 'the agent, for a shut-down job' },
  { from: 'available', to: 'cancelled', trigger: 'cancelled' },
  { from: 'in-progress', to: 'finished', trigger: 'the execution finished, or the agent for a shut-down job' },
  { from: 'in-progress', to: 'failed', trigger: 'the execution failed, or the runner became unhealthy' },
  { from: 'in-progress', to: 'timed-out', trigger: 'execution timeout, overall timeout, or lease lost with policy time-out' },
  { from: 'in-progress', to: 'available', trigger: 'lease lost with policy retry' },
  { from: 'in-progress', to: 'cancelled', trigger: 'cancelled' },
  { from: 'failed', to: 'available', trigger: 'an attempt is left' },
  { from: 'timed-out', to: 'available', trigger: 'an attempt is left' },
]

/**
 * One attempt at a job. The agent walks down; the server may end it at any
 * time. Agents coalesce: any state on the way may be missing.
 *
 * ```
 *  (claim) ──▶ pending ──▶ initializing ──▶ in-progress ──▶ cleaning-up ──▶ finished
 *                 │              │               │               │
 *                 └──────────────┴───────┬───────┴───────────────┘
 *                                        ▼
 *                   failed · timed-out · cancelled · not-attempted
 * ```
 */
export const EXECUTION_TRANSITIONS: readonly Transition<ExecutionStatus>[] = [
  { from: null, to: 'pending', trigger: 'claimed' },
  { from: 'pending', to: 'initializing', trigger: 'the agent, before fetching the plan' },
  { from: 'initializing', to: 'in-progress', trigger: 'the agent, before the work' },
  { from: 'in-progress', to: 'cleaning-up', trigger: 'the agent, before cleaning up' },
  { from: 'cleaning-up', to: 'finished', trigger: 'the agent, after all steps' },
  { from: 'pending', to: 'in-progress', trigger: 'coalesced' },
  { from: 'pending', to: 'cleaning-up', trigger: 'coalesced' },
  { from: 'pending', to: 'finished', trigger: 'coalesced' },
  { from: 'initializing', to: 'cleaning-up', trigger: 'coalesced' },
  { from: 'initializing', to: 'finished', trigger: 'coalesced' },
  { from: 'in-progress', to: 'finished', trigger: 'coalesced' },
  ...(['pending', 'initializing', 'in-progress', 'cleaning-up'] as const).flatMap((from): Transition<ExecutionStatus>[] => [
    { from, to: 'failed', trigger: 'the agent: a step failed; the server: the runner became unhealthy' },
    { from, to: 'timed-out', trigger: 'a timeout, seen by the agent or the server' },
    { from, to: 'cancelled', trigger: 'the job was cancelled, or the runner restarted' },
    { from, to: 'not-attempted', trigger: 'given back before any work' },
  ]),
]

/**
 * An agent process.
 *
 * ```
 *  (registered) ──▶ pending ──▶ active ◀──▶ offline ──▶ inactive (final)
 *                                 │
 *                                 ▼
 *                          pending-shutdown ──▶ shutting-down ──▶ shut-down (final)
 * ```
 * A process that stops without being asked goes to `shut-down` directly; one
 * that goes silent in any state ends `inactive`.
 */
export const PROCESS_TRANSITIONS: readonly Transition<ProcessStatus>[] = [
  { from: null, to: 'pending', trigger: 'registered' },
  { from: 'pending', to: 'active', trigger: 'the server has set it up' },
  { from: 'active', to: 'offline', trigger: 'no heartbeat for 1 minute' },
  { from: 'offline', to: 'active', trigger: 'a heartbeat' },
  { from: 'offline', to: 'inactive', trigger: 'no heartbeat for 5 minutes' },
  { from: 'active', to: 'pending-shutdown', trigger: 'the agent saw a shutdown' },
  { from: 'offline', to: 'pending-shutdown', trigger: 'the agent saw a shutdown' },
  { from: 'pending', to: 'pending-shutdown', trigger: 'the agent saw a shutdown' },
  { from: 'pending-shutdown', to: 'shutting-down', trigger: 'the agent has drained' },
  ...(['pending', 'active', 'offline', 'pending-shutdown', 'shutting-down'] as const).flatMap((from): Transition<ProcessStatus>[] => [
    { from, to: 'shut-down', trigger: 'the agent ended, or completed a shutdown' },
    { from, to: 'error', trigger: 'the agent reports an error of its own' },
  ]),
  ...(['pending', 'active', 'pending-shutdown', 'shutting-down', 'error'] as const).map(
    (from): Transition<ProcessStatus> => ({ from, to: 'inactive', trigger: 'silent, or a shutdown not completed in 5 minutes' }),
  ),
]

/**
 * A request to end a process.
 *
 * ```
 *  (asked) ──▶ requested ──▶ in-progress ──▶ completed
 *                  │              │
 *                  ├──────────────┼─▶ failed (not completed in time)
 *                  └──────────────┴─▶ cancelled
 * ```
 */
export const SHUTDOWN_TRANSITIONS: readonly Transition<ShutdownStatus>[] = [
  { from: null, to: 'requested', trigger: 'asked' },
  { from: 'requested', to: 'in-progress', trigger: 'the process began to drain' },
  { from: 'requested', to: 'completed', trigger: 'the process reports completion' },
  { from: 'in-progress', to: 'completed', trigger: 'the process reports completion' },
  { from: 'requested', to: 'failed', trigger: 'not completed in time' },
  { from: 'in-progress', to: 'failed', trigger: 'not completed in time' },
  { from: 'requested', to: 'cancelled', trigger: 'withdrawn' },
  { from: 'in-progress', to: 'cancelled', trigger: 'withdrawn' },
]

/**
 * Whether a machine allows a change. Staying where one is is always allowed:
 * agents repeat themselves.
 */
export function canTransition<Status extends string>(machine: readonly Transition<Status>[], from: Status | null, to: Status): boolean {
  return from === to || machine.some((transition) => transition.from === from && transition.to === to)
}
