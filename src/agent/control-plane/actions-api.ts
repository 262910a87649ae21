import { msToNs } from '../../lib/time.ts'
import { actionWorkflowConfigSchema, actionWorkflowRunSchema } from '../../protocol/action-workflows.ts'
import type { ActionStepStatus, ActionWorkflowConfig, ActionWorkflowRun } from '../../protocol/action-workflows.ts'
import { appConfigSchema } from '../../protocol/app-config.ts'
import type { AppConfig } from '../../protocol/app-config.ts'
import { parseWire } from '../../protocol/wire.ts'
import { parseJson } from './parse-json.ts'
import type { ApiTransport } from './transport.ts'

/** Action runs, their configuration and step statuses; app configurations. All patient. */
export interface ActionsApi {
  run(installId: string, runId: string, signal: AbortSignal): Promise<ActionWorkflowRun>
  config(configId: string, signal: AbortSignal): Promise<ActionWorkflowConfig>
  reportStep(at: { installId: string; runId: string; stepId: string }, status: ActionStepStatus, durationMs: number, signal: AbortSignal): Promise<void>
  appConfig(appId: string, appConfigId: string, signal: AbortSignal): Promise<AppConfig>
}

export function createActionsApi(transport: ApiTransport): ActionsApi {
  return {
    async run(installId, runId, signal) {
      const what = `action run ${runId}`
      const { body } = await transport.sendPatiently({ method: 'GET', path: `/v1/installs/${encodeURIComponent(installId)}/action-workflows/runs/${encodeURIComponent(runId)}`, signal })
      return parseWire(actionWorkflowRunSchema, parseJson(body, what), what)
    },
    async config(configId, signal) {
      const what = `action configuration ${configId}`
      const { body } = await transport.sendPatiently({ method: 'GET', path: `/v1/action-workflows/configs/${encodeURIComponent(configId)}`, signal })
      return parseWire(actionWorkflowConfigSchema, parseJson(body, what), what)
    },
    async reportStep({ installId, runId, stepId }, status, durationMs, signal) {
      await transport.sendPatiently({
        method: 'PUT',
        path: `/v1/installs/${encodeURIComponent(installId)}/action-workflow-runs/${encodeURIComponent(runId)}/steps/${encodeURIComponent(stepId)}`,
        body: { status, execution_duration: msToNs(durationMs) },
        signal,
      })
    },
    async appConfig(appId, appConfigId, signal) {
      const what = `app configuration ${appConfigId}`
      const { body } = await transport.sendPatiently({ method: 'GET', path: `/v1/apps/${encodeURIComponent(appId)}/config/${encodeURIComponent(appConfigId)}`, signal, timeoutMs: 60_000 })
      return parseWire(appConfigSchema, parseJson(body, what), what)
    },
  }
}
