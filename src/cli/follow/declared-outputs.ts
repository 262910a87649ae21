import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { ActionWorkflowDocument } from '../../protocol/operator/job-document.ts'
import type { Painter } from '../output/painter.ts'
import { outputText } from '../output/render-job.ts'

export type DeclaredOutput = NonNullable<ActionWorkflowDocument['outputs']>[number]

export interface DeclaredOutputsOptions {
  painter: Painter
  out: (text: string) => void
  /** The document: destinations are relative to its folder. */
  file: string | undefined
  cwd: string
}

/** Shows the outputs that a document names, in its order, and writes those with a destination. A missing one is told. */
export async function showDeclaredOutputs(outputs: Readonly<Record<string, unknown>>, declared: readonly DeclaredOutput[], options: DeclaredOutputsOptions): Promise<void> {
  const { painter, out } = options
  out(`${painter.bold('outputs')}\n`)
  for (const { name, format, destination } of declared) {
    if (!Object.hasOwn(outputs, name)) {
      out(`  ${name} ${painter.yellow('is missing: the job did not set it')}\n`)
      continue
    }
    const value = terraformValue(outputs[name])
    if (destination === undefined) {
      out(`  ${name} ${painter.dim('=')} ${format === 'json' ? JSON.stringify(value) : outputText(outputs[name])}\n`)
      continue
    }
    const path = resolve(options.file === undefined || options.file === '-' ? options.cwd : dirname(resolve(options.cwd, options.file)), destination)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, format === 'json' || typeof value !== 'string' ? `${JSON.stringify(value, null, 2)}\n` : value)
    out(`  ${name} ${painter.dim('→')} ${path}\n`)
  }
}

/** Terraform's outputs are `{value, type, sensitive}`. */
function terraformValue(output: unknown): unknown {
  return typeof output === 'object' && output !== null && 'value' in output && 'sensitive' in output ? output.value : output
}
