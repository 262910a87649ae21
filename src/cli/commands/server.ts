import { once } from 'node:events'
import { resolve } from 'node:path'
import { removeContext, writeContext } from '../../client/context-file.ts'
import { RunnerError } from '../../lib/errors.ts'
import type { ProcessIo } from '../../lib/process-io.ts'
import type { RegisterCommand } from '../command.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { interruption } from '../interruption.ts'

interface Flags {
  listen: string
  state: string
  database?: string
  operatorListen?: string
  tlsCert?: string
  tlsKey?: string
  context: boolean
}

export const registerServer: RegisterCommand = (command, context) => {
  command
    .option('--listen <host:port>', 'address of the runner API and, unless --operator-listen is given, of the operator API', '127.0.0.1:8081')
    .option('--operator-listen <host:port>', 'address of the operator API alone')
    .option('--state <dir>', 'folder of the database, the blobs and the operator token', './runner-state')
    .option('--database <url>', 'postgres://... instead of SQLite in the state folder (else RUNNER_SERVER_DATABASE_URL)')
    .option('--tls-cert <file>', 'PEM certificate chain; serves https')
    .option('--tls-key <file>', 'PEM key of the certificate')
    .option('--no-context', 'do not write the context file that lets the CLI on this machine find this server')
    .addHelpText('after', '\nThe operator token is RUNNER_SERVER_OPERATOR_TOKEN, or is made once and kept in STATE/operator-token (0600).\n')
    .action(async (flags: Flags) => {
      context.exitCode = await serve(flags, context.io)
    })
}

async function serve(flags: Flags, io: ProcessIo): Promise<number> {
  if ((flags.tlsCert === undefined) !== (flags.tlsKey === undefined)) throw new RunnerError('RUNNER_USAGE', '--tls-cert and --tls-key belong together: give both or none')
  using interrupted = interruption(io)
  const { startControlPlane } = await import('../../control-plane/app.ts')
  const databaseUrl = flags.database ?? io.env.RUNNER_SERVER_DATABASE_URL
  await using controlPlane = await startControlPlane({
    stateDir: resolve(io.cwd, flags.state),
    listen: flags.listen,
    ...(flags.operatorListen === undefined ? {} : { operatorListen: flags.operatorListen }),
    ...(databaseUrl ? { databaseUrl } : {}),
    ...(io.env.RUNNER_SERVER_OPERATOR_TOKEN ? { operatorToken: io.env.RUNNER_SERVER_OPERATOR_TOKEN } : {}),
    ...(flags.tlsCert === undefined ? {} : { tls: { certFile: resolve(io.cwd, flags.tlsCert), keyFile: resolve(io.cwd, flags.tlsKey!) } }),
    log: { stream: io.stdout },
  })
  const found = { serverUrl: controlPlane.operatorUrl, operatorToken: controlPlane.operatorToken }
  if (flags.context) {
    const path = writeContext(io.env, found)
    io.stderr.write(`The CLI on this machine finds this control plane (${controlPlane.operatorUrl}) by ${path}\n`)
  }
  try {
    if (!interrupted.signal.aborted) await once(interrupted.signal, 'abort')
  } finally {
    if (flags.context) removeContext(io.env, found)
  }
  return EXIT_CODES.ok.code
}
