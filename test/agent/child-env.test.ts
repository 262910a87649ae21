import { expect, test } from 'vitest'
import { childEnvironment } from '../../src/agent/child-env.ts'

test('a child gets the allow-list and what RUNNER_CHILD_ENV names, and nothing else', () => {
  const env = childEnvironment({
    env: { PATH: '/bin', HOME: '/root', LC_ALL: 'C', AWS_REGION: 'us-west-2', ARM_USE_MSI: 'true', https_proxy: 'http://p', MY_ONE: '1', MY_TWO: '2', OTHER: '3', EDITOR: 'vi' },
    extra: ['MY_*', 'OTHER'],
  })

  expect(env).toEqual({ PATH: '/bin', HOME: '/root', LC_ALL: 'C', AWS_REGION: 'us-west-2', ARM_USE_MSI: 'true', https_proxy: 'http://p', MY_ONE: '1', MY_TWO: '2', OTHER: '3' })
})

test("the agent's token reaches no child, whatever RUNNER_CHILD_ENV says", () => {
  const env = childEnvironment({ env: { RUNNER_API_TOKEN: 'tok', RUNNER_API_TOKEN_FD: '3', RUNNER_OPERATOR_TOKEN: 'op', RUNNER_ID: 'run' }, extra: ['RUNNER_*'] })

  expect(Object.keys(env).sort()).toEqual(['PATH', 'RUNNER_ID'])
})

test('the extra CA is told to the tools that have none of their own', () => {
  const env = childEnvironment({ env: { PATH: '/bin', SSL_CERT_FILE: '/mine.pem' }, extra: [], caFile: '/state/ca-bundle.pem' })

  expect(env).toMatchObject({ SSL_CERT_FILE: '/mine.pem', GIT_SSL_CAINFO: '/state/ca-bundle.pem', NODE_EXTRA_CA_CERTS: '/state/ca-bundle.pem' })
})
