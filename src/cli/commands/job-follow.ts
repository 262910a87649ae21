import type { OperatorClient } from '../../client/operator-client.ts'
import type { ProcessIo } from '../../lib/process-io.ts'
import { collect } from '../collect.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { followChange } from '../follow/follow-change.ts'
import type { FollowChangeOptions } from '../follow/follow-change.ts'
import { createFollowView } from '../follow/follow-view.ts'
import { interruption } from '../interruption.ts'
import { print } from '../output/print.ts'
import type { OutputFormat } from '../output/print.ts'

/** Follows a job until it ends, or until Ctrl-C detaches: the job goes on. The exit code is the job's. */
export async function followInForeground(
  client: OperatorClient,
  jobId: string,
  io: ProcessIo,
  options: Omit<FollowChangeOptions, 'client' | 'io' | 'signal'>,
): Promise<number> {
  using interrupted = interruption(io)
  const { exitCode } = await followChange(jobId, { ...options, client, io, signal: interrupted.signal })
  if (interrupted.signal.aborted && exitCode === EXIT_CODES.interrupted.code) {
    io.stderr.write(`\nDetached; the job goes on. Follow it: runner job logs -f ${jobId}. End it: runner job cancel ${jobId}\n`)
  }
  return exitCode
}

/** Prints the lines that are there. */
export async function showLog(client: OperatorClient, jobId: string, io: ProcessIo, options: { format: OutputFormat; showDebug: boolean }): Promise<number> {
  if (options.format !== 'table') {
    await print(io, options.format, { items: await collect(client.logLines(jobId)) }, () => '')
    return EXIT_CODES.ok.code
  }
  const view = createFollowView(io, { showDebug: options.showDebug, isLive: false })
  let lines = 0
  for await (const line of client.logLines(jobId)) {
    view.line(line)
    lines += 1
  }
  view.close()
  if (lines === 0) {
    const { status } = await client.getJob(jobId)
    io.stderr.write(`The log of ${jobId} is empty; the job is ${status}.\n`)
  }
  return EXIT_CODES.ok.code
}
