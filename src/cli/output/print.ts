import type { ProcessIo } from '../../lib/process-io.ts'
import { createPainter, visibleLength } from './painter.ts'
import type { Painter } from './painter.ts'

export const OUTPUT_FORMATS = ['table', 'json', 'yaml'] as const
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

/** Prints a value for machines, or by `table` for people. */
export async function print(io: ProcessIo, format: OutputFormat, value: unknown, table: (painter: Painter) => string): Promise<void> {
  switch (format) {
    case 'json':
      io.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
      return
    case 'yaml': {
      const { stringify } = await import('yaml')
      io.stdout.write(stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }))
      return
    }
    case 'table':
      io.stdout.write(table(createPainter(io.stdout, io.env)))
      return
    default:
      format satisfies never
  }
}

/** Columns with their headings, as wide as their widest cell; a note instead when there is no row. */
export function renderTable(painter: Painter, headings: readonly string[], rows: readonly (readonly string[])[], whenEmpty: string): string {
  if (rows.length === 0) return `${whenEmpty}\n`
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => visibleLength(row[column] ?? ''))))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell + ' '.repeat(widths[column]! - visibleLength(cell))))
      .join('  ')
      .trimEnd()
  return [painter.bold(line(headings)), ...rows.map(line)].map((text) => `${text}\n`).join('')
}

/** "Name:   value" lines; absent values are left out. */
export function renderFields(painter: Painter, fields: readonly (readonly [label: string, value: string | undefined])[]): string {
  const given = fields.filter((field): field is readonly [string, string] => field[1] !== undefined && field[1] !== '')
  const width = Math.max(0, ...given.map(([label]) => label.length))
  return given.map(([label, value]) => `${painter.dim(`${label}:`.padEnd(width + 1))}  ${value.replaceAll('\n', `\n${' '.repeat(width + 3)}`)}\n`).join('')
}

/** "3 s ago"; the far past as a date. */
export function ago(timestamp: string | undefined, nowMs: number = Date.now()): string {
  if (timestamp === undefined || timestamp === '') return '-'
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(timestamp)) / 1000))
  if (Number.isNaN(seconds)) return timestamp
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  return timestamp.slice(0, 10)
}

export function humanBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes
  let unit = -1
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`
}
