import { createHttp } from '../../src/lib/http.ts'
import { createRunnerApi } from '../../src/agent/control-plane/runner-api.ts'
import { createTransport } from '../../src/agent/control-plane/transport.ts'

/** The agent's client towards a server of a test. */
export function apiFor(url: string, options: { token?: string; runnerId?: string } = {}) {
  const transport = createTransport({ http: createHttp(), baseUrl: url, token: () => options.token ?? 'tok00000000000000000000001', version: 'test', extensions: '' })
  return createRunnerApi(transport, options.runnerId ?? 'run00000000000000000000001')
}
