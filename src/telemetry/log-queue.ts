import { closeSync, openSync, readSync, writeSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A request body that waits to be acknowledged. */
export interface QueuedBatch {
  body: Buffer
  records: number
  /** Called when the control plane has it, or has refused it for good. */
  onSettled: readonly (() => void)[]
}

/**
 * Batches in order. Beyond a limit of memory they wait in a file: an outage of
 * the control plane costs disk.
 */
export interface LogQueue {
  push(batch: QueuedBatch): void
  /** The oldest; it stays until `shift`. */
  peek(): QueuedBatch | undefined
  shift(): void
  readonly length: number
  /** Bytes held in memory. */
  readonly memoryBytes: number
  dispose(): Promise<void>
}

interface Slot {
  body: Buffer | undefined
  offset: number
  bytes: number
  records: number
  onSettled: readonly (() => void)[]
}

export function createLogQueue(options: { spillDir: string; memoryLimitBytes: number; onSpillFailed: (error: Error) => void }): LogQueue {
  const slots: Slot[] = []
  let head = 0
  let memoryBytes = 0
  let spill: { fd: number; size: number } | undefined

  function spillOut(slot: Slot): boolean {
    try {
      if (spill === undefined) {
        mkdirSync(options.spillDir, { recursive: true, mode: 0o700 })
        spill = { fd: openSync(join(options.spillDir, 'batches'), 'a+', 0o600), size: 0 }
      }
      writeSync(spill.fd, slot.body!, 0, slot.bytes, spill.size)
      slot.offset = spill.size
      spill.size += slot.bytes
      slot.body = undefined
      return true
    } catch (error) {
      // A full disk: memory is what is left.
      options.onSpillFailed(error as Error)
      return false
    }
  }

  return {
    get length() {
      return slots.length - head
    },
    get memoryBytes() {
      return memoryBytes
    },
    push({ body, records, onSettled }) {
      const slot: Slot = { body, offset: -1, bytes: body.length, records, onSettled }
      const staysInMemory = memoryBytes + body.length <= options.memoryLimitBytes || !spillOut(slot)
      if (staysInMemory) memoryBytes += body.length
      slots.push(slot)
    },
    peek() {
      const slot = slots[head]
      if (slot === undefined) return undefined
      if (slot.body === undefined) {
        const body = Buffer.allocUnsafe(slot.bytes)
        readSync(spill!.fd, body, 0, slot.bytes, slot.offset)
        slot.body = body
        memoryBytes += slot.bytes
      }
      return { body: slot.body, records: slot.records, onSettled: slot.onSettled }
    },
    shift() {
      const slot = slots[head]
      if (slot === undefined) return
      if (slot.body !== undefined) memoryBytes -= slot.bytes
      head++
      if (head === slots.length) {
        slots.length = 0
        head = 0
      }
    },
    async dispose() {
      if (spill === undefined) return
      closeSync(spill.fd)
      spill = undefined
      await rm(options.spillDir, { recursive: true, force: true })
    },
  }
}
