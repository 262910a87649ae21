import type * as z from 'zod/mini'
import { bool, object, str } from '../wire.ts'

/** A folder of a git repository. */
export const gitSourceSchema = object({
  /** May embed credentials. '' = no repository. */
  url: str(),
  /** Commit (5–40 hex digits), branch or tag. */
  ref: str(),
  /** The folder that counts as root. '' = '.'. */
  path: str(),
  recurse_submodules: bool(),
})
export type GitSource = z.output<typeof gitSourceSchema>

/** The address that stands for "no repository" in old plans. */
const EMPTY_REPOSITORY_URL = 'https://github.com/jonmorehouse/empty'

/** Whether a plan names a repository. Servers write null, an empty url, or a well-known empty repository. */
export function hasGitSource<Source extends { url: string }>(source: Source | null): source is Source {
  return source !== null && source.url !== '' && source.url.replace(/(\.git)?\/?$/, '') !== EMPTY_REPOSITORY_URL
}
