import { writeFileSync } from 'node:fs'
import { jobDocumentJsonSchema } from '../src/protocol/operator/job-document-schema.ts'

/** Writes the published schema anew; a test compares the two. */
writeFileSync(new URL('../docs/job-document.schema.json', import.meta.url), `${JSON.stringify(jobDocumentJsonSchema(), null, 2)}\n`)
