import type { ProcessIo } from '../lib/process-io.ts'

/** A signal that fires on the first Ctrl-C or SIGTERM; the second acts as usual. */
export function interruption(io: ProcessIo): { signal: AbortSignal } & Disposable {
  const controller = new AbortController()
  const stop = io.onSignal(['SIGINT', 'SIGTERM'], () => {
    stop()
    controller.abort()
  })
  return { signal: controller.signal, [Symbol.dispose]: stop }
}
