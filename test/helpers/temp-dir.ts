import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A temporary folder that goes away with its scope: `using dir = tempDir()`. */
export function tempDir(prefix = 'runner-test-'): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), prefix))
  return {
    path,
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
