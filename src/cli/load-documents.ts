import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { RunnerError } from '../lib/errors.ts'
import type { ProcessIo } from '../lib/process-io.ts'
import { DocumentError, readDocuments } from '../protocol/operator/read-documents.ts'
import type { ReadDocument } from '../protocol/operator/read-documents.ts'
import type { DocumentProblem } from '../protocol/operator/problem.ts'

const DOCUMENT_NAME = /\.(ya?ml|json)$/i

/**
 * Reads job documents from files, folders (their documents by name, not those
 * of sub-folders) and standard input (`-`). `file` of the result is an
 * absolute path, or `-`.
 * @throws DocumentError with every problem of every file; RunnerError RUNNER_USAGE
 */
export async function loadDocuments(names: readonly string[], io: ProcessIo): Promise<ReadDocument[]> {
  const documents: ReadDocument[] = []
  const problems: DocumentProblem[] = []
  for (const path of await documentFiles(names, io)) {
    const text = path === '-' ? await textOf(io.stdin) : await readFile(path, 'utf8')
    const shown = path === '-' ? '(standard input)' : shortPath(path, io.cwd)
    const read = await readDocuments(text, shown)
    problems.push(...read.problems)
    documents.push(...read.documents.map((document) => ({ ...document, file: path })))
  }
  if (problems.length > 0) throw new DocumentError(problems)
  return documents
}

/** The files that names stand for, absolute. */
export async function documentFiles(names: readonly string[], io: ProcessIo): Promise<string[]> {
  const files: string[] = []
  for (const name of names) {
    if (name === '-') {
      files.push('-')
      continue
    }
    const path = resolve(io.cwd, name)
    const info = await stat(path).catch((error: unknown) => {
      throw new RunnerError('RUNNER_USAGE', `cannot read ${name}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message}`, { cause: error })
    })
    if (!info.isDirectory()) {
      files.push(path)
      continue
    }
    const inside = (await readdir(path)).filter((entry) => DOCUMENT_NAME.test(entry)).toSorted()
    if (inside.length === 0) throw new RunnerError('RUNNER_USAGE', `the folder ${name} holds no job document (*.yaml, *.yml, *.json)`)
    files.push(...inside.map((entry) => join(path, entry)))
  }
  return files
}

/** A path as people would type it from here. */
export function shortPath(path: string, cwd: string): string {
  const short = relative(cwd, path)
  return short === '' || short.startsWith('..') ? path : short
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
