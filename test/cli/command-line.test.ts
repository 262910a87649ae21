import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/command-table.ts'
import { errorExitCodes, EXIT_CODES, exitCodeOfStatus, worstExitCode } from '../../src/cli/exit-codes.ts'
import { TERMINAL_JOB_STATUSES } from '../../src/protocol/enums.ts'
import { cli } from '../helpers/cli-io.ts'
import { tempDir } from '../helpers/temp-dir.ts'

describe('help', () => {
  test('names every command and every exit code', async () => {
    const { exitCode, stdout } = await cli(['--help'])

    expect(exitCode).toBe(0)
    for (const { name } of COMMANDS) expect(stdout).toContain(`  ${name}`)
    for (const { code, meaning } of Object.values(EXIT_CODES)) expect(stdout).toContain(`${String(code).padStart(3)}  ${meaning}`)
  })

  test('is what an empty command line gives', async () => {
    expect((await cli([])).stdout).toBe((await cli(['--help'])).stdout)
  })

  test.each(COMMANDS.map(({ name }) => name))('%s explains itself', async (name) => {
    const { exitCode, stdout } = await cli([name, '--help'])

    expect(exitCode).toBe(0)
    expect(stdout).toContain(`Usage: runner ${name}`)
  })

  test('help COMMAND is the help of the command', async () => {
    expect((await cli(['help', 'server'])).stdout).toContain('--listen')
  })

  test('the agent commands list every configuration key as a flag', async () => {
    const { stdout } = await cli(['run', '--help'])

    expect(stdout).toContain('--runner-api-url <value>')
    expect(stdout).toContain('RUNNER_STATE_DIR')
  })
})

describe('exit codes', () => {
  test('every error code has its row in the table', () => {
    const table = new Set(Object.values(EXIT_CODES).map(({ code }) => code))
    expect([...errorExitCodes()].filter((code) => !table.has(code as never))).toEqual([])
  })

  test('every terminal status has a code of its own, and only finished is 0', () => {
    const codes = TERMINAL_JOB_STATUSES.map(exitCodeOfStatus)
    expect(new Set(codes).size).toBe(TERMINAL_JOB_STATUSES.length)
    expect(TERMINAL_JOB_STATUSES.filter((status) => exitCodeOfStatus(status) === 0)).toEqual(['finished'])
    expect(codes).not.toContain(1)
  })

  test('the worst of several is the one that says most', () => {
    expect(worstExitCode([])).toBe(0)
    expect(worstExitCode([0, 21, 0])).toBe(21)
    expect(worstExitCode([21, 20, 25])).toBe(20)
    expect(worstExitCode([20, 69])).toBe(69)
  })
})

describe('mistakes', () => {
  test('an unknown command is told with the one that was meant', async () => {
    expect(await cli(['rnu-local'])).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('Did you mean `runner run-local`?') })
  })

  test('an unknown sub-command is told with the one that was meant', async () => {
    expect(await cli(['job', 'sumbit'])).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('submit') })
  })

  test('an unknown flag of the agent is told with the one that was meant', async () => {
    expect(await cli(['run', '--runner-api-ulr', 'x'])).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('did you mean --runner-api-url?') })
  })

  test('without a control plane the message says where it was looked for', async () => {
    const { exitCode, stderr } = await cli(['job', 'list'])

    expect(exitCode).toBe(78)
    expect(stderr).toContain('RUNNER_SERVER_URL')
    expect(stderr).toContain('context.json')
  })

  test('a URL without a scheme is told with the one that was meant', async () => {
    const { exitCode, stderr } = await cli(['job', 'list', '--server', 'localhost:8081', '--token', 'x'])

    expect(exitCode).toBe(78)
    expect(stderr).toContain('Try http://localhost:8081')
  })

  test('a control plane that is not there is told with what to do', async () => {
    const { exitCode, stderr } = await cli(['job', 'list', '--server', 'http://127.0.0.1:1', '--token', 'x'])

    expect(exitCode).toBe(69)
    expect(stderr).toContain('no control plane answers at http://127.0.0.1:1: connection refused')
    expect(stderr).toContain('runner server')
  })

  test('a bad document is told with its lines before anything is asked of a server', async () => {
    using dir = tempDir()
    writeFileSync(join(dir.path, 'job.yaml'), 'type: action-workflow\nsteps:\n  - command: 42\n')

    expect(await cli(['job', 'submit', '-f', 'job.yaml'], { cwd: dir.path })).toMatchObject({
      exitCode: 65,
      stderr: 'error: job.yaml:3:14: `command` must be a string, got a number (42)\n',
    })
  })

  test('a missing file is told', async () => {
    expect(await cli(['job', 'submit', '-f', 'nowhere.yaml'])).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('cannot read nowhere.yaml: there is no such file') })
  })

  test('an error has no stack unless asked for', async () => {
    expect((await cli(['rnu'])).stderr).not.toContain('    at ')
    expect((await cli(['rnu', '--debug'])).stderr).toContain('    at ')
  })
})

describe('output', () => {
  test('documents can be checked without a server, also from standard input', async () => {
    expect(await cli(['job', 'submit', '--check', '-f', '-'], { stdin: 'type: noop\n---\ntype: health-check\n' })).toEqual({ exitCode: 0, stdout: '2 documents are valid\n', stderr: '' })
  })

  test('the example documents are valid', async () => {
    expect(await cli(['job', 'submit', '--check', '-f', 'examples/quickstart'])).toMatchObject({ exitCode: 0, stderr: '' })
  })

  test('version speaks table, JSON and YAML', async () => {
    expect((await cli(['version'])).stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/)
    expect(JSON.parse((await cli(['version', '-o', 'json'])).stdout)).toMatchObject({ version: expect.any(String) })
    expect((await cli(['version', '-o', 'yaml'])).stdout).toMatch(/^version: /)
  })

  test('colours come on a terminal only, and never with NO_COLOR', async () => {
    expect((await cli(['--help'], { isTTY: true })).stdout).toContain('\x1b[')
    expect((await cli(['--help'], { isTTY: true, env: { NO_COLOR: '1' } })).stdout).not.toContain('\x1b[')
    expect((await cli(['--help'])).stdout).not.toContain('\x1b[')
  })
})

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish'] as const)('the %s script parses', async (shell) => {
    using dir = tempDir()
    const { exitCode, stdout } = await cli(['completion', shell])
    const file = join(dir.path, 'completion')
    writeFileSync(file, stdout)

    expect(exitCode).toBe(0)
    expect(stdout).toContain('break-lock')
    if (isInstalled(shell)) execFileSync(shell, ['-n', file])
  })

  test.runIf(isInstalled('bash'))('bash completes commands, options and their values', async () => {
    using dir = tempDir()
    const file = join(dir.path, 'completion')
    writeFileSync(file, (await cli(['completion', 'bash'])).stdout)
    const complete = (...words: string[]) =>
      execFileSync('bash', ['-c', '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _runner; echo "${COMPREPLY[*]}"', file, ...words], { encoding: 'utf8' }).trim().split(' ')

    expect(complete('runner', 'ser')).toEqual(['server'])
    expect(complete('runner', 'job', 'app')).toEqual(['approve'])
    expect(complete('runner', 'job', 'list', '--sta')).toEqual(['--status'])
    expect(complete('runner', 'jobs', 'list', '-o', '')).toEqual(['table', 'json', 'yaml'])
    expect(complete('runner', 'run', '--runner-api-t')).toEqual(['--runner-api-token', '--runner-api-token-file'])
  })
})

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['-c', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
