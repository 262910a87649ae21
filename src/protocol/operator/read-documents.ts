import type { Document, LineCounter, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import { RunnerError } from '../../lib/errors.ts'
import type { JobDocument } from './job-document.ts'
import type { DocumentProblem } from './problem.ts'
import { validateDocument } from './validate-document.ts'
import type { DocumentFinding } from './validate-document.ts'

/** A job document with the place that it came from. */
export interface ReadDocument {
  document: JobDocument
  /** The name of the file, as given. */
  file: string
  /** 1-based line of its first key. */
  line: number
}

export type ReadDocuments = { documents: ReadDocument[]; problems: DocumentProblem[] }

type Yaml = typeof import('yaml')
type Path = readonly (string | number)[]

/** Bigger texts are refused: a document is written by people. */
const MAX_TEXT_BYTES = 4 * 1024 * 1024

/**
 * Reads YAML (one or several documents) or JSON. Never throws for bad text:
 * every problem of every document is returned with its line and column, and
 * `documents` holds the good ones.
 */
export async function readDocuments(text: string, file: string): Promise<ReadDocuments> {
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES) {
    return { documents: [], problems: [{ file, path: '', message: `the file is larger than ${MAX_TEXT_BYTES} bytes` }] }
  }
  const yaml = await import('yaml')
  const lines = new yaml.LineCounter()
  const parsed = yaml.parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, merge: true })
  const out: ReadDocuments = { documents: [], problems: [] }
  for (const source of Array.isArray(parsed) ? parsed : []) {
    if (source.errors.length === 0 && (source.contents === null || isNullScalar(yaml, source.contents))) continue // `---` alone
    readOne(yaml, source, lines, file, out)
  }
  if (out.documents.length === 0 && out.problems.length === 0) out.problems.push({ file, line: 1, column: 1, path: '', message: 'there is no job document in this file' })
  return out
}

function readOne(yaml: Yaml, source: Document.Parsed, lines: LineCounter, file: string, out: ReadDocuments): void {
  if (source.errors.length > 0) {
    for (const error of source.errors) out.problems.push({ file, ...position(lines, error.pos[0]), path: '', message: syntaxMessage(error) })
    return
  }
  let value: unknown
  try {
    value = source.toJS()
  } catch (error) {
    out.problems.push({ file, ...position(lines, source.contents?.range[0] ?? 0), path: '', message: (error as Error).message })
    return
  }
  const findings: DocumentFinding[] = [...lossyEnvFindings(yaml, source)]
  const validated = validateDocument(value)
  if (validated.findings) findings.push(...validated.findings)
  const start = position(lines, source.contents?.range[0] ?? 0)
  if (findings.length === 0 && validated.document) {
    out.documents.push({ document: validated.document, file, line: start.line })
    return
  }
  const problems = findings.map((finding) => ({
    file,
    ...position(lines, offsetOf(yaml, source, finding)),
    path: pointer(finding.path),
    message: finding.message,
  }))
  out.problems.push(...problems.sort((a, b) => a.line - b.line || a.column - b.column))
}

/**
 * `VERSION: 1.10` is the number 1.1 to YAML, and would reach the script as
 * "1.1". Numbers in `env` whose text would change are a problem.
 */
function lossyEnvFindings(yaml: Yaml, source: Document.Parsed): DocumentFinding[] {
  const findings: DocumentFinding[] = []
  yaml.visit(source, {
    Pair(_, pair, ancestors) {
      if (!yaml.isScalar(pair.key) || pair.key.value !== 'env' || !yaml.isMap(pair.value)) return
      const prefix = pathOf(yaml, [...ancestors, pair])
      if (prefix.length !== 1 && !(prefix.length === 3 && prefix[0] === 'steps')) return
      for (const item of pair.value.items) {
        if (!yaml.isScalar(item.value) || !yaml.isScalar(item.key)) continue
        const { value, source: written } = item.value as Scalar & { source?: string }
        if (typeof value === 'number' && written !== undefined && String(value) !== written) {
          findings.push({
            path: [...prefix, String(item.key.value)],
            at: 'value',
            message: `\`${String(item.key.value)}\` is written ${written} but is the number ${value}; put it in quotes: "${written}"`,
          })
        }
      }
    },
  })
  return findings
}

/** Keys and indexes from the root to the last of a chain of nodes. */
function pathOf(yaml: Yaml, chain: readonly unknown[]): (string | number)[] {
  const path: (string | number)[] = []
  chain.forEach((node, index) => {
    if (yaml.isPair(node)) path.push(String(yaml.isScalar(node.key) ? node.key.value : node.key))
    else if (yaml.isSeq(node) && index + 1 < chain.length) path.push((node as YAMLSeq).items.indexOf(chain[index + 1] as Node))
  })
  return path
}

/** The offset of what a finding is about, or of the nearest parent that can be found (aliases, merges). */
function offsetOf(yaml: Yaml, source: Document.Parsed, finding: DocumentFinding): number {
  let node: unknown = source.contents
  let offset = source.contents?.range[0] ?? 0
  for (const [index, key] of finding.path.entries()) {
    const isLast = index === finding.path.length - 1
    if (yaml.isAlias(node)) node = node.resolve(source)
    if (yaml.isMap(node)) {
      const pair: Pair | undefined = (node as YAMLMap).items.find((item) => yaml.isScalar(item.key) && String(item.key.value) === String(key))
      if (pair === undefined) return offset
      const target = (isLast && finding.at === 'key') || pair.value === null ? pair.key : pair.value
      offset = (target as Node).range?.[0] ?? offset
      node = pair.value
    } else if (yaml.isSeq(node)) {
      node = (node as YAMLSeq).items[Number(key)]
      offset = (node as Node | undefined)?.range?.[0] ?? offset
    } else {
      return offset
    }
  }
  return offset
}

function isNullScalar(yaml: Yaml, node: unknown): boolean {
  return yaml.isScalar(node) && node.value === null
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

function syntaxMessage(error: { code: string; message: string }): string {
  const hint = error.code === 'TAB_AS_INDENT' ? '; indent with spaces' : error.code === 'DUPLICATE_KEY' ? '; keep one of them' : ''
  return `not valid YAML: ${error.message}${hint}`
}

/** RFC 6901 */
function pointer(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** A problem as a line for people: "job.yaml:7:3: `command` must be a string, got a number (42)". */
export function formatProblem(problem: DocumentProblem): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':')
  return place === '' ? problem.message : `${place}: ${problem.message}`
}

/** Raised when documents cannot be taken: all problems, one a line. */
export class DocumentError extends RunnerError {
  readonly problems: readonly DocumentProblem[]

  constructor(problems: readonly DocumentProblem[]) {
    super('RUNNER_DOCUMENT_INVALID', problems.map(formatProblem).join('\n'))
    this.problems = problems
  }
}
