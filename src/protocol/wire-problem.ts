import type * as z from 'zod/mini'

/** What is wrong with one field of a document. No secrets: values of fields that may hold one are not repeated. */
export interface WireProblem {
  /** For example `steps[0].run_id`; '' for the document itself. */
  field: string
  found: string
  expected: string
}

const EXPECTED: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
}

const SECRET_FIELD = /token|password|passwd|secret|credential|private|auth|access_key|contents|display|env_vars|vars|kube_config|url/i

/** The parser's issues as problems for people. `value` is the document that was parsed. */
export function wireProblems(issues: readonly z.core.$ZodIssue[], value: unknown): WireProblem[] {
  return issues.map((issue) => {
    const field = formatPath(issue.path)
    return { field, found: describeFound(valueAt(value, issue.path), SECRET_FIELD.test(field)), expected: expectedBy(issue) }
  })
}

/** A value for an error message: short scalars as they are, everything else by its kind and size. */
export function describeFound(value: unknown, secret = false): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') {
    const keys = Object.keys(value)
    return keys.length === 0 ? 'an empty object' : `an object with ${keys.slice(0, 5).join(', ')}${keys.length > 5 ? ', …' : ''}`
  }
  if (typeof value === 'string') {
    if (value === '') return 'an empty string'
    return secret || value.length > 60 ? `a string of ${value.length} characters` : JSON.stringify(value)
  }
  return secret ? `a ${typeof value}` : String(value)
}

function expectedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return EXPECTED[issue.expected] ?? issue.expected
  if (issue.code === 'too_small' && issue.origin === 'string') return 'a non-empty string'
  return issue.message
}

function formatPath(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('').replace(/^\./, '')
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = (current as Record<PropertyKey, unknown>)[part]
  }
  return current
}
