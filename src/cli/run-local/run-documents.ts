import { dirname, resolve } from 'node:path'
import { prepareDocument } from '../../client/prepare-document.ts'
import type { JobDocument } from '../../protocol/operator/job-document.ts'
import type { JobDetail } from '../../protocol/operator/jobs.ts'
import type { ReadDocument } from '../../protocol/operator/read-documents.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { followChange } from '../follow/follow-change.ts'
import { shortPath } from '../load-documents.ts'
import { createPainter } from '../output/painter.ts'
import { makeLocalRepository } from './local-repository.ts'
import type { RunLocalOptions } from './options.ts'
import type { LocalResult } from './summary.ts'
import type { LocalWorld } from './world.ts'

/** Submits and follows one document after the other. Throws when the agent is lost. */
export async function runDocuments(documents: readonly ReadDocument[], world: LocalWorld, options: RunLocalOptions, signal: AbortSignal): Promise<LocalResult[]> {
  const results: LocalResult[] = []
  let withoutTerraform: string | undefined
  for (const [index, { document, file }] of documents.entries()) {
    if (signal.aborted) break
    const painter = createPainter(options.io.stdout, options.io.env)
    const name = document.name ?? `${document.type}-${index + 1}`
    options.io.stdout.write(`\n${painter.bold(`▶ ${name}`)} ${painter.dim(`${headingOf(document)}  ${file === '-' ? '' : shortPath(file, options.io.cwd)}`)}\n`)
    if (withoutTerraform !== undefined && document.type === 'terraform') {
      options.io.stdout.write(`  ${painter.yellow('skipped')}: no Terraform\n`)
      results.push({ name, type: document.type, exitCode: EXIT_CODES.ok.code, jobs: [], skipped: withoutTerraform, durationMs: 0 })
      continue
    }
    const result = await runDocument(document, file, name, world, options, signal)
    if (result.skipped !== undefined) withoutTerraform = result.skipped
    results.push(result)
    if (result.exitCode === EXIT_CODES.interrupted.code) break
  }
  return results
}

async function runDocument(document: JobDocument, file: string, name: string, world: LocalWorld, options: RunLocalOptions, signal: AbortSignal): Promise<LocalResult> {
  const { io } = options
  const { client } = world
  const startedMs = Date.now()
  const prepared = await prepareDocument(document, { client, file, makeRepository: (folder) => makeLocalRepository(folder, world.repositoriesDir, io.env) })
  // The document's own runner is for other control planes: here there is one.
  const submitted = await client.submitJob({ ...prepared, runner: world.runnerId }, { autoApprove: options.autoApprove || undefined, file: file === '-' ? undefined : shortPath(file, io.cwd) })
  const { exitCode, jobs } = await followChange(submitted.id, {
    client,
    io,
    signal: AbortSignal.any([signal, world.agentLost]),
    indent: '  ',
    showDebug: options.showDebug,
    outputs: document.outputs,
    file,
  })
  if (world.agentLost.aborted && !signal.aborted) throw world.agentLost.reason
  const result: LocalResult = { name, type: document.type, exitCode, jobs, durationMs: Date.now() - startedMs }
  const missing = document.type === 'terraform' ? missingTool(jobs) : undefined
  return missing === undefined ? result : { ...result, exitCode: EXIT_CODES.ok.code, skipped: missing }
}

/** Why terraform could not be had, when that is what a job failed of. */
function missingTool(jobs: readonly JobDetail[]): string | undefined {
  const error = jobs.at(-1)?.error
  const code = error?.code ?? error?.metadata?.code
  if (error === undefined || code !== 'RUNNER_TOOL_UNAVAILABLE') return undefined
  return `there is no Terraform here, so its jobs were skipped: ${error.message}\n  To get it: put terraform (https://developer.hashicorp.com/terraform/install) or tofu (https://opentofu.org/docs/intro/install) on PATH,\n  or let the agent download it: RUNNER_TERRAFORM_URL names a mirror, HTTPS_PROXY a proxy.`
}

/** "terraform apply", "action-workflow (3 steps)" */
function headingOf(document: JobDocument): string {
  if ('steps' in document && document.type === 'action-workflow') return `${document.type}, ${document.steps.length} ${document.steps.length === 1 ? 'step' : 'steps'}`
  return document.type === 'terraform' && 'source' in document ? `terraform ${document.operation ?? 'plan'}` : document.type
}

/** Files that following writes: their change is not an edit. */
export function destinationsOf(documents: readonly ReadDocument[]): Set<string> {
  return new Set(documents.flatMap(({ document, file }) => (document.outputs ?? []).flatMap(({ destination }) => (destination === undefined ? [] : [resolve(dirname(file), destination)]))))
}
