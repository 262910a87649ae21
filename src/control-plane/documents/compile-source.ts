import { RunnerError } from '../../lib/errors.ts'
import type { DocumentSource } from '../../protocol/operator/job-document.ts'

/** The source fields of a plan or an action step. */
export interface CompiledSource {
  git_source: { url: string; ref: string; path: string; recurse_submodules: boolean } | null
  archive_source: { digest: string; path: string } | null
}

/**
 * @throws RunnerError RUNNER_DOCUMENT_INVALID for a folder that the client has not uploaded
 */
export function compileSource(source: DocumentSource | undefined): CompiledSource {
  if (source === undefined) return { git_source: null, archive_source: null }
  if (source.archive !== undefined) return { git_source: null, archive_source: { digest: source.archive, path: source.path ?? '' } }
  if (source.git?.url !== undefined) {
    const { url, ref = 'HEAD', path = '.', recurse_submodules = false } = source.git
    // "." and not "": runners of December 2025 refuse an empty path.
    return { git_source: { url, ref, path, recurse_submodules }, archive_source: null }
  }
  const local = source.path === undefined ? `from_folder: ${source.git?.from_folder ?? ''}` : `path: ${source.path}`
  throw new RunnerError('RUNNER_DOCUMENT_INVALID', `the source \`${local}\` is a folder of the client's machine, which the control plane cannot read`, {
    metadata: { hint: 'Submit with `runner job submit`, which uploads the folder, or name a git repository.' },
  })
}
