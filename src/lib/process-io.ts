/** Where text goes. `isTTY` decides on colours and live lines, `columns` is the width of the terminal. */
export type TextOutput = NodeJS.WritableStream & { isTTY?: boolean; columns?: number }

/**
 * What the process hands to its commands: nothing below main.ts reads
 * `process.env`, installs signal handlers or exits by itself.
 */
export interface ProcessIo {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute. Where relative paths start. */
  readonly cwd: string
  readonly stdout: TextOutput
  readonly stderr: TextOutput
  readonly stdin: NodeJS.ReadableStream & { isTTY?: boolean }
  /** Takes signals over from their default action until the returned function is called. */
  onSignal(killSignals: readonly NodeJS.Signals[], handler: (killSignal: NodeJS.Signals) => void): () => void
  /** Program and first arguments that start this very program again. */
  readonly self: readonly [string, ...string[]]
}
