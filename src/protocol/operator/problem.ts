import * as z from 'zod/mini'

/** The media type of every error answer of the operator API (RFC 9457). */
export const PROBLEM_CONTENT_TYPE = 'application/problem+json'

/** One place in a job document, 1-based. `path` is a JSON pointer; `file` the name that the client gave. */
export const documentProblemSchema = z.object({
  file: z.optional(z.string()),
  line: z.optional(z.int()),
  column: z.optional(z.int()),
  path: z.string(),
  message: z.string(),
})
export type DocumentProblem = z.infer<typeof documentProblemSchema>

/**
 * An error answer. `title` is the same for all errors of one `code`, `detail`
 * says what failed on what and why, `hint` what to do. `code` comes from the
 * closed table of src/lib/errors.ts where one fits.
 */
export const problemSchema = z.object({
  /** `about:blank`, or a URI reference into the documentation of the error. */
  type: z._default(z.string(), 'about:blank'),
  title: z.string(),
  status: z.int(),
  detail: z.optional(z.string()),
  hint: z.optional(z.string()),
  instance: z.optional(z.string()),
  code: z.optional(z.string()),
  /** Every problem of a refused job document or request body. */
  problems: z.optional(z.array(documentProblemSchema)),
})
export type Problem = z.infer<typeof problemSchema>
