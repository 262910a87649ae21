import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'

const SYSTEM_BUNDLES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem']

/**
 * Writes one file with the system's authorities and the extra ones: tools that
 * are given a bundle (git, curl, terraform) trust nothing beside it.
 */
export async function makeCaBundle(caFile: string, stateDir: string): Promise<string> {
  const path = join(stateDir, 'ca-bundle.pem')
  await writeFile(path, `${await systemBundle()}\n${await readFile(caFile, 'utf8')}`, { mode: 0o644 })
  return path
}

async function systemBundle(): Promise<string> {
  for (const path of SYSTEM_BUNDLES) {
    try {
      return await readFile(path, 'utf8')
    } catch {
      // The next distribution's place.
    }
  }
  return rootCertificates.join('\n')
}
