import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packFolder } from '../../src/client/pack-folder.ts'
import { tempDir } from '../helpers/temp-dir.ts'

function tree(path: string): void {
  mkdirSync(join(path, 'sub/empty'), { recursive: true })
  mkdirSync(join(path, '.terraform'))
  mkdirSync(join(path, '.git'))
  writeFileSync(join(path, 'b.sh'), '#!/bin/sh\n')
  chmodSync(join(path, 'b.sh'), 0o755)
  writeFileSync(join(path, 'a.txt'), 'a')
  writeFileSync(join(path, 'sub/@odd name'), 'x')
  writeFileSync(join(path, '@top'), 'x')
  writeFileSync(join(path, 'terraform.tfstate'), '{}')
  writeFileSync(join(path, '.git/HEAD'), 'x')
  symlinkSync('a.txt', join(path, 'link'))
}

test('the same files give the same bytes, whatever their times and place', async () => {
  using one = tempDir()
  using two = tempDir()
  tree(one.path)
  cpSync(one.path, two.path, { recursive: true, verbatimSymlinks: true })
  utimesSync(join(two.path, 'a.txt'), 1, 1)

  const [first, second] = [await packFolder(one.path), await packFolder(two.path)]

  expect(first.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(second.digest).toBe(first.digest)
  writeFileSync(join(two.path, 'a.txt'), 'b')
  expect((await packFolder(two.path)).digest).not.toBe(first.digest)
})

test('what is packed comes out again: modes, links, empty folders, odd names; not state and version control', async () => {
  using dir = tempDir()
  using out = tempDir()
  tree(dir.path)
  const archive = join(out.path, 'a.tar.gz')
  writeFileSync(archive, (await packFolder(dir.path)).bytes)

  execFileSync('tar', ['-xzf', archive, '-C', out.path])

  expect(execFileSync('find', ['.', '-mindepth', '1', '-not', '-name', 'a.tar.gz'], { cwd: out.path, encoding: 'utf8' }).trim().split('\n').toSorted()).toEqual(
    ['./@top', './a.txt', './b.sh', './link', './sub', './sub/@odd name', './sub/empty'].toSorted(),
  )
  expect(readFileSync(join(out.path, 'link'), 'utf8')).toBe('a')
  execFileSync(join(out.path, 'b.sh'))
})

test.each([
  ['nowhere', /cannot be read/],
  ['file', /is not a folder/],
  ['empty', /is empty/],
])('a source that is %s is refused', async (name, message) => {
  using dir = tempDir()
  writeFileSync(join(dir.path, 'file'), '')
  mkdirSync(join(dir.path, 'empty'))

  await expect(packFolder(join(dir.path, name))).rejects.toThrow(message)
})
