import { mkdir } from 'node:fs/promises'
import { COMMAND_JOB_GROUPS } from '../protocol/enums.ts'
import type { ProcessType } from '../protocol/enums.ts'
import { EXTENSIONS, formatExtensions, negotiate } from '../protocol/extensions.ts'
import { toError } from '../lib/errors.ts'
import { createHttp } from '../lib/http.ts'
import { createExecutorRegistry } from '../executors/registry.ts'
import { createRunsService } from '../runs/runs-service.ts'
import { createOperatorLog } from '../telemetry/operator-log.ts'
import type { OperatorLog } from '../telemetry/operator-log.ts'
import { makeCaBundle } from './ca-bundle.ts'
import { childEnvironment } from './child-env.ts'
import { loadConfig } from './config/load.ts'
import type { AgentConfig } from './config/schema.ts'
import { createActionsApi } from './control-plane/actions-api.ts'
import { createRunnerApi } from './control-plane/runner-api.ts'
import { createTerraformApi } from './control-plane/terraform-api.ts'
import { createTransport } from './control-plane/transport.ts'
import { createCredentialSource } from './credential-source.ts'
import { createExecutorSource } from './executor-source.ts'
import { beat } from './heartbeats.ts'
import { claimJob } from './jobloop/claim.ts'
import { runExecution } from './jobloop/execution.ts'
import type { ExecutionDeps } from './jobloop/execution-deps.ts'
import { runJobLoop } from './jobloop/job-loop.ts'
import { createLoopAges } from './jobloop/loop-ages.ts'
import { createSlots } from './jobloop/slots.ts'
import { makeCacheDirs } from './jobloop/workspaces.ts'
import { createWorkSource } from './jobloop/work-source.ts'
import type { WorkMode } from './jobloop/work-source.ts'
import { createLifetimes } from './lifetimes.ts'
import { registerProcess } from './process-registration.ts'
import { fetchSettings, logLevelOf } from './settings.ts'

export type AgentCommand = 'run' | 'build' | 'install'

export interface RunAgentOptions {
  command: AgentCommand
  env: Readonly<Record<string, string | undefined>>
  /** By key with dashes, as in `flagOf`. */
  flags: Readonly<Record<string, string | undefined>>
  io: AgentIo
}

/** What the agent needs of the process around it. */
export interface AgentIo {
  stdout: NodeJS.WritableStream & { isTTY?: boolean }
  cwd: string
  version: string
  configFile?: string
  /** Calls back for every SIGTERM, SIGINT and SIGUSR1; returns what unsubscribes. */
  onSignal: (listener: (killSignal: NodeJS.Signals) => void) => () => void
}

/**
 * The agent, from its configuration to its end. Resolves with the exit code
 * when it was told to stop and everything it started has ended; rejects when it
 * cannot start (ConfigError, ApiError).
 */
export async function runAgent(options: RunAgentOptions): Promise<number> {
  const { io, command } = options
  const startedMs = performance.timeOrigin
  const config = await loadConfig({ env: options.env, flags: options.flags, cwd: io.cwd, ...(io.configFile === undefined ? {} : { configFile: io.configFile }) })
  const log = createOperatorLog({ stream: io.stdout, level: config.logLevel, format: config.logFormat, secrets: () => [config.apiToken] })
  const lifetimes = createLifetimes({
    stopTimeoutMs: config.stopTimeoutMs,
    graceMs: config.graceMs,
    onChange: (state, reason) => log.info({ reason }, STATE_MESSAGES[state]),
  })
  const stopListening = listenForSignals(io, lifetimes, log)
  try {
    return await serve({ command, config, log, lifetimes, startedMs, io, env: options.env })
  } finally {
    stopListening()
    lifetimes.dispose()
  }
}

const STATE_MESSAGES = {
  draining: 'draining: no new jobs are taken',
  cancelled: 'cancelling the jobs that still run',
  expired: 'the time to stop is over',
} as const

interface ServeOptions {
  command: AgentCommand
  config: AgentConfig
  log: OperatorLog
  lifetimes: ReturnType<typeof createLifetimes>
  startedMs: number
  io: AgentIo
  env: Readonly<Record<string, string | undefined>>
}

async function serve({ command, config, log, lifetimes, startedMs, io, env }: ServeOptions): Promise<number> {
  const http = createHttp({ ...(config.caFile === undefined ? {} : { caFile: config.caFile }), proxyEnv: env })
  const transport = createTransport({
    http,
    baseUrl: config.apiUrl,
    token: () => config.apiToken,
    version: io.version,
    extensions: formatExtensions(EXTENSIONS),
    onRetry: (what, error, attempt) => {
      if (attempt === 1 || attempt % 10 === 0) log.warn({ why: error.message, attempt }, `${what} failed; trying on`)
    },
  })
  const api = createRunnerApi(transport, config.runnerId)

  log.info({ version: io.version, command, runner_id: config.runnerId, api_url: config.apiUrl, state_dir: config.stateDir, pid: process.pid }, 'agent starting')
  await mkdir(config.stateDir, { recursive: true, mode: 0o700 })
  const settings = await fetchSettings({
    api,
    log,
    version: io.version,
    signal: lifetimes.draining,
    onChange: (fresh) => {
      const level = logLevelOf(fresh.logging_level)
      if (level !== undefined) log.setLevel(level)
    },
  })
  const extensions = negotiate(settings.current.extensions)

  const registration = await registerProcess({
    api,
    type: command === 'run' ? processTypeOf((await api.runnerGroupType(lifetimes.draining)) ?? settings.current.groups.join(',')) : command,
    version: io.version,
    log,
    signal: lifetimes.draining,
    onShutdown: (type) => (type === 'force' ? lifetimes.cancel('shutdown-requested') : lifetimes.drain('shutdown-requested')),
  })

  const background = new AbortController()
  const beating = beat({
    api,
    version: io.version,
    processName: command === 'run' ? '' : command,
    processId: () => registration.processId,
    intervalMs: () => settings.heartbeatIntervalMs,
    aliveMs: () => Date.now() - startedMs,
    onConflict: () => registration.confirmAlive(),
    onError: (error, failures) => {
      if (failures === 1 || failures % 20 === 0) log.warn({ why: error.message, failures }, 'a heartbeat did not arrive')
    },
    onRecovered: (failures) => log.info({ failures }, 'heartbeats arrive again'),
    signal: background.signal,
  })
  const refreshing = settings.keepFresh(background.signal)
  const watching = registration.watchShutdowns(AbortSignal.any([background.signal, lifetimes.draining]))

  const groups = COMMAND_JOB_GROUPS[command]
  const ages = createLoopAges(groups)
  const runs = createRunsService({ stateDir: config.stateDir, shell: config.shell, quotaBytes: config.runQuotaBytes })
  const caFile = config.caFile === undefined ? undefined : await makeCaBundle(config.caFile, config.stateDir)
  const childEnv = childEnvironment({ env, extra: config.childEnv, caFile })
  const deps: ExecutionDeps = {
    api,
    actionsApi: createActionsApi(transport),
    terraformApi: createTerraformApi(transport),
    extensions,
    settings: () => settings.current,
    executors: createExecutorSource({
      real: createExecutorRegistry({
        shell: config.shell,
        provisioning: { terraformUrl: config.terraformUrl, opentofuUrl: config.tofuUrl, downloads: config.toolDownloads, http },
      }),
      isSandboxMode: () => settings.current.sandbox_mode,
      mock: { durationMs: config.sandboxJobDurationMs, faults: config.sandboxFaultsEnabled, seed: config.sandboxFaultSeed },
    }),
    runs,
    log,
    lifetimes,
    process: {
      requestShutdown: (kind) => (kind === 'force' ? lifetimes.cancel('shutdown-job') : lifetimes.drain('shutdown-job')),
      loopAgesNs: () => ages.inNs(),
    },
    credentials: createCredentialSource(env),
    caches: await makeCacheDirs(config.stateDir),
    childEnv,
    stateDir: config.stateDir,
    graceMs: config.graceMs,
    version: io.version,
    apiUrl: config.apiUrl,
    secrets: () => [config.apiToken],
    keepWorkspaces: config.isNuonctl,
    ...(config.isNuonctl ? { echo: (job, line) => void io.stdout.write(`${job.id} ${line}\n`) } : {}),
  }
  runs.refill()

  const mode: WorkMode = extensions.has('wake') ? 'wake' : settings.current.long_poll_jobs ? 'tail' : 'poll'
  const source = createWorkSource({
    api,
    mode,
    pollIntervalMs: config.pollIntervalMs,
    onError: (error, failures, waitMs) => {
      if (failures === 1 || failures % 10 === 0) log.warn({ why: error.message, failures, waitMs: Math.round(waitMs) }, 'cannot ask for jobs; trying on')
    },
    onModeChange: (to, why) => log.info({ mode: to, why }, 'asking for jobs in another way'),
    onPolled: (polled) => ages.polled(polled),
  })
  log.info({ groups, mode, extensions: Object.keys(extensions.versions), sandbox_mode: settings.current.sandbox_mode }, 'agent ready')

  const isShutdownAsked = () => lifetimes.reason === 'shutdown-requested'
  lifetimes.draining.addEventListener('abort', () => {
    void registration.report('pending-shutdown', 'finishing the jobs that run', background.signal)
  })
  try {
    await runJobLoop(
      {
        groups,
        source,
        slots: createSlots({ perGroup: { ...parallelismOf(settings.current.job_group_parallelism), ...config.groupSlots }, max: config.maxJobs }),
        claim: (job) => claimJob(job, { api, isRepeatable: extensions.has('claim'), expired: lifetimes.expired }),
        run: async (job, claim) => {
          await runExecution(job, claim, deps).catch((error: unknown) => log.error({ err: toError(error), job_id: job.id }, 'an execution ended in an unforeseen way'))
          runs.refill()
        },
        onNotClaimed: (job, outcome) => log.info({ job_id: job.id, why: outcome.kind === 'unknown' ? outcome.error.message : outcome.why }, 'the job was not claimed'),
      },
      lifetimes.draining,
    )
  } finally {
    const lastWord = AbortSignal.any([lifetimes.expired, AbortSignal.timeout(5_000)])
    if (isShutdownAsked()) {
      await registration.report('shutting-down', 'the jobs have ended', lastWord)
      await registration.complete(lastWord)
    }
    await registration.report('shut-down', 'process stopped', lastWord)
    background.abort()
    await Promise.all([beating, refreshing, watching])
    await runs.dispose()
    log.info('agent stopped')
  }
  return 0
}

function listenForSignals(io: AgentIo, lifetimes: ServeOptions['lifetimes'], log: OperatorLog): () => void {
  let stops = 0
  let lastMs = 0
  return io.onSignal((killSignal) => {
    if (killSignal === 'SIGUSR1') {
      log.info('SIGUSR1: draining; the agent ends when its jobs have ended')
      lifetimes.drain('drain-signal')
      return
    }
    // A terminal and its shell, or docker, may send the same signal twice within a moment: that is one wish.
    const nowMs = Date.now()
    if (nowMs - lastMs < 200) return
    lastMs = nowMs
    stops++
    log.info({ signal: killSignal, count: stops }, stops === 1 ? 'stopping; once more to cancel the running jobs' : stops === 2 ? 'cancelling; once more to end at once' : 'ending at once')
    if (stops === 1) lifetimes.drain('signal')
    else if (stops === 2) lifetimes.cancel('signal')
    else lifetimes.expire()
  })
}

/** The type that 2026 servers judge the runner's health by: `run` registers its group's type. */
function processTypeOf(group: string): ProcessType {
  return /(^|,)(org|build)(,|$)/.test(group) ? 'build' : 'install'
}

function parallelismOf(setting: Readonly<Record<string, string>>): Record<string, number> {
  const out: Record<string, number> = {}
  for (const [group, text] of Object.entries(setting)) {
    const count = Number(text)
    if (Number.isInteger(count) && count > 0) out[group] = count
  }
  return out
}
