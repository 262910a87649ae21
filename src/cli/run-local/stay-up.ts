import { once } from 'node:events'
import { readContext, removeContext, writeContext } from '../../client/context-file.ts'
import type { ProcessIo } from '../../lib/process-io.ts'
import { shortPath } from '../load-documents.ts'
import { createPainter } from '../output/painter.ts'
import type { LocalWorld } from './world.ts'

/** Prints how to use what runs, and waits for Ctrl-C. The context file points here meanwhile. */
export async function stayUp(world: LocalWorld, io: ProcessIo, signal: AbortSignal): Promise<void> {
  const painter = createPainter(io.stdout, io.env)
  const before = readContextQuietly(io)
  const context = { serverUrl: world.url, operatorToken: world.operatorToken }
  const path = writeContext(io.env, context)
  io.stdout.write(`
A control plane and an agent run on this machine. In another terminal:

  ${painter.bold('runner job submit -f examples/quickstart --follow')}
  ${painter.bold('runner job list')}
  ${painter.bold('runner runners list')}

The CLI finds them by ${shortPath(path, io.cwd)}. Elsewhere on this machine:
  RUNNER_SERVER_URL=${world.url} RUNNER_OPERATOR_TOKEN=$(cat ${world.stateDir}/server/operator-token)

Ctrl-C ends both.
`)
  try {
    const ended = AbortSignal.any([signal, world.agentLost])
    if (!ended.aborted) await once(ended, 'abort')
    if (world.agentLost.aborted && !signal.aborted) throw world.agentLost.reason
  } finally {
    removeContext(io.env, context)
    if (before !== undefined && readContextQuietly(io) === undefined) writeContext(io.env, before)
  }
}

function readContextQuietly(io: ProcessIo) {
  try {
    return readContext(io.env)
  } catch {
    return undefined // a broken file is replaced
  }
}
