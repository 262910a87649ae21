import { createHash } from 'node:crypto'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { rm, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { RunnerError } from '../../lib/errors.ts'

/**
 * Unpacks a tar.gz into a directory that exists and is empty. What does not
 * have the digest is removed again.
 *
 * @throws RunnerError RUNNER_CHECKSUM_MISMATCH
 */
export async function unpackArchive(body: Readable, digest: string, directory: string): Promise<void> {
  const { extract } = await import('tar')
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  await pipeline(body, hashing, extract({ cwd: directory, strict: true, preserveOwner: false }))
  const actual = `sha256:${hash.digest('hex')}`
  if (actual === digest) return
  for (const entry of await readdir(directory)) await rm(join(directory, entry), { recursive: true, force: true })
  throw new RunnerError('RUNNER_CHECKSUM_MISMATCH', `the source archive has digest ${actual}, and the plan names ${digest}. Was it changed in the control plane's store?`)
}
