import type { Command } from 'commander'
import type { ServerFlags } from '../../client/find-server.ts'
import { prepareDocument } from '../../client/prepare-document.ts'
import { RunnerError } from '../../lib/errors.ts'
import type { CommandContext } from '../command.ts'
import { clientOf, withOutputOption, withServerOptions } from '../client-options.ts'
import type { OutputFlags } from '../client-options.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { loadDocuments, shortPath } from '../load-documents.ts'
import { createPainter } from '../output/painter.ts'
import { print } from '../output/print.ts'
import { followInForeground } from './job-follow.ts'

interface SubmitFlags extends ServerFlags, OutputFlags {
  file: string[]
  runner?: string
  follow?: boolean
  autoApprove?: boolean
  debugLines?: boolean
  check?: boolean
}

/** `job submit -f FILE...`: all documents are checked before the first is sent. */
export function registerSubmit(command: Command, context: CommandContext): void {
  withOutputOption(withServerOptions(command))
    .requiredOption('-f, --file <files...>', 'job documents (YAML or JSON), folders of them, or - for standard input')
    .option('--runner <name-or-id>', 'runner for documents that name none')
    .option('--follow', 'follow each to its end before the next is sent; stops at the first that does not finish, with its exit code')
    .option('--auto-approve', 'apply terraform plans without asking')
    .option('--debug-lines', 'with --follow: also records of severity debug')
    .option('--check', 'only check the documents')
    .action(async (flags: SubmitFlags) => {
      context.exitCode = await submit(flags, context)
    })
}

async function submit(flags: SubmitFlags, { io }: CommandContext): Promise<number> {
  if (flags.follow && flags.output !== 'table') throw new RunnerError('RUNNER_USAGE', `--follow prints text; leave --output ${flags.output} out, or ask afterwards: runner job get ID -o ${flags.output}`)
  const documents = await loadDocuments(flags.file, io)
  if (flags.check) {
    io.stdout.write(`${documents.length} ${documents.length === 1 ? 'document is' : 'documents are'} valid\n`)
    return EXIT_CODES.ok.code
  }
  const client = await clientOf(flags, io)
  const painter = createPainter(io.stdout, io.env)
  const submitted: { id: string; name?: string | undefined; type: string; file: string }[] = []
  for (const { document, file } of documents) {
    const prepared = await prepareDocument(document, { client, file })
    const { jobs } = await client.submitJob(prepared, { runner: flags.runner, autoApprove: flags.autoApprove, file: shortPath(file, io.cwd) })
    submitted.push(...jobs.map((job) => ({ ...job, file })))
    if (!flags.follow) continue
    for (const job of jobs) {
      io.stdout.write(`${painter.bold(job.name ?? job.type)} ${painter.dim(job.id)}\n`)
      const exitCode = await followInForeground(client, job.id, io, { showDebug: flags.debugLines ?? false, outputs: document.outputs, file })
      if (exitCode !== EXIT_CODES.ok.code) return exitCode
    }
  }
  if (!flags.follow) {
    await print(io, flags.output, { items: submitted }, () => submitted.map((job) => `${job.id}  ${job.name ?? job.type}\n`).join(''))
  }
  return EXIT_CODES.ok.code
}
