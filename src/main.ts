import { runCli } from './cli/main.ts'
import type { ProcessIo } from './lib/process-io.ts'

/** The edge of the program: the only place that reads the process's arguments and environment, and that exits. */
const io: ProcessIo = {
  env: process.env,
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  onSignal(killSignals, handler) {
    for (const killSignal of killSignals) process.on(killSignal, handler)
    return () => {
      for (const killSignal of killSignals) process.off(killSignal, handler)
    }
  },
  self: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
}

/** 128 + SIGPIPE: what the reader of a closed pipe leaves of us. */
const BROKEN_PIPE_EXIT_CODE = 141

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(BROKEN_PIPE_EXIT_CODE)
  })
}

void runCli(process.argv.slice(2), io).then((exitCode) => process.exit(exitCode))
