import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import * as z from 'zod/mini'
import { ConfigError } from '../lib/errors.ts'

type Env = Readonly<Record<string, string | undefined>>

const contextSchema = z.object({ serverUrl: z.string(), operatorToken: z.string(), caFile: z.optional(z.string()) })

/** How a client on this machine finds the control plane that was started last. */
export type ClientContext = z.infer<typeof contextSchema>

/** `$XDG_CONFIG_HOME/runner/context.json`, else below `~/.config`. `RUNNER_CONTEXT_FILE` wins. */
export function contextPath(env: Env): string {
  if (env.RUNNER_CONTEXT_FILE) return env.RUNNER_CONTEXT_FILE
  return join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'runner', 'context.json')
}

/** Writes the file with mode 0600 and returns its path. */
export function writeContext(env: Env, context: ClientContext): string {
  const path = contextPath(env)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  rmSync(path, { force: true }) // a new inode: the mode below holds, and nobody who has the old one open sees the token
  writeFileSync(path, `${JSON.stringify(context, null, 2)}\n`, { mode: 0o600 })
  return path
}

/** `undefined` when there is none. @throws ConfigError when it cannot be read */
export function readContext(env: Env): ClientContext | undefined {
  const path = contextPath(env)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new ConfigError([`cannot read the context file ${path}: ${(error as Error).message}`], { cause: error })
  }
  try {
    return contextSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new ConfigError([`the context file ${path} is not valid: it needs \`serverUrl\` and \`operatorToken\`. Remove it, or start \`runner server\` again`], { cause: error })
  }
}

/** Removes the file if it still names this server: another may have been started since. */
export function removeContext(env: Env, context: ClientContext): void {
  try {
    if (readContext(env)?.operatorToken === context.operatorToken) rmSync(contextPath(env), { force: true })
  } catch {
    // not ours, or not readable: leave it
  }
}
