import { ApiError } from '../../lib/errors.ts'
import type { TerraformLockInfo } from '../../executors/executor.ts'
import type { ApiTransport } from './transport.ts'

export type LockAnswer = { ok: true } | { ok: false; holder?: TerraformLockInfo; message: string }

/** Terraform's state and locks at the control plane, as the state proxy needs them. */
export interface TerraformBackendApi {
  /** `undefined`: there is no state yet. */
  getState(workspaceId: string, jobId: string, signal: AbortSignal): Promise<Uint8Array | undefined>
  putState(workspaceId: string, jobId: string, body: Uint8Array, lockId: string | undefined, signal: AbortSignal): Promise<void>
  lock(workspaceId: string, jobId: string, info: TerraformLockInfo, signal: AbortSignal): Promise<LockAnswer>
  unlock(workspaceId: string, jobId: string, info: TerraformLockInfo, signal: AbortSignal): Promise<void>
  /** The `terraform show -json` document, in the wire's odd form: a JSON string of base64 (reference: runner protocol §3.5.7). */
  postStateJson(workspaceId: string, jobId: string, document: string, signal: AbortSignal): Promise<void>
}

export function createTerraformApi(transport: ApiTransport): TerraformBackendApi {
  const workspacePath = (workspaceId: string) => `/v1/terraform-workspaces/${encodeURIComponent(workspaceId)}`
  return {
    async getState(workspaceId, jobId, signal) {
      try {
        const { status, body } = await transport.sendBytes({ method: 'GET', path: '/v1/terraform-backend', query: { workspace_id: workspaceId, job_id: jobId }, signal, timeoutMs: 60_000 })
        return status === 204 || body.length === 0 ? undefined : body
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return undefined
        throw error
      }
    },

    async putState(workspaceId, jobId, body, lockId, signal) {
      await transport.send({
        method: 'POST',
        path: '/v1/terraform-backend',
        query: { workspace_id: workspaceId, job_id: jobId, ID: lockId },
        bytes: body,
        contentType: 'application/json',
        signal,
        timeoutMs: 60_000,
      })
    },

    async lock(workspaceId, jobId, info, signal) {
      try {
        await transport.send({ method: 'POST', path: `${workspacePath(workspaceId)}/lock`, query: { job_id: jobId }, body: info, signal })
        return { ok: true }
      } catch (error) {
        if (!(error instanceof ApiError) || !isConflict(error)) throw error
        const holder = holderOf(error.metadata.body ?? '')
        return { ok: false, message: error.message, ...(holder === undefined ? {} : { holder }) }
      }
    },

    async unlock(workspaceId, jobId, info, signal) {
      await transport.sendPatiently({ method: 'POST', path: `${workspacePath(workspaceId)}/unlock`, query: { job_id: jobId }, body: info, signal })
    },

    async postStateJson(workspaceId, jobId, document, signal) {
      const body = Buffer.from(document, 'utf8').toString('base64')
      await transport.sendPatiently({ method: 'POST', path: `${workspacePath(workspaceId)}/state-json`, query: { job_id: jobId }, body, signal, timeoutMs: 60_000 })
    },
  }
}

/** 423 and 409 by terraform's protocol; the 2025 and 2026 servers answer 400 or 409 "duplicate key". */
function isConflict(error: ApiError): boolean {
  return error.status === 423 || error.status === 409 || (error.status === 400 && /duplicate key/i.test(error.metadata.body ?? ''))
}

function holderOf(body: string): TerraformLockInfo | undefined {
  try {
    const raw = JSON.parse(body) as Record<string, unknown>
    const id = raw.ID ?? raw.id
    return typeof id === 'string' && id !== '' ? ({ ...raw, ID: id } as unknown as TerraformLockInfo) : undefined
  } catch {
    return undefined
  }
}
