import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/agent/config/load.ts'
import { ConfigError } from '../../src/lib/errors.ts'
import { tempDir } from '../helpers/temp-dir.ts'

const MINIMAL = { RUNNER_ID: 'run00000000000000000000001', RUNNER_API_TOKEN: 'tok00000000000000000000001', HOME: '/nonexistent' }

async function problemsOf(sources: Parameters<typeof loadConfig>[0]): Promise<readonly string[]> {
  const error = await loadConfig(sources).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ConfigError)
  return (error as ConfigError).problems
}

describe('the agent configuration', () => {
  test('needs an id and a token, and has the defaults of the Go runner for the rest', async () => {
    const config = await loadConfig({ env: MINIMAL, cwd: '/' })

    expect(config).toMatchObject({
      apiUrl: 'https://api.nuon.co',
      runnerId: MINIMAL.RUNNER_ID,
      apiToken: MINIMAL.RUNNER_API_TOKEN,
      gitRef: 'dev',
      logLevel: 'info',
      bundleDir: '/bundle',
      registryDir: '/tmp/runner-registry',
      registryPort: 5001,
      isNuonctl: false,
      sandboxJobDurationMs: 5000,
      sandboxFaultsEnabled: false,
    })
    expect(config.hostIp).toBeUndefined()
  })

  test('reports every problem at once, naming the variable, what was found and what to do', async () => {
    const problems = await problemsOf({ env: { RUNNER_API_URL: 'localhost:8081', REGISTRY_PORT: 'five', SANDBOX_JOB_DURATION: '5', HOME: '/nonexistent' }, cwd: '/' })

    expect(problems).toHaveLength(5)
    expect(problems.join('\n')).toMatch(/RUNNER_API_URL must be an absolute http\(s\) URL, got "localhost:8081" \(string\)\. Try http:\/\/localhost:8081/)
    expect(problems.join('\n')).toMatch(/REGISTRY_PORT must be a whole number from 0 to 65535, got "five"/)
    expect(problems.join('\n')).toMatch(/SANDBOX_JOB_DURATION must be a duration/)
    expect(problems.join('\n')).toMatch(/RUNNER_ID is required/)
    expect(problems.join('\n')).toMatch(/RUNNER_API_TOKEN is required/)
  })

  test('takes flags before the environment, the environment before the file, the file before the defaults', async () => {
    using dir = tempDir()
    const file = join(dir.path, 'config.yaml')
    writeFileSync(file, 'runner_max_jobs: 7\nrunner_grace: 3s\nrunner_poll_interval: 9s\n')
    const config = await loadConfig({
      env: { ...MINIMAL, RUNNER_GRACE: '4s', RUNNER_POLL_INTERVAL: '8s' },
      flags: { 'runner-poll-interval': '7s' },
      configFile: file,
      cwd: dir.path,
    })

    expect(config).toMatchObject({ maxJobs: 7, graceMs: 4000, pollIntervalMs: 7000 })
  })

  test('names the file and the key that it does not know', async () => {
    using dir = tempDir()
    const file = join(dir.path, 'config.json')
    writeFileSync(file, '{"runner_max_job": 3}')

    expect(await problemsOf({ env: MINIMAL, configFile: file, cwd: dir.path })).toEqual([`${file}: unknown key "runner_max_job"`])
  })

  test('says what is wrong with a file that cannot be read', async () => {
    const [problem] = await problemsOf({ env: MINIMAL, configFile: '/nonexistent/config.yaml', cwd: '/' })

    expect(problem).toMatch(/configuration file \/nonexistent\/config\.yaml: ENOENT/)
  })

  test('keeps the path prefix of the API URL and drops its trailing slash', async () => {
    const config = await loadConfig({ env: { ...MINIMAL, RUNNER_API_URL: 'http://localhost:8081/api/runners/' }, cwd: '/' })

    expect(config.apiUrl).toBe('http://localhost:8081/api/runners')
  })

  test('reads the token from a file, also in the form that existing VMs have', async () => {
    using dir = tempDir()
    const file = join(dir.path, 'token')
    writeFileSync(file, 'RUNNER_API_TOKEN=tok_from_file\n')
    const { RUNNER_API_TOKEN: _, ...rest } = MINIMAL

    expect((await loadConfig({ env: { ...rest, RUNNER_API_TOKEN_FILE: file }, cwd: '/' })).apiToken).toBe('tok_from_file')
  })

  test('never shows a token in a problem', async () => {
    const [problem] = await problemsOf({ env: { ...MINIMAL, RUNNER_API_TOKEN: 'tok with spaces' }, cwd: '/' })

    expect(problem).toMatch(/RUNNER_API_TOKEN holds no usable token/)
    expect(problem).not.toContain('with spaces')
  })

  test('refuses a grace that does not fit into the stop timeout, naming both', async () => {
    const [problem] = await problemsOf({ env: { ...MINIMAL, RUNNER_GRACE: '2m', RUNNER_STOP_TIMEOUT: '90s' }, cwd: '/' })

    expect(problem).toMatch(/RUNNER_GRACE .* must be shorter than RUNNER_STOP_TIMEOUT/)
  })
})
