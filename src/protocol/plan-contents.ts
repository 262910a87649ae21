import { gunzipSync } from 'node:zlib'
import { PlanError } from '../lib/errors.ts'
import { decodeBase64 } from './base64.ts'
import { sha256Digest } from './digest.ts'

/**
 * The bytes of `apply_plan_contents`: for terraform the saved plan file, for
 * Helm and manifests a gzipped document. Servers write standard base64; both
 * alphabets are read.
 *
 * @param digest `apply_plan_digest` of the plan, '' when it has none (extension `plan-digest`)
 * @throws PlanError when there are none, when they are not base64, or (RUNNER_PLAN_DIGEST_MISMATCH) when they are not those of the digest
 */
export function decodeApplyPlanContents(contents: string, digest = ''): Buffer {
  if (contents === '') {
    throw new PlanError('the plan to apply is empty: `apply_plan_contents` is missing — create a plan first and apply that')
  }
  const bytes = decodeBase64(contents)
  if (bytes === undefined || bytes.length === 0) {
    throw new PlanError(`"apply_plan_contents" is wrong: found ${contents.length} characters that are not base64, expected the saved plan in base64`)
  }
  if (digest !== '') {
    const found = sha256Digest(bytes)
    if (found !== digest.toLowerCase()) {
      throw new PlanError(`the plan to apply is not the one that was approved: its digest is ${found}, approved was ${digest} — plan again`, {
        code: 'RUNNER_PLAN_DIGEST_MISMATCH',
        metadata: { found_digest: found, approved_digest: digest },
      })
    }
  }
  return bytes
}

/** `decodeApplyPlanContents` for the plans of Helm and manifests: the JSON text. Plain text is taken as it is. */
export function decodeGzippedPlanContents(contents: string, digest = ''): string {
  const bytes = decodeApplyPlanContents(contents, digest)
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8')
  try {
    return gunzipSync(bytes).toString('utf8')
  } catch (cause) {
    throw new PlanError('"apply_plan_contents" is wrong: found damaged gzip data — plan again', { cause })
  }
}
