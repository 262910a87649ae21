import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { RunnerError } from '../lib/errors.ts'

export interface PackedFolder {
  /** "sha256:<hex>" of the bytes. */
  digest: string
  /** A tar.gz. */
  bytes: Buffer
  files: number
}

/** Never part of a source: version control, terraform's own folders, local state. */
const EXCLUDED = /^(\.git|\.terraform|\.DS_Store|terraform\.tfstate(\..*)?|errored\.tfstate)$/

/** Larger sources belong in a repository. */
const MAX_BYTES = 64 * 1024 * 1024

/**
 * Packs a folder so that the same files give the same bytes on every machine:
 * sorted names, no owners, no times. Symbolic links stay links.
 * @throws RunnerError RUNNER_SOURCE_UNAVAILABLE
 */
export async function packFolder(folder: string): Promise<PackedFolder> {
  const info = await stat(folder).catch((error: unknown) => {
    throw new RunnerError('RUNNER_SOURCE_UNAVAILABLE', `the source folder ${folder} cannot be read: ${(error as Error).message}`, { cause: error })
  })
  if (!info.isDirectory()) throw new RunnerError('RUNNER_SOURCE_UNAVAILABLE', `the source ${folder} is not a folder`)
  const names = await entriesBelow(folder, '')
  if (names.length === 0) throw new RunnerError('RUNNER_SOURCE_UNAVAILABLE', `the source folder ${folder} is empty`)

  const { create } = await import('tar')
  const chunks: Buffer[] = []
  let size = 0
  const pack = create({ cwd: folder, gzip: { level: 6 }, portable: true, mtime: new Date(0), noDirRecurse: true }, names)
  for await (const chunk of pack as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BYTES) {
      throw new RunnerError('RUNNER_SOURCE_UNAVAILABLE', `the source folder ${folder} packs to more than ${MAX_BYTES / 1024 / 1024} MiB. Name a smaller folder, or a git repository`)
    }
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks)
  if (bytes.length > 9) bytes[9] = 255 // gzip's "operating system" byte: unknown, the same everywhere
  return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, bytes, files: names.length }
}

async function entriesBelow(folder: string, prefix: string): Promise<string[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true })
  const names: string[] = []
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (EXCLUDED.test(entry.name)) continue
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`
    if (entry.isDirectory()) names.push(name, ...(await entriesBelow(folder, name)))
    else if (entry.isFile() || entry.isSymbolicLink()) names.push(name)
  }
  // tar takes a leading "@" for an archive to include
  return prefix === '' ? names.map((name) => (name.startsWith('@') ? `./${name}` : name)) : names
}
