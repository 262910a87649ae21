import { RunnerError } from '../../lib/errors.ts'
import { EXIT_CODES, worstExitCode } from '../exit-codes.ts'
import { loadDocuments } from '../load-documents.ts'
import { createPainter } from '../output/painter.ts'
import type { Painter } from '../output/painter.ts'
import { renderError } from '../render-error.ts'
import { watchFolders } from './change-watcher.ts'
import type { ChangeWatcher } from './change-watcher.ts'
import type { RunLocalOptions } from './options.ts'
import { destinationsOf, runDocuments } from './run-documents.ts'
import { renderSummary } from './summary.ts'
import { stayUp } from './stay-up.ts'
import { startWorld } from './world.ts'
import type { LocalWorld } from './world.ts'

/**
 * Control plane and agent in one process tree. Bad documents are told before
 * anything starts. However it ends, nothing of it is left: jobs are cancelled,
 * the agent is gone, the temporary folder too.
 */
export async function runLocal(options: RunLocalOptions): Promise<number> {
  const { io } = options
  if (options.watches && options.files.length === 0) throw new RunnerError('RUNNER_USAGE', '--watch needs documents to watch: -f FILE')
  if (options.watches && options.files.includes('-')) throw new RunnerError('RUNNER_USAGE', '--watch cannot watch standard input; name a file')
  const documents = await loadDocuments(options.files, io)
  const painter = createPainter(io.stdout, io.env)

  const interrupted = new AbortController()
  const stopListening = io.onSignal(['SIGINT', 'SIGTERM', 'SIGHUP'], () => interrupted.abort())
  try {
    await using world = await startWorld(options, interrupted.signal)
    io.stdout.write(banner(world, painter))
    if (options.files.length === 0) {
      await stayUp(world, io, interrupted.signal)
      return EXIT_CODES.ok.code
    }
    const results = await runDocuments(documents, world, options, interrupted.signal)
    io.stdout.write(renderSummary(results, painter))
    const worst = interrupted.signal.aborted ? EXIT_CODES.interrupted.code : worstExitCode(results.map(({ exitCode }) => exitCode))
    if (!options.watches || worst === EXIT_CODES.interrupted.code) return worst
    using watcher = watchFolders(documents.map(({ file }) => file), destinationsOf(documents))
    return await watchAndRun(watcher, world, options, painter, interrupted.signal)
  } finally {
    stopListening()
  }
}

async function watchAndRun(watcher: ChangeWatcher, world: LocalWorld, options: RunLocalOptions, painter: Painter, signal: AbortSignal): Promise<number> {
  const { io } = options
  for (;;) {
    io.stdout.write(painter.dim('\nWaiting for changes; Ctrl-C ends.\n'))
    const changed = await watcher.next(signal)
    if (changed === undefined) return EXIT_CODES.ok.code
    io.stdout.write(`\n${painter.cyan('changed:')} ${changed}\n`)
    try {
      const results = await runDocuments(await loadDocuments(options.files, io), world, options, signal)
      io.stdout.write(renderSummary(results, painter))
    } catch (error) {
      if (!(error instanceof RunnerError) || world.agentLost.aborted) throw error
      io.stderr.write(renderError(error, painter, { debug: false })) // a document in the middle of an edit
    }
  }
}

function banner(world: LocalWorld, painter: Painter): string {
  return painter.dim(`control plane ${world.url}  runner ${world.runnerName} (${world.runnerId})  state ${world.stateDir}\n`)
}
