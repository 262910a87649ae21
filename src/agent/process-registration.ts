import { ApiError, toError } from '../lib/errors.ts'
import { retry } from '../lib/retry.ts'
import { delay, jittered } from '../lib/time.ts'
import { isOpenShutdown } from '../protocol/processes.ts'
import type { ProcessStatus, ProcessType } from '../protocol/enums.ts'
import type { OperatorLog } from '../telemetry/operator-log.ts'
import type { RunnerApi } from './control-plane/runner-api.ts'

/**
 * This process in the control plane's registry (reference: runner-2026 §3):
 *
 *   register ──▶ active ──shutdown asked──▶ pending-shutdown ──▶ shutting-down ──complete──▶ shut-down
 *                  └────── inactive (declared by the server) ──▶ registered anew
 *
 * On a control plane without the registry (404) everything here is absent, without harm.
 */
export interface ProcessRegistration {
  readonly processId: string | undefined
  /** The log stream of the process, '' when there is none. */
  readonly logStreamId: string
  /** Looks whether the server declared the process inactive, and registers anew if so. Never rejects. */
  confirmAlive(): Promise<void>
  /** Polls for shutdowns until the signal fires. Never rejects. */
  watchShutdowns(signal: AbortSignal): Promise<void>
  report(status: ProcessStatus, description: string, signal: AbortSignal): Promise<void>
  /** Tells that the shutdown that was asked for is done. */
  complete(signal: AbortSignal): Promise<void>
}

export interface RegistrationOptions {
  api: RunnerApi
  type: ProcessType
  version: string
  log: OperatorLog
  /** Ends the trying at start. */
  signal: AbortSignal
  onShutdown: (type: string) => void
  /** @default 5000 */
  pollIntervalMs?: number
}

export async function registerProcess(options: RegistrationOptions): Promise<ProcessRegistration> {
  const { api, log, type, version } = options
  let processId: string | undefined
  let logStreamId = ''
  let openShutdownId: string | undefined

  async function register(signal: AbortSignal): Promise<void> {
    try {
      const registered = await retry(() => api.registerProcess(type, version, signal), {
        isRetryable: (error) => error instanceof ApiError && error.retryable,
        signal,
        firstWaitMs: 500,
        onRetry: (error, attempt) => log.warn({ err: error, attempt }, 'cannot register the process; trying on'),
      })
      processId = registered.id
      logStreamId = registered.log_stream_id
      log.info({ process_id: processId, process_type: type }, 'process registered')
    } catch (thrown) {
      const error = toError(thrown)
      if (error instanceof ApiError && (error.status === 404 || error.status === 405)) {
        log.debug('the control plane has no process registry')
        return
      }
      throw error
    }
  }

  await register(options.signal)

  return {
    get processId() {
      return processId
    },
    get logStreamId() {
      return logStreamId
    },

    async confirmAlive() {
      if (processId === undefined) return
      try {
        const status = (await api.process(processId, options.signal)).composite_status?.status
        if (status !== 'inactive') return
        log.warn({ process_id: processId }, 'the control plane declared this process inactive; registering anew')
        await register(options.signal)
      } catch (thrown) {
        log.warn({ err: toError(thrown) }, 'cannot learn whether the process is still registered')
      }
    },

    async watchShutdowns(signal) {
      if (processId === undefined) return
      while (!signal.aborted) {
        await delay(jittered(options.pollIntervalMs ?? 5_000, 0.2), signal)
        if (signal.aborted) return
        try {
          const open = (await api.shutdowns(processId, signal)).find(isOpenShutdown)
          if (open === undefined || openShutdownId !== undefined) continue
          openShutdownId = open.id
          log.info({ shutdown_id: open.id, type: open.type }, 'the control plane asks this process to shut down')
          options.onShutdown(open.type)
        } catch (thrown) {
          if (!signal.aborted) log.debug({ err: toError(thrown) }, 'cannot ask for shutdowns')
        }
      }
    },

    async report(status, description, signal) {
      if (processId === undefined) return
      await api.reportProcess(processId, status, description, signal).catch((error: unknown) => log.debug({ err: error, status }, 'the process status did not arrive'))
    },

    async complete(signal) {
      if (processId === undefined || openShutdownId === undefined) return
      await api.completeShutdown(processId, openShutdownId, signal).catch((error: unknown) => log.warn({ err: error }, 'the completion of the shutdown did not arrive'))
    },
  }
}
