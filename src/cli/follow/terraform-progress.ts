import type { LogLine } from '../../protocol/operator/logs.ts'

/** How far a terraform apply is, told by its structured log records. */
export interface TerraformProgress {
  /** A line for the live display; `undefined` before terraform says anything. */
  readonly text: string | undefined
  observe(line: LogLine): void
}

/**
 * Counts from the `terraform.type` attribute that the agent puts on records
 * made of terraform's JSON messages, and the counts of its change summary.
 */
export function createTerraformProgress(): TerraformProgress {
  let total: number | undefined
  let done = 0
  let running: string | undefined
  return {
    get text() {
      if (total === undefined && done === 0 && running === undefined) return undefined
      const counts = total === undefined ? `${done} resources done` : `${done} of ${total} resources`
      return running === undefined ? counts : `${counts}, ${running}`
    },
    observe({ attributes }) {
      const type = attributes['terraform.type']
      const resource = typeof attributes['terraform.resource'] === 'string' ? attributes['terraform.resource'] : undefined
      switch (type) {
        case 'planned_change':
          total = (total ?? 0) + 1
          break
        case 'apply_start':
          running = resource
          break
        case 'apply_complete':
        case 'apply_errored':
          done += 1
          running = undefined
          break
        default:
      }
    },
  }
}
