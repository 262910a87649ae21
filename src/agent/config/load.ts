import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { ConfigError, toError } from '../../lib/errors.ts'
import { CONFIG_FIELDS } from './schema.ts'
import type { AgentConfig } from './schema.ts'
import type { ConfigField } from './fields.ts'
import { readToken } from './token.ts'

export interface ConfigSources {
  env: Readonly<Record<string, string | undefined>>
  /** By key with dashes: `runner-api-url`. */
  flags?: Readonly<Record<string, string | undefined>>
  /** A file named on the command line; must exist. */
  configFile?: string
  /** Where relative paths start. */
  cwd: string
  isRoot?: boolean
}

/**
 * Flags win over the environment, the environment over the file, the file over
 * the defaults. Every problem is found before the error is thrown.
 *
 * @throws ConfigError (exit 78)
 */
export async function loadConfig(sources: ConfigSources): Promise<AgentConfig> {
  const problems: string[] = []
  const file = await readConfigFile(sources, problems)
  const values: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(CONFIG_FIELDS) as [string, ConfigField][]) {
    const found = lookUp(field, sources, file)
    if (found === undefined) {
      if (!field.isOptional) problems.push(`${field.key.toUpperCase()} is required: ${field.description} Set the variable, or --${flagOf(field)}, or ${field.key} in a configuration file.`)
      continue
    }
    try {
      values[name] = found.raw === '' && field.default === '' ? emptyOf(field) : field.read(found.raw)
    } catch (error) {
      problems.push(`${found.where} ${field.isSecret ? 'is not readable' : toError(error).message}`)
    }
  }
  for (const key of unknownKeys(file.values)) problems.push(`${file.path}: unknown key "${key}"`)

  const token = readToken({ ...sources, token: values.apiToken as string | undefined, file: values.apiTokenFile as string | undefined }, problems)
  if (values.logLevel !== undefined && values.stopTimeoutMs !== undefined && Number(values.graceMs) >= Number(values.stopTimeoutMs)) {
    problems.push(`RUNNER_GRACE (${String(values.graceMs)} ms) must be shorter than RUNNER_STOP_TIMEOUT (${String(values.stopTimeoutMs)} ms): running jobs are cancelled that long before the stop`)
  }
  if (problems.length > 0 || token === undefined) throw new ConfigError(problems)
  delete values.apiTokenFile
  const stateDir = values.stateDir === '' ? defaultStateDir(sources) : resolve(sources.cwd, String(values.stateDir))
  return Object.freeze({ ...values, stateDir, apiToken: token }) as unknown as AgentConfig
}

export function flagOf(field: Pick<ConfigField, 'key'>): string {
  return field.key.replaceAll('_', '-')
}

interface ConfigFile {
  path: string
  values: Record<string, unknown>
}

function lookUp(field: ConfigField, sources: ConfigSources, file: ConfigFile): { raw: unknown; where: string } | undefined {
  const flag = sources.flags?.[flagOf(field)]
  if (flag !== undefined) return { raw: flag, where: `--${flagOf(field)}` }
  const env = sources.env[field.key.toUpperCase()]
  if (env !== undefined && env !== '') return { raw: env, where: field.key.toUpperCase() }
  const fromFile = file.values[field.key]
  if (fromFile !== undefined && fromFile !== null) return { raw: fromFile, where: `${file.path}: ${field.key}` }
  return field.default === undefined ? undefined : { raw: field.default, where: field.key.toUpperCase() }
}

function emptyOf(field: ConfigField): unknown {
  return field === (CONFIG_FIELDS.stateDir as ConfigField) ? '' : field.read('')
}

async function readConfigFile(sources: ConfigSources, problems: string[]): Promise<ConfigFile> {
  const path = sources.configFile ?? sources.env.RUNNER_CONFIG_FILE ?? findConfigFile(sources)
  if (path === undefined) return { path: '', values: {} }
  try {
    const text = readFileSync(resolve(sources.cwd, path), 'utf8')
    const values: unknown = path.endsWith('.json') ? JSON.parse(text) : (await import('yaml')).parse(text)
    if (values === null || values === undefined) return { path, values: {} }
    if (typeof values !== 'object' || Array.isArray(values)) throw new Error('it must hold a map of keys to values')
    return { path, values: Object.fromEntries(Object.entries(values).map(([key, value]) => [key.toLowerCase(), value])) }
  } catch (error) {
    problems.push(`configuration file ${path}: ${toError(error).message}`)
    return { path, values: {} }
  }
}

function findConfigFile(sources: ConfigSources): string | undefined {
  const home = sources.env.HOME ?? homedir()
  for (const directory of ['/etc/runner', join(home, '.runner')]) {
    for (const name of ['config.yaml', 'config.yml', 'config.json']) {
      const path = join(directory, name)
      if (existsSync(path)) return path
    }
  }
  return undefined
}

function unknownKeys(values: Record<string, unknown>): string[] {
  const known = new Set(Object.values(CONFIG_FIELDS).map((field) => field.key))
  return Object.keys(values).filter((key) => !known.has(key as never))
}

function defaultStateDir(sources: ConfigSources): string {
  const isRoot = sources.isRoot ?? process.getuid?.() === 0
  if (isRoot) return '/var/lib/runner'
  const home = sources.env.HOME ?? homedir()
  return join(sources.env.XDG_STATE_HOME ?? join(home, '.local', 'state'), 'runner')
}
