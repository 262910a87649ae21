import { gzipSync } from 'node:zlib'
import type { SandboxConfig } from '../../protocol/sandbox-config.ts'
import type { SandboxMode } from '../../protocol/plans/sandbox-mode.ts'
import type { JobContext } from '../executor.ts'

/** Writes the canned terraform state and posts the canned plan, where there are some. */
export async function mockResults(mode: SandboxMode | null, config: SandboxConfig | undefined, context: JobContext): Promise<void> {
  const terraform = mode?.terraform
  if (terraform && terraform.workspace_id !== '') {
    const state = stateBytes(config?.state_json) ?? Buffer.from(terraform.state_json, 'base64')
    if (state.length > 0) {
      await context.terraformState.putState(terraform.workspace_id, state)
      await context.terraformState.postStateJson(terraform.workspace_id, state.toString('utf8'))
    }
  }
  const canned = terraform ?? mode?.helm ?? mode?.kubernetes_manifest
  const contents = config?.plan_contents || canned?.plan_contents || ''
  const display = config?.plan_display_contents || canned?.plan_display_contents || ''
  if (contents === '') return
  // In sandbox mode the contents are gzipped for every family (reference: runner protocol §6.1).
  await context.results.post({ success: true, contents: gzipSync(contents), ...(display === '' ? {} : { display }) })
}

function stateBytes(value: unknown): Buffer | undefined {
  if (value === undefined || value === null || value === '') return undefined
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8')
}
