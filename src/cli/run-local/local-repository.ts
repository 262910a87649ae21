import { createHash } from 'node:crypto'
import { cp, mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RunnerError } from '../../lib/errors.ts'

const BRANCH = 'main'

/** A fixed author and time: the same files give the same commit. */
const IDENTITY: Readonly<Record<string, string>> = {
  GIT_AUTHOR_NAME: 'runner',
  GIT_AUTHOR_EMAIL: 'runner@localhost',
  GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'runner',
  GIT_COMMITTER_EMAIL: 'runner@localhost',
  GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
}

/**
 * Makes a git repository with the files of a folder as its only commit, below
 * `directory`. Called again for the same folder it shows its present files.
 * @throws RunnerError RUNNER_SOURCE_UNAVAILABLE, RUNNER_TOOL_UNAVAILABLE without git
 */
export async function makeLocalRepository(folder: string, directory: string, env: Readonly<Record<string, string | undefined>>): Promise<{ url: string; ref: string }> {
  const info = await stat(folder).catch((error: unknown) => {
    throw new RunnerError('RUNNER_SOURCE_UNAVAILABLE', `the folder ${folder} cannot be read: ${(error as Error).message}`, { cause: error })
  })
  if (!info.isDirectory()) throw new RunnerError('RUNNER_SOURCE_UNAVAILABLE', `${folder} is not a folder`)
  const { execa } = await import('execa')
  const name = `${basename(folder)}-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`
  const repository = join(directory, name)
  const fresh = `${repository}.new`
  await rm(fresh, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  await cp(folder, fresh, { recursive: true, filter: (path) => basename(path) !== '.git' })
  const git = (...args: string[]) =>
    execa('git', args, { cwd: fresh, env: { PATH: env.PATH ?? '', HOME: directory, ...IDENTITY }, extendEnv: false, stdin: 'ignore' }).catch((error: unknown) => {
      const { code, stderr, shortMessage } = error as { code?: string; stderr?: string; shortMessage: string }
      if (code === 'ENOENT') throw new RunnerError('RUNNER_TOOL_UNAVAILABLE', 'git is not installed, and `from_folder` needs it', { cause: error, metadata: { hint: 'Install git (Debian: apt-get install git).' } })
      throw new RunnerError('RUNNER_SOURCE_UNAVAILABLE', `cannot make a repository of ${folder}: ${stderr || shortMessage}`, { cause: error })
    })
  await git('init', '--quiet', `--initial-branch=${BRANCH}`)
  await git('add', '--all', '--force')
  await git('commit', '--quiet', '--allow-empty', '--no-gpg-sign', `--message=files of ${basename(folder)}`)
  await rm(repository, { recursive: true, force: true })
  await rename(fresh, repository)
  return { url: pathToFileURL(repository).href, ref: BRANCH }
}
