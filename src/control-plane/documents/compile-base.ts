import { parseDurationMs } from '../../lib/time.ts'
import { groupOfJobType } from '../../protocol/enums.ts'
import type { JobOperation } from '../../protocol/enums.ts'
import { defaultExecutionTimeoutMs } from '../../protocol/job-defaults.ts'
import type { JobDocument } from '../../protocol/operator/job-document.ts'
import type { CompiledJob } from './compiled.ts'

/** What all families share. */
export function baseOf(document: JobDocument, type: string): CompiledJob {
  return {
    name: document.name,
    labels: document.labels ?? {},
    type,
    group: groupOfJobType(type) ?? 'operations',
    operation: defaultOperation(type),
    metadata: {},
    executionTimeoutMs: durationMs(document.timeout) ?? defaultExecutionTimeoutMs(type),
    maxExecutions: 1 + retriesOf(document),
    plan: undefined,
    action: undefined,
    change: undefined,
  }
}

/** A validated duration of a document. */
export function durationMs(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDurationMs(text)
}

/** Numbers and booleans as text, as a shell would have them. */
export function textEnv(env: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(env ?? {}).map(([name, value]) => [name, String(value)]))
}

function retriesOf(document: JobDocument): number {
  return typeof document.on_error === 'object' ? document.on_error.retry : 0
}

function defaultOperation(type: string): JobOperation {
  if (groupOfJobType(type) === 'build') return 'build'
  const plans = ['terraform-deploy', 'helm-chart-deploy', 'kubernetes-manifest-deploy', 'pulumi-deploy', 'sandbox-terraform', 'sandbox-terraform-plan', 'sandbox-pulumi']
  return plans.includes(type) ? 'create-apply-plan' : 'exec'
}
