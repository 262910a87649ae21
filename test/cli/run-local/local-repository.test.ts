import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeLocalRepository } from '../../../src/cli/run-local/local-repository.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const env = { PATH: process.env.PATH }

function clone(url: string, ref: string, into: string): string {
  execFileSync('git', ['clone', '--quiet', '--branch', ref, url, into], { stdio: 'ignore' })
  return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: into, encoding: 'utf8' }).trim()
}

test('the repository holds the files of the folder, ignored ones too, and executables stay so', async () => {
  using dir = tempDir()
  const folder = join(dir.path, 'my scripts')
  mkdirSync(join(folder, 'sub'), { recursive: true })
  writeFileSync(join(folder, 'run.sh'), '#!/bin/sh\necho ran\n')
  chmodSync(join(folder, 'run.sh'), 0o755)
  writeFileSync(join(folder, 'sub/file'), 'x')
  writeFileSync(join(folder, '.gitignore'), 'sub\n')

  const { url, ref } = await makeLocalRepository(folder, join(dir.path, 'repositories'), env)
  clone(url, ref, join(dir.path, 'clone'))

  expect(url).toMatch(/^file:\/\//)
  expect(execFileSync(join(dir.path, 'clone/run.sh'), { encoding: 'utf8' })).toBe('ran\n')
  expect(execFileSync('git', ['ls-files'], { cwd: join(dir.path, 'clone'), encoding: 'utf8' })).toBe('.gitignore\nrun.sh\nsub/file\n')
})

test('the same files give the same commit, and changed ones another, at the same address', async () => {
  using dir = tempDir()
  const folder = join(dir.path, 'scripts')
  const made = join(dir.path, 'repositories')
  mkdirSync(folder)
  writeFileSync(join(folder, 'a'), '1')

  const commits: string[] = []
  const urls = new Set<string>()
  for (const text of ['1', '1', '2']) {
    writeFileSync(join(folder, 'a'), text)
    const { url, ref } = await makeLocalRepository(folder, made, env)
    urls.add(url)
    rmSync(join(dir.path, 'clone'), { recursive: true, force: true })
    commits.push(clone(url, ref, join(dir.path, 'clone')))
  }

  expect(urls.size).toBe(1)
  expect(commits[1]).toBe(commits[0])
  expect(commits[2]).not.toBe(commits[0])
})

test('a folder that is not there, and a machine without git, are told', async () => {
  using dir = tempDir()

  await expect(makeLocalRepository(join(dir.path, 'none'), dir.path, env)).rejects.toMatchObject({ code: 'RUNNER_SOURCE_UNAVAILABLE' })
  mkdirSync(join(dir.path, 'some'))
  await expect(makeLocalRepository(join(dir.path, 'some'), dir.path, { PATH: dir.path })).rejects.toMatchObject({ code: 'RUNNER_TOOL_UNAVAILABLE' })
})
