import { isRawDocument } from '../../protocol/operator/job-document.ts'
import type { JobDocument, RawDocument } from '../../protocol/operator/job-document.ts'
import { baseOf } from './compile-base.ts'
import { compileAction, compileRawAction } from './compile-action.ts'
import { compileTerraform } from './compile-terraform.ts'
import type { CompileContext, CompiledJob } from './compiled.ts'

/**
 * Turns a validated document, whose sources are archives or repositories, into
 * the job that it means. Pure: same document, context and ids, same result.
 * @throws RunnerError RUNNER_DOCUMENT_INVALID for a source that only the client could have resolved
 */
export function compileDocument(document: JobDocument, context: CompileContext): CompiledJob {
  if (isRawDocument(document)) return compileRaw(document, context)
  switch (document.type) {
    case 'action-workflow':
      return compileAction(document, context)
    case 'terraform':
      return compileTerraform(document, context)
    case 'shut-down':
      return { ...baseOf(document, 'shut-down'), metadata: { shutdown_type: document.kind ?? 'graceful' } }
    default:
      return baseOf(document, document.type)
  }
}

function compileRaw(document: RawDocument, context: CompileContext): CompiledJob {
  const base = baseOf(document, document.type)
  const compiled: CompiledJob = {
    ...base,
    group: document.group ?? base.group,
    operation: document.operation ?? base.operation,
    metadata: document.metadata ?? {},
    plan: document.plan,
  }
  return document.type === 'actions-workflow' ? compileRawAction(compiled, document.plan, context) : compiled
}
