import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { watchFolders } from '../../../src/cli/run-local/change-watcher.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

test('a change of a document, or of a file beside it, is told; what jobs write is not', async () => {
  using dir = tempDir()
  mkdirSync(join(dir.path, 'scripts'))
  mkdirSync(join(dir.path, '.terraform'))
  const document = join(dir.path, 'job.yaml')
  const output = join(dir.path, 'version.txt')
  writeFileSync(document, 'x')
  using watcher = watchFolders([document], new Set([output]))

  writeFileSync(output, 'written by the job')
  writeFileSync(join(dir.path, '.terraform/lock'), 'x')
  writeFileSync(join(dir.path, 'terraform.tfstate'), 'x')
  writeFileSync(join(dir.path, 'scripts/a.sh'), 'edited')
  expect(await watcher.next(AbortSignal.timeout(10_000))).toBe(join(dir.path, 'scripts/a.sh'))

  const next = watcher.next(AbortSignal.timeout(10_000))
  writeFileSync(document, 'edited')
  expect(await next).toBe(document)
})

test('waiting ends when it is interrupted', async () => {
  using dir = tempDir()
  using watcher = watchFolders([join(dir.path, 'job.yaml')], new Set())
  const stop = new AbortController()

  const next = watcher.next(stop.signal)
  stop.abort()

  expect(await next).toBeUndefined()
})
