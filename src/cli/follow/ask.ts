import type { ProcessIo } from '../../lib/process-io.ts'

/** Whether somebody is there to answer. */
export function canAsk(io: ProcessIo): boolean {
  return io.stdin.isTTY === true && io.stdout.isTTY === true
}

/** Asks a yes-or-no question; anything but yes is no, and so is an interruption. */
export async function askYesNo(io: ProcessIo, question: string, signal: AbortSignal): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises')
  const prompt = createInterface({ input: io.stdin, output: io.stdout })
  const interrupted = new AbortController()
  prompt.once('SIGINT', () => interrupted.abort())
  try {
    const answer = await prompt.question(`${question} [y/N] `, { signal: AbortSignal.any([signal, interrupted.signal]) })
    return /^\s*y(es)?\s*$/i.test(answer)
  } catch {
    io.stdout.write('\n')
    return false
  } finally {
    prompt.close()
  }
}
