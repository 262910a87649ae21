import * as z from 'zod/mini'
import { jobDocumentSchema } from './job-document.ts'

/**
 * The JSON Schema of job documents, for editors and other programs. Published
 * as docs/job-document.schema.json and served at /schemas/job-document.json.
 * It says what shapes can say; names of steps and the like are checked beside it.
 */
export function jobDocumentJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(jobDocumentSchema, { io: 'input' })
  return { $schema, title: 'Job document of runner', ...schema }
}
