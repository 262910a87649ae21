import { closeSync, openSync, readSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { join } from 'node:path'

/**
 * Tells when something in a run's directory changed: by inotify, or every
 * 50 ms where its instances have run out.
 */
export function watchDirectory(path: string, onChange: () => void): { close(): void } {
  let watcher: FSWatcher | undefined
  let timer: NodeJS.Timeout | undefined
  const poll = () => {
    timer ??= setInterval(onChange, 50)
  }
  try {
    watcher = watch(path, onChange)
    watcher.on('error', poll)
  } catch {
    poll()
  }
  return {
    close() {
      watcher?.close()
      clearInterval(timer)
    },
  }
}

export interface SpoolReader {
  /** The next bytes, at most `limit`; empty when there are none now. The buffer is the caller's. */
  read(limit: number): Buffer
  readonly offset: number
  close(): void
}

/** Reads a file that grows, from the start. Synchronous: a local append-only file never blocks. */
export function openSpool(directory: string, stream: 'stdout' | 'stderr'): SpoolReader {
  const fd = openSync(join(directory, stream), 'r')
  let offset = 0
  return {
    get offset() {
      return offset
    },
    read(limit) {
      const bytes = Buffer.allocUnsafe(limit)
      const size = readSync(fd, bytes, 0, limit, offset)
      offset += size
      return bytes.subarray(0, size)
    },
    close: () => closeSync(fd),
  }
}
