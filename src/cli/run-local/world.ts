import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createOperatorClient } from '../../client/operator-client.ts'
import type { OperatorClient } from '../../client/operator-client.ts'
import { RunnerError } from '../../lib/errors.ts'
import { startAgentChild } from './agent-child.ts'
import type { AgentChild } from './agent-child.ts'
import type { RunLocalOptions } from './options.ts'

/** A control plane and an agent of our own. Disposing ends both and removes what is temporary. */
export interface LocalWorld extends AsyncDisposable {
  readonly url: string
  readonly operatorToken: string
  readonly stateDir: string
  readonly runnerId: string
  readonly runnerName: string
  readonly client: OperatorClient
  /** Fires when the agent has ended by itself; the reason is the error to tell. */
  readonly agentLost: AbortSignal
  /** Where repositories made of folders lie. */
  readonly repositoriesDir: string
}

const RUNNER_NAME = 'local'

export async function startWorld(options: Pick<RunLocalOptions, 'io' | 'kind' | 'stateDir' | 'keeps'>, signal: AbortSignal): Promise<LocalWorld> {
  const { io } = options
  await using started = new AsyncDisposableStack()
  const stateDir = options.stateDir === undefined ? await mkdtemp(join(io.env.TMPDIR || tmpdir(), 'runner-local-')) : resolve(io.cwd, options.stateDir)
  await mkdir(stateDir, { recursive: true, mode: 0o700 })
  started.defer(async () => {
    if (options.stateDir === undefined && !options.keeps) await rm(stateDir, { recursive: true, force: true, maxRetries: 5 })
    else io.stderr.write(`Everything is kept in ${stateDir}\n`)
  })

  const { startControlPlane } = await import('../../control-plane/app.ts')
  const controlPlane = await startControlPlane({ stateDir: join(stateDir, 'server'), listen: '127.0.0.1:0', log: { file: join(stateDir, 'server.log') } })
  started.defer(() => controlPlane.close())

  const client = createOperatorClient({ baseUrl: controlPlane.url, token: controlPlane.operatorToken, tokenSource: 'run-local' })
  const runner = await localRunner(client, stateDir, options.kind === 'build' ? 'org' : 'install')
  const lost = new AbortController()
  const agent = startAgentChild({
    io,
    command: options.kind ?? 'run',
    apiUrl: controlPlane.url,
    runnerId: runner.id,
    tokenFile: runner.tokenFile,
    stateDir: join(stateDir, 'agent'),
    logFile: join(stateDir, 'agent.log'),
  })
  let isStopping = false
  started.defer(() => {
    isStopping = true
    return agent.stop()
  })
  void agent.ended.then(async (how) => {
    if (!isStopping && !signal.aborted) lost.abort(await agentError(agent, how))
  })

  const owned = started.move()
  return {
    url: controlPlane.url,
    operatorToken: controlPlane.operatorToken,
    stateDir,
    runnerId: runner.id,
    runnerName: RUNNER_NAME,
    client,
    agentLost: lost.signal,
    repositoriesDir: join(stateDir, 'repositories'),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The runner of an earlier start in the same folder, or a new one. */
async function localRunner(client: OperatorClient, stateDir: string, kind: 'install' | 'org'): Promise<{ id: string; tokenFile: string }> {
  const tokenFile = join(stateDir, 'runner-token')
  const idFile = join(stateDir, 'runner-id')
  const known = await Promise.all([readFile(idFile, 'utf8'), readFile(tokenFile, 'utf8')]).catch(() => undefined)
  if (known !== undefined) return { id: known[0].trim(), tokenFile }
  const created = await client.createRunner({ name: RUNNER_NAME, kind })
  await writeFile(tokenFile, `${created.token}\n`, { mode: 0o600 })
  await writeFile(idFile, `${created.id}\n`, { mode: 0o600 })
  return { id: created.id, tokenFile }
}

async function agentError(agent: AgentChild, how: string): Promise<RunnerError> {
  const tail = await agent.logTail()
  return new RunnerError('RUNNER_LOST', `the agent ${how}${tail === '' ? '' : `; the end of its log:\n${tail}`}`)
}
