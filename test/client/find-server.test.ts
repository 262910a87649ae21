import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contextPath, readContext, removeContext, writeContext } from '../../src/client/context-file.ts'
import { findServer } from '../../src/client/find-server.ts'
import { tempDir } from '../helpers/temp-dir.ts'

const context = { serverUrl: 'http://context:1', operatorToken: 'from-context' }

test('flags win over the environment, the environment over the context', () => {
  using dir = tempDir()
  const env = { XDG_CONFIG_HOME: dir.path }
  writeContext(env, context)
  const both = { ...env, RUNNER_SERVER_URL: 'http://env:1', RUNNER_OPERATOR_TOKEN: 'from-env' }

  expect(findServer({}, env)).toMatchObject({ baseUrl: 'http://context:1', token: 'from-context', tokenSource: contextPath(env) })
  expect(findServer({}, both)).toMatchObject({ baseUrl: 'http://env:1', token: 'from-env' })
  expect(findServer({ server: 'http://flag:1/', token: 'from-flag' }, both)).toMatchObject({ baseUrl: 'http://flag:1', token: 'from-flag' })
})

test("the context's token is never sent to another server", () => {
  using dir = tempDir()
  const env = { XDG_CONFIG_HOME: dir.path }
  writeContext(env, context)

  expect(() => findServer({ server: 'http://elsewhere:1' }, env)).toThrow(/no operator token for http:\/\/elsewhere:1/)
  expect(findServer({ server: 'http://context:1/' }, env).token).toBe('from-context')
})

test('the token can come from a file', () => {
  using dir = tempDir()
  writeFileSync(join(dir.path, 'token'), 'secret\n')

  expect(findServer({ server: 'http://x', tokenFile: join(dir.path, 'token') }, {}).token).toBe('secret')
  expect(() => findServer({ server: 'http://x', tokenFile: join(dir.path, 'none') }, {})).toThrow(/--token-file: cannot read/)
})

test('the context file is readable by its owner alone, and goes away only with its server', () => {
  using dir = tempDir()
  const env = { XDG_CONFIG_HOME: dir.path }
  const path = writeContext(env, context)

  expect(statSync(path).mode & 0o777).toBe(0o600)
  removeContext(env, { ...context, operatorToken: 'another server' })
  expect(readContext(env)).toEqual(context)
  removeContext(env, context)
  expect(readContext(env)).toBeUndefined()
})

test('a broken context file is told with what to do', () => {
  using dir = tempDir()
  const env = { RUNNER_CONTEXT_FILE: join(dir.path, 'c.json') }
  writeFileSync(env.RUNNER_CONTEXT_FILE, '{')

  expect(() => findServer({}, env)).toThrow(/c\.json is not valid/)
})
