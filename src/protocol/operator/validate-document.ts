import type * as z from 'zod/mini'
import { closestWord } from '../../lib/closest-word.ts'
import { isJobType, JOB_TYPES } from '../enums.ts'
import { DOCUMENT_SCHEMAS, isRawDocument, rawDocumentSchema } from './job-document.ts'
import type { ActionWorkflowDocument, JobDocument, RawDocument } from './job-document.ts'
import { parseStepCondition } from './step-condition.ts'

/** A finding in a document: where (keys and indexes from the root) and what. */
export interface DocumentFinding {
  path: readonly (string | number)[]
  /** Whether the key itself is meant (an unknown key) or its value. */
  at: 'key' | 'value'
  message: string
}

export type ValidatedDocument = { document: JobDocument; findings?: never } | { document?: never; findings: DocumentFinding[] }

const WIRE_NAMES: Readonly<Record<string, string>> = {
  'actions-workflow': 'action-workflow',
  action: 'action-workflow',
  'sandbox-terraform': 'terraform',
  tofu: 'terraform` with `flavor: opentofu',
  opentofu: 'terraform` with `flavor: opentofu',
}

/** Checks one parsed document; all findings at once, in the order of the schema. */
export function validateDocument(value: unknown): ValidatedDocument {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { findings: [{ path: [], at: 'value', message: `a job document must be a mapping with \`type\`, got ${showValue(value)}` }] }
  }
  const schema = schemaFor(value as Record<string, unknown>)
  if ('findings' in schema) return schema
  const parsed = schema.schema.safeParse(value)
  if (!parsed.success) return { findings: worthTelling(parsed.error.issues).flatMap((issue) => findingsOf(issue, value, schema.schema)) }
  const document = parsed.data as JobDocument
  const findings = isRawDocument(document) ? rawFindings(document) : document.type === 'action-workflow' ? stepFindings(document) : []
  return findings.length > 0 ? { findings } : { document }
}

function schemaFor(value: Record<string, unknown>): { schema: z.ZodMiniType } | { findings: DocumentFinding[] } {
  const known = Object.keys(DOCUMENT_SCHEMAS)
  const { type } = value
  if (type === undefined) return { findings: [{ path: [], at: 'value', message: `\`type\` is missing; it is one of ${known.join(', ')}, or a type of the wire together with \`plan\`` }] }
  if (typeof type !== 'string') return { findings: [{ path: ['type'], at: 'value', message: `\`type\` must be a string, got ${showValue(type)}` }] }
  if ('plan' in value) return { schema: rawDocumentSchema }
  if (type in DOCUMENT_SCHEMAS) return { schema: DOCUMENT_SCHEMAS[type as keyof typeof DOCUMENT_SCHEMAS] }
  const meant = WIRE_NAMES[type] ?? closestWord(type, known)
  const advice = meant === undefined ? `known types: ${known.join(', ')}; any other type of the wire needs its \`plan\`` : `did you mean \`${meant}\`?`
  return { findings: [{ path: ['type'], at: 'value', message: `unknown type \`${type}\`; ${advice}` }] }
}

/** A rule about several keys says nothing where a key is misspelt. */
function worthTelling(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const misspelt = new Set(issues.filter((issue) => issue.code === 'unrecognized_keys').map((issue) => issue.path.join('/')))
  return issues.filter((issue) => issue.code !== 'custom' || !misspelt.has(issue.path.join('/')))
}

function findingsOf(issue: z.core.$ZodIssue, root: unknown, schema: z.ZodMiniType): DocumentFinding[] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))
  const found = valueAt(root, path)
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path)
    return issue.keys.map((key) => ({ path: [...path, key], at: 'key', message: unknownKeyMessage(key, known, path.length === 0) }))
  }
  const key = keyName(path)
  if (found === undefined && issue.code === 'invalid_type') {
    return [{ path: path.slice(0, -1), at: 'value', message: `${key} is missing` }]
  }
  return [{ path, at: 'value', message: `${key} ${predicateOf(issue)}, got ${showValue(found)}` }]
}

function predicateOf(issue: z.core.$ZodIssue): string {
  if (issue.message !== 'Invalid input' && issue.message !== 'Invalid key in record') return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${withArticle(issue.expected)}`
    case 'invalid_value':
      return `must be ${orList(issue.values.map((value) => `\`${String(value)}\``))}`
    case 'too_small':
      return `must be at least ${String(issue.minimum)}`
    case 'too_big':
      return `must be at most ${String(issue.maximum)}`
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'is not a valid name'
    default:
      return 'is not valid'
  }
}

function unknownKeyMessage(key: string, known: readonly string[], isTopLevel: boolean): string {
  const meant = closestWord(key, known)
  if (meant !== undefined) return `unknown key \`${key}\`; did you mean \`${meant}\`?`
  const families = isTopLevel ? Object.entries(DOCUMENT_SCHEMAS).filter(([, schema]) => key in schema.def.shape) : []
  if (families.length > 0) return `\`${key}\` belongs to type ${orList(families.map(([type]) => `\`${type}\``))}`
  const stepKey = isTopLevel && known.includes('steps') ? closestWord(key, knownKeys(DOCUMENT_SCHEMAS['action-workflow'], ['steps', 0])) : undefined
  if (stepKey !== undefined) return `unknown key \`${key}\`; \`${stepKey}\` belongs to a step`
  return `unknown key \`${key}\`; known keys: ${known.join(', ')}`
}

/** The keys of the object schema at a path, looking through arrays, records, optionals and unions. */
function knownKeys(schema: z.ZodMiniType, path: readonly (string | number)[]): string[] {
  let at: readonly SchemaNode[] = unwrap(schema as unknown as SchemaNode)
  for (const key of path) {
    at = at.flatMap((node) => {
      const child = node.def.shape?.[key] ?? node.def.element ?? node.def.valueType
      return child === undefined ? [] : unwrap(child)
    })
  }
  return [...new Set(at.flatMap((node) => Object.keys(node.def.shape ?? {})))]
}

interface SchemaNode {
  def: {
    shape?: Record<string, SchemaNode>
    element?: SchemaNode
    valueType?: SchemaNode
    innerType?: SchemaNode
    options?: SchemaNode[]
  }
}

function unwrap(node: SchemaNode): SchemaNode[] {
  if (node.def.innerType) return unwrap(node.def.innerType)
  if (node.def.options) return node.def.options.flatMap(unwrap)
  return [node]
}

/** What the shape alone cannot say about steps: unique names, and conditions that name an earlier step. */
function stepFindings(document: ActionWorkflowDocument): DocumentFinding[] {
  const findings: DocumentFinding[] = []
  const earlier = new Set<string>()
  document.steps.forEach((step, index) => {
    const condition = step.if === undefined ? undefined : parseStepCondition(step.if)
    if (condition?.kind === 'output' && !earlier.has(condition.step)) {
      const meant = closestWord(condition.step, earlier)
      const advice = meant !== undefined ? `; did you mean \`${meant}\`?` : earlier.size > 0 ? `; earlier steps: ${[...earlier].join(', ')}` : '; it is the first step'
      findings.push({ path: ['steps', index, 'if'], at: 'value', message: `\`if\` names the step \`${condition.step}\`, which is not an earlier step${advice}` })
    }
    const name = stepName(step.name, index)
    if (earlier.has(name)) findings.push({ path: ['steps', index, ...(step.name === undefined ? [] : ['name'])], at: 'value', message: `the step name \`${name}\` is taken; names are unique in a job` })
    earlier.add(name)
  })
  return findings
}

/** A type that is not in the wire's list is allowed (a newer peer may know it) when its group is named. */
function rawFindings(document: RawDocument): DocumentFinding[] {
  if (isJobType(document.type) || document.group !== undefined) return []
  const meant = closestWord(document.type, JOB_TYPES)
  const advice = meant === undefined ? '' : `; did you mean \`${meant}\`?`
  return [{ path: ['type'], at: 'value', message: `\`${document.type}\` is not a job type of the wire (a type that it does not list needs its \`group\`)${advice}` }]
}

/** The name of a step: its own, or `step-<n>` counted from 1. */
export function stepName(name: string | undefined, index: number): string {
  return name ?? `step-${index + 1}`
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let value = root
  for (const key of path) value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined
  return value
}

function keyName(path: readonly (string | number)[]): string {
  const last = path.at(-1)
  if (last === undefined) return 'the document'
  if (typeof last === 'string') return `\`${last}\``
  const before = path.findLast((key) => typeof key === 'string')
  if (before === 'steps') return `step ${last + 1}`
  return `\`${before ?? ''}[${last}]\``
}

/** A value as a message shows it: "a number (42)". */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null (an empty value)'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  switch (typeof value) {
    case 'string':
      return `"${value.length > 60 ? `${value.slice(0, 57)}...` : value}"`
    case 'number':
      return `a number (${value})`
    case 'boolean':
      return `a boolean (${value})`
    default: {
      const keys = Object.keys(value)
      return keys.length === 0 ? 'an empty mapping' : `a mapping (${keys.slice(0, 4).join(', ')}${keys.length > 4 ? ', ...' : ''})`
    }
  }
}

function withArticle(expected: string): string {
  const words: Record<string, string> = { object: 'a mapping', record: 'a mapping', array: 'a list', int: 'a whole number', string: 'a string', number: 'a number', boolean: '`true` or `false`' }
  return words[expected] ?? expected
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
