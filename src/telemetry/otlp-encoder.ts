import type { Attributes, AttributeValue, Severity } from './job-log.ts'

/*
 * The one message that we send: ExportLogsServiceRequest of
 * opentelemetry.proto.collector.logs.v1, in binary protobuf.
 *
 *   ExportLogsServiceRequest { 1: ResourceLogs { 1: Resource { 1: KeyValue* } 2: ScopeLogs { 1: Scope { 1: name } 2: LogRecord* } 3: schema_url } }
 *   LogRecord { 1: fixed64 time  2: severity  3: severity text  5: AnyValue body  6: KeyValue*  11: fixed64 observed time }
 *   KeyValue { 1: key  2: AnyValue }   AnyValue { 1: string  2: bool  3: int  4: double }
 */

const SEVERITY_NUMBERS: Readonly<Record<Severity, number>> = { debug: 5, info: 9, warn: 13, error: 17 }

/** A growing byte array with protobuf's primitives. */
class Writer {
  private bytes: Buffer
  private size = 0

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafe(capacity)
  }

  get length(): number {
    return this.size
  }

  private reserve(more: number): void {
    if (this.size + more <= this.bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.size + more))
    this.bytes.copy(grown, 0, 0, this.size)
    this.bytes = grown
  }

  varint(value: number): void {
    this.reserve(10)
    let rest = value
    while (rest > 0x7f) {
      this.bytes[this.size++] = (rest % 128) | 0x80
      rest = Math.floor(rest / 128)
    }
    this.bytes[this.size++] = rest
  }

  /** A 64-bit signed integer, negative ones in ten bytes. */
  int64(value: number): void {
    if (value >= 0) return this.varint(value)
    this.reserve(10)
    let rest = BigInt.asUintN(64, BigInt(value))
    while (rest > 0x7fn) {
      this.bytes[this.size++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.bytes[this.size++] = Number(rest)
  }

  fixed64FromMs(ms: number): void {
    this.reserve(8)
    const wholeMs = Math.floor(ms)
    this.bytes.writeBigUInt64LE(BigInt(wholeMs) * 1_000_000n + BigInt(Math.round((ms - wholeMs) * 1e6)), this.size)
    this.size += 8
  }

  double(value: number): void {
    this.reserve(8)
    this.size = this.bytes.writeDoubleLE(value, this.size)
  }

  text(field: number, value: string): void {
    this.varint((field << 3) | 2)
    const length = Buffer.byteLength(value)
    this.varint(length)
    this.reserve(length)
    this.size += this.bytes.write(value, this.size)
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.bytes.set(bytes, this.size)
    this.size += bytes.length
  }

  /** Writes a nested message; its length is filled in afterwards. */
  message(field: number, body: () => void): void {
    this.varint((field << 3) | 2)
    const start = this.size
    this.reserve(1)
    this.size++
    body()
    const length = this.size - start - 1
    const extra = varintSize(length) - 1
    if (extra > 0) {
      this.reserve(extra)
      this.bytes.copyWithin(start + 1 + extra, start + 1, this.size)
      this.size += extra
    }
    let at = start
    let rest = length
    while (rest > 0x7f) {
      this.bytes[at++] = (rest % 128) | 0x80
      rest = Math.floor(rest / 128)
    }
    this.bytes[at] = rest
  }

  take(): Buffer {
    return this.bytes.subarray(0, this.size)
  }
}

function varintSize(value: number): number {
  let size = 1
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++
  return size
}

function anyValue(writer: Writer, field: number, value: AttributeValue): void {
  writer.message(field, () => {
    if (typeof value === 'string') writer.text(1, value)
    else if (typeof value === 'boolean') {
      writer.varint((2 << 3) | 0)
      writer.varint(value ? 1 : 0)
    } else if (Number.isInteger(value)) {
      writer.varint((3 << 3) | 0)
      writer.int64(value)
    } else {
      writer.varint((4 << 3) | 1)
      writer.double(value)
    }
  })
}

function keyValues(writer: Writer, field: number, attributes: Attributes): void {
  for (const key in attributes) {
    writer.message(field, () => {
      writer.text(1, key)
      anyValue(writer, 2, attributes[key]!)
    })
  }
}

/** The attributes of a record as bytes, to be written before a record's own. */
export function encodeAttributes(attributes: Attributes): Buffer {
  const writer = new Writer(256)
  keyValues(writer, 6, attributes)
  return writer.take()
}

export interface EncodableRecord {
  severity: Severity
  body: string
  timeMs: number
  /** From `encodeAttributes`. */
  common: Uint8Array
  attributes: Attributes
}

/** One batch under way: records are encoded as they come. */
export interface BatchEncoder {
  add(record: EncodableRecord): void
  readonly bytes: number
  readonly records: number
  /** The request's body. */
  finish(): Buffer
}

export interface BatchOptions {
  resource: Attributes
  scope: string
  schemaUrl: string
}

export function createBatchEncoder(options: BatchOptions): BatchEncoder {
  const records = new Writer(16 * 1024)
  let count = 0
  return {
    get bytes() {
      return records.length
    },
    get records() {
      return count
    },
    add({ severity, body, timeMs, common, attributes }) {
      count++
      records.message(2, () => {
        records.varint((1 << 3) | 1)
        records.fixed64FromMs(timeMs)
        records.varint((2 << 3) | 0)
        records.varint(SEVERITY_NUMBERS[severity])
        records.text(3, severity)
        anyValue(records, 5, body)
        records.append(common)
        keyValues(records, 6, attributes)
        records.varint((11 << 3) | 1)
        records.fixed64FromMs(timeMs)
      })
    },
    finish() {
      const writer = new Writer(records.length + 2048)
      writer.message(1, () => {
        writer.message(1, () => keyValues(writer, 1, options.resource))
        writer.message(2, () => {
          writer.message(1, () => writer.text(1, options.scope))
          writer.append(records.take())
        })
        if (options.schemaUrl !== '') writer.text(3, options.schemaUrl)
      })
      return writer.take()
    },
  }
}
