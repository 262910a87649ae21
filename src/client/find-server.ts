import { readFileSync } from 'node:fs'
import { ConfigError } from '../lib/errors.ts'
import { contextPath, readContext } from './context-file.ts'
import type { OperatorClientOptions } from './transport.ts'

export interface ServerFlags {
  server?: string | undefined
  token?: string | undefined
  tokenFile?: string | undefined
  caFile?: string | undefined
}

/**
 * Finds the control plane and the operator token: flags, then
 * `RUNNER_SERVER_URL` and `RUNNER_OPERATOR_TOKEN`, then the context file. The
 * context's token is used for the context's server only.
 * @throws ConfigError that names what was looked at
 */
export function findServer(flags: ServerFlags, env: Readonly<Record<string, string | undefined>>): OperatorClientOptions {
  const given = flags.server ?? nonEmpty(env.RUNNER_SERVER_URL)
  const token = givenToken(flags, env)
  const context = given === undefined || token === undefined ? readContext(env) : undefined
  const url = given ?? context?.serverUrl
  if (url === undefined) {
    throw new ConfigError([`no control plane is known: there is no --server, no RUNNER_SERVER_URL, and no ${contextPath(env)}. Start one with \`runner server\`, or try \`runner run-local\``])
  }
  const baseUrl = checkedUrl(url, flags.server !== undefined ? '--server' : given !== undefined ? 'RUNNER_SERVER_URL' : contextPath(env))
  const isContextServer = context !== undefined && sameServer(context.serverUrl, baseUrl)
  const found = token ?? (isContextServer ? { value: context.operatorToken, source: contextPath(env) } : undefined)
  if (found === undefined) {
    throw new ConfigError([`no operator token for ${baseUrl}: give --token-file FILE or RUNNER_OPERATOR_TOKEN. The control plane keeps it in operator-token of its state folder`])
  }
  const caFile = flags.caFile ?? nonEmpty(env.RUNNER_CA_FILE) ?? (isContextServer ? context.caFile : undefined)
  return { baseUrl, token: found.value, tokenSource: found.source, env, ...(caFile === undefined ? {} : { caFile }) }
}

function givenToken(flags: ServerFlags, env: Readonly<Record<string, string | undefined>>): { value: string; source: string } | undefined {
  if (flags.token !== undefined) return { value: flags.token, source: '--token' }
  if (flags.tokenFile !== undefined) {
    try {
      return { value: readFileSync(flags.tokenFile, 'utf8').trim(), source: flags.tokenFile }
    } catch (error) {
      throw new ConfigError([`--token-file: cannot read "${flags.tokenFile}": ${(error as Error).message}`], { cause: error })
    }
  }
  const value = nonEmpty(env.RUNNER_OPERATOR_TOKEN)
  return value === undefined ? undefined : { value, source: 'RUNNER_OPERATOR_TOKEN' }
}

function checkedUrl(text: string, from: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    const hint = /^[\w.-]+(:\d+)?(\/|$)/.test(text) ? `. Try http://${text}` : ''
    throw new ConfigError([`${from} must be an absolute http(s) URL, got "${text}"${hint}`])
  }
  return text.replace(/\/+$/, '')
}

function sameServer(a: string, b: string): boolean {
  return a.replace(/\/+$/, '') === b.replace(/\/+$/, '')
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value
}
