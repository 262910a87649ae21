import type { ProcessIo } from '../../lib/process-io.ts'

/** Whether somebody is there to answer. */
export function canAsk(io: ProcessIo): boolean {
  return io.stdin.isTTY === true && io.stdout.isTTY === true
}

/** Asks a yes-or-no question; anything but yes is no. `undefined` when Ctrl-C or the signal came instead. */
export async function askYesNo(io: ProcessIo, question: string, signal: AbortSignal): Promise<boolean | undefined> {
  const { createInterface } = await import('node:readline/promises')
  const prompt = createInterface({ input: io.stdin, output: io.stdout })
  const interrupted = new AbortController()
  prompt.once('SIGINT', () => interrupted.abort())
  try {
    const answer = await prompt.question(`${question} [y/N] `, { signal: AbortSignal.any([signal, interrupted.signal]) })
    return /^\s*y(es)?\s*$/i.test(answer)
  } catch (error) {
    if (!signal.aborted && !interrupted.signal.aborted) throw error
    io.stdout.write('\n')
    return undefined
  } finally {
    prompt.close()
  }
}
