import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { jobDocumentJsonSchema } from '../../../src/protocol/operator/job-document-schema.ts'

test('the published JSON Schema is current; else: node scripts/write-job-document-schema.ts', () => {
  const published: unknown = JSON.parse(readFileSync(new URL('../../../docs/job-document.schema.json', import.meta.url), 'utf8'))

  expect(published).toEqual(JSON.parse(JSON.stringify(jobDocumentJsonSchema())))
})
