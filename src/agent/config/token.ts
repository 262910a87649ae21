import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { toError } from '../../lib/errors.ts'

export interface TokenSources {
  token: string | undefined
  file: string | undefined
  env: Readonly<Record<string, string | undefined>>
  cwd: string
}

/**
 * The bearer token, from the first that is there: the setting itself, a file,
 * the descriptor that `bin/runner` made of the environment variable
 * (`RUNNER_API_TOKEN_FD`), a systemd credential `runner-token`. Files may hold
 * the bare token or a line `RUNNER_API_TOKEN=…`, as existing VMs have it.
 * Problems are appended, never thrown, and never show the token.
 */
export function readToken(sources: TokenSources, problems: string[]): string | undefined {
  const { env } = sources
  if (sources.token !== undefined) return checked(sources.token, 'RUNNER_API_TOKEN', problems)
  if (sources.file !== undefined) return fromFile(resolve(sources.cwd, sources.file), 'RUNNER_API_TOKEN_FILE', problems)
  if (env.RUNNER_API_TOKEN_FD !== undefined) return fromFile(Number(env.RUNNER_API_TOKEN_FD), 'RUNNER_API_TOKEN_FD', problems)
  if (env.CREDENTIALS_DIRECTORY !== undefined) return fromFile(join(env.CREDENTIALS_DIRECTORY, 'runner-token'), 'systemd credential "runner-token"', problems)
  problems.push(
    'RUNNER_API_TOKEN is required: the bearer token of this runner. Set RUNNER_API_TOKEN_FILE to a file that holds it (best), or the variable, or a systemd credential named runner-token.',
  )
  return undefined
}

function fromFile(file: string | number, what: string, problems: string[]): string | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    const line = text.split('\n').find((candidate) => candidate.trim() !== '') ?? ''
    return checked(line.replace(/^\s*(export\s+)?RUNNER_API_TOKEN=/, '').replace(/^(["'])(.*)\1\s*$/, '$2'), what, problems)
  } catch (error) {
    problems.push(`${what}: cannot read ${typeof file === 'number' ? `descriptor ${file}` : `"${file}"`}: ${toError(error).message}`)
    return undefined
  }
}

function checked(value: string, what: string, problems: string[]): string | undefined {
  const token = value.trim()
  if (token === '') problems.push(`${what} holds no token: it is empty`)
  else if (/[\s\x00-\x1f\x7f-\uffff]/.test(token)) problems.push(`${what} holds no usable token: it has white space or characters that an HTTP header cannot carry`)
  else return token
  return undefined
}
