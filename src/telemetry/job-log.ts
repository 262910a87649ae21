/**
 * The job's log as an executor sees it. Everything written here reaches the
 * job's log stream, masked, in order, and is acknowledged before the job's
 * terminal status is sent. Writing never throws and never blocks.
 */
export type Severity = 'debug' | 'info' | 'warn' | 'error'

/** What the wire can carry natively (OTLP attribute values). */
export type AttributeValue = string | number | boolean
export type Attributes = Readonly<Record<string, AttributeValue>>

export interface LogRecord {
  severity: Severity
  body: string
  attributes?: Attributes
  /** ms since the epoch. @default now */
  timeMs?: number
}

export interface JobLog {
  emit(record: LogRecord): void
  debug(body: string, attributes?: Attributes): void
  info(body: string, attributes?: Attributes): void
  warn(body: string, attributes?: Attributes): void
  error(body: string, attributes?: Attributes): void
  /** A view of the same log that adds attributes to every record. */
  child(attributes: Attributes): JobLog
}

/** What happened to the log of one job; the last thing known before its terminal status. */
export interface LogReceipt {
  /** Records that the control plane acknowledged. */
  lines: number
  /** Bytes of the acknowledged request bodies. */
  bytes: number
  /** SHA-256 over the acknowledged request bodies in `log.seq` order, hex. */
  sha256: string
  /** Records that were given up (at least). 0 unless the flush ran out of time or disk. */
  dropped: number
}
