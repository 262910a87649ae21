import type { ProcessIo } from '../../lib/process-io.ts'

export type LocalKind = 'install' | 'build' | 'org'

export interface RunLocalOptions {
  io: ProcessIo
  /** @default every job group */
  kind: 'install' | 'build' | undefined
  /** None: stay up until Ctrl-C. */
  files: readonly string[]
  /** @default a temporary folder */
  stateDir: string | undefined
  watches: boolean
  autoApprove: boolean
  keeps: boolean
  showDebug: boolean
}
