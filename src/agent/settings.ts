import { ApiError, toError } from '../lib/errors.ts'
import { retry } from '../lib/retry.ts'
import { delay, jittered, nsToMs } from '../lib/time.ts'
import type { RunnerSettings } from '../protocol/settings.ts'
import type { OperatorLog } from '../telemetry/operator-log.ts'
import type { RunnerApi } from './control-plane/runner-api.ts'
import { retryAfterMs } from './control-plane/transport.ts'

/** The remote settings, refreshed while the agent runs. */
export interface SettingsStore {
  readonly current: RunnerSettings
  readonly heartbeatIntervalMs: number
  /** Refreshes until the signal fires. A failure keeps what was known. Never rejects. */
  keepFresh(signal: AbortSignal): Promise<void>
}

export interface SettingsOptions {
  api: RunnerApi
  log: OperatorLog
  version: string
  /** Ends the waiting for a control plane that is not up yet. */
  signal: AbortSignal
  onChange: (settings: RunnerSettings) => void
  /** @default 15_000, as often as the monitor of VMs does */
  refreshIntervalMs?: number
}

/**
 * Fetches the settings, waiting as long as it takes for a control plane that
 * is not up yet. A refusal (wrong token, unknown runner, no control plane at
 * that URL) is thrown: waiting would not help.
 */
export async function fetchSettings(options: SettingsOptions): Promise<SettingsStore> {
  const { api, log } = options
  let current = complete(
    await retry(() => api.settings(options.signal), {
      isRetryable: (error) => error instanceof ApiError && error.retryable,
      signal: options.signal,
      firstWaitMs: 100,
      maxWaitMs: 5_000,
      retryAfterMs,
      onRetry: (error, attempt, waitMs) => {
        if (attempt === 1 || attempt % 10 === 0) log.warn({ why: error.message, attempt, waitMs: Math.round(waitMs) }, 'the control plane is not there yet; trying on')
      },
    }),
    api.runnerId,
    options.version,
  )
  options.onChange(current)

  return {
    get current() {
      return current
    },
    get heartbeatIntervalMs() {
      return nsToMs(current.heart_beat_timeout)
    },
    async keepFresh(signal) {
      let isFailing = false
      while (!signal.aborted) {
        await delay(jittered(options.refreshIntervalMs ?? 15_000, 0.2), signal)
        if (signal.aborted) return
        try {
          const fresh = complete(await api.settings(signal), api.runnerId, options.version)
          isFailing = false
          if (JSON.stringify(fresh) === JSON.stringify(current)) continue
          current = fresh
          log.info('the settings changed')
          options.onChange(current)
        } catch (thrown) {
          if (signal.aborted) return
          if (!isFailing) log.warn({ why: toError(thrown).message }, 'cannot refresh the settings; the last ones stay in force')
          isFailing = true
        }
      }
    },
  }
}

/** What the Go runner adds to the metadata (reference: runner protocol §1.6). */
function complete(settings: RunnerSettings, runnerId: string, version: string): RunnerSettings {
  return { ...settings, metadata: { ...settings.metadata, 'runner.id': runnerId, 'runner.version': version } }
}

/** A Go slog level ("INFO", "debug+2", "WARN-1") as one of ours; `undefined` when it is none. */
export function logLevelOf(text: string): 'debug' | 'info' | 'warn' | 'error' | undefined {
  const match = /^(debug|info|warn|error)([+-]\d+)?$/i.exec(text.trim())
  if (match === null) return undefined
  const value = { debug: -4, info: 0, warn: 4, error: 8 }[match[1]!.toLowerCase() as 'debug'] + Number(match[2] ?? 0)
  return value < 0 ? 'debug' : value < 4 ? 'info' : value < 8 ? 'warn' : 'error'
}
