import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { RunnerError } from '../lib/errors.ts'
import type { DocumentSource, JobDocument, TerraformDocument, ActionWorkflowDocument } from '../protocol/operator/job-document.ts'
import { isRawDocument } from '../protocol/operator/job-document.ts'
import type { OperatorClient } from './operator-client.ts'
import { packFolder } from './pack-folder.ts'

export interface PrepareOptions {
  client: Pick<OperatorClient, 'hasArchive' | 'putArchive'>
  /** The document's file; local names are relative to its folder. */
  file: string
  /** Makes a git repository of a folder and gives its URL and ref. Absent where nobody could reach it. */
  makeRepository?: (folder: string) => Promise<{ url: string; ref: string }>
}

/**
 * Replaces what only this machine has: local folders become uploaded archives,
 * variable files their contents, `from_folder` a repository's URL. The result
 * means the same anywhere.
 */
export async function prepareDocument(document: JobDocument, options: PrepareOptions): Promise<JobDocument> {
  if (isRawDocument(document)) return document
  if (document.type === 'action-workflow') return prepareAction(document, options)
  if (document.type === 'terraform') return prepareTerraform(document, options)
  return document
}

async function prepareAction(document: ActionWorkflowDocument, options: PrepareOptions): Promise<JobDocument> {
  const steps = []
  for (const step of document.steps) steps.push(step.source === undefined ? step : { ...step, source: await prepareSource(step.source, options) })
  return { ...document, steps, ...(document.source === undefined ? {} : { source: await prepareSource(document.source, options) }) }
}

async function prepareTerraform(document: TerraformDocument, options: PrepareOptions): Promise<JobDocument> {
  const prepared: TerraformDocument = { ...document, source: await prepareSource(document.source, options) }
  if (document.var_files !== undefined) {
    prepared.var_files = await Promise.all(document.var_files.map(async (file) => (typeof file === 'string' ? { contents: await varFile(file, options) } : file)))
  }
  return prepared
}

async function prepareSource(source: DocumentSource, options: PrepareOptions): Promise<DocumentSource> {
  if (source.git?.from_folder !== undefined) {
    if (options.makeRepository === undefined) {
      throw new RunnerError('RUNNER_DOCUMENT_INVALID', `${options.file}: \`from_folder\` works with \`runner run-local\` only; here, name a repository by \`url\`, or send the folder by \`source: {path: ${source.git.from_folder}}\``)
    }
    const { from_folder, ...git } = source.git
    const made = await options.makeRepository(besideFile(from_folder, options.file))
    return { git: { ...git, url: made.url, ref: git.ref ?? made.ref } }
  }
  if (source.path === undefined || source.archive !== undefined) return source
  const packed = await packFolder(besideFile(source.path, options.file))
  if (!(await options.client.hasArchive(packed.digest))) await options.client.putArchive(packed.digest, packed.bytes)
  return { archive: packed.digest }
}

async function varFile(name: string, options: PrepareOptions): Promise<string> {
  const path = besideFile(name, options.file)
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new RunnerError('RUNNER_SOURCE_UNAVAILABLE', `${options.file}: the variable file ${path} cannot be read: ${(error as Error).message}`, { cause: error })
  })
}

/** Relative names count from the document's folder; from the working folder for standard input. */
function besideFile(name: string, file: string): string {
  return resolve(file === '-' ? '.' : dirname(file), name)
}
