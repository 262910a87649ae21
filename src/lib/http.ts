import { readFileSync } from 'node:fs'
import * as http from 'node:http'
import { createRequire } from 'node:module'
import { isIP } from 'node:net'
import axios, { AxiosError, AxiosHeaders } from 'axios'
import type { AxiosAdapter, AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios'
import { ConfigError } from './errors.ts'

export interface HttpOptions {
  /** Prefix of relative URLs; its path is kept. */
  baseURL?: string
  headers?: Record<string, string>
  /** From the first byte sent to the last byte received. @default 60_000 */
  timeoutMs?: number
  /** PEM file with certificate authorities that are trusted beside the built-in ones. */
  caFile?: string
  /** `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY` in either case. */
  proxyEnv?: Readonly<Record<string, string | undefined>>
  /** Connections kept open per host when idle. @default 16 */
  maxIdleConnections?: number
}

/**
 * The one place that makes HTTP clients: an axios instance on a small
 * node:http adapter (design: a third of the latency of axios's own), with
 * keep-alive, proxies from an explicit environment, and an extra CA.
 *
 * Bodies are sent as they are (string or Buffer). Responses arrive as text
 * unless `responseType` is `arraybuffer` (Buffer) or `stream` (IncomingMessage).
 * Every status resolves; only transport failures reject, with an AxiosError.
 *
 * @throws ConfigError when the CA file cannot be read
 */
export function createHttp(options: HttpOptions = {}): AxiosInstance {
  const agents = createAgents(options)
  return axios.create({
    ...(options.baseURL === undefined ? {} : { baseURL: options.baseURL }),
    headers: { common: {}, ...options.headers } as never,
    timeout: options.timeoutMs ?? 60_000,
    adapter: nodeAdapter(agents),
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
  })
}

interface Agents {
  of(url: URL): { request: typeof http.request; agent: http.Agent }
}

function createAgents(options: HttpOptions): Agents {
  const proxyEnv = normaliseProxyEnv(options.proxyEnv ?? {})
  const common = {
    keepAlive: true,
    maxFreeSockets: options.maxIdleConnections ?? 16,
    ...(proxyEnv ? { proxyEnv } : {}),
  }
  const caText = options.caFile === undefined ? undefined : readCa(options.caFile)
  const plain = new http.Agent(common)
  let secure: { request: typeof http.request; agent: http.Agent } | undefined
  return {
    of(url) {
      if (url.protocol === 'http:') return { request: http.request, agent: plain }
      secure ??= createSecure(common, caText)
      return secure
    },
  }
}

/** node:https and node:tls cost 20 ms of start: loaded for the first https URL only. */
function createSecure(common: http.AgentOptions, caText: string | undefined) {
  const require = createRequire(import.meta.url)
  const https = require('node:https') as typeof import('node:https')
  const tls = require('node:tls') as typeof import('node:tls')
  const ca = caText === undefined ? {} : { ca: [...tls.getCACertificates('default'), caText] }
  return { request: https.request as typeof http.request, agent: new https.Agent({ ...common, ...ca }) }
}

function readCa(caFile: string): string {
  let text: string
  try {
    text = readFileSync(caFile, 'utf8')
  } catch (error) {
    throw new ConfigError([`RUNNER_CA_FILE: cannot read "${caFile}": ${(error as Error).message}`], { cause: error })
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new ConfigError([`RUNNER_CA_FILE: "${caFile}" holds no PEM certificate (no "BEGIN CERTIFICATE" line)`])
  }
  return text
}

function normaliseProxyEnv(env: Readonly<Record<string, string | undefined>>): Record<string, string> | undefined {
  const out: Record<string, string> = {}
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
    const value = env[name.toLowerCase()] ?? env[name]
    if (value !== undefined && value !== '') out[name] = value
  }
  if (out.HTTP_PROXY === undefined && out.HTTPS_PROXY === undefined) return undefined
  return out
}

function nodeAdapter(agents: Agents): AxiosAdapter {
  return (config) =>
    new Promise<AxiosResponse>((resolve, reject) => {
      const url = new URL(axios.getUri(config))
      const { request, agent } = agents.of(url)
      const body = bodyOf(config)
      const headers: Record<string, string | number> = {}
      for (const [name, value] of Object.entries(AxiosHeaders.from(config.headers as never).toJSON())) {
        if (value !== null && value !== undefined) headers[name] = String(value)
      }
      if (body !== undefined && !isStream(body)) headers['content-length'] = Buffer.byteLength(body)

      const outgoing = request({
        agent,
        protocol: url.protocol,
        host: stripBrackets(url.hostname),
        port: url.port,
        path: url.pathname + url.search,
        method: (config.method ?? 'get').toUpperCase(),
        headers,
      })
      const fail = (error: unknown) => {
        cleanup()
        const cause = error as NodeJS.ErrnoException
        reject(new AxiosError(cause.message, cause.code, config, outgoing, undefined, cause))
      }
      const timer = setTimeout(() => {
        outgoing.destroy(Object.assign(new Error(`no complete answer within ${config.timeout} ms`), { code: 'ETIMEDOUT' }))
      }, config.timeout ?? 60_000)
      const onAbort = () => outgoing.destroy(Object.assign(new Error('the request was aborted'), { code: 'ERR_CANCELED' }))
      const signal = config.signal as AbortSignal | undefined
      const cleanup = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
      }
      if (signal?.aborted) onAbort()
      else signal?.addEventListener('abort', onAbort, { once: true })

      outgoing.on('error', fail)
      outgoing.on('response', (incoming) => {
        const settle = (data: unknown) =>
          resolve({
            data,
            status: incoming.statusCode ?? 0,
            statusText: incoming.statusMessage ?? '',
            headers: incoming.headers as never,
            config,
            request: outgoing,
          })
        if (config.responseType === 'stream') {
          clearTimeout(timer)
          incoming.once('close', cleanup)
          settle(incoming)
          return
        }
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', fail)
        incoming.on('aborted', () => fail(Object.assign(new Error('the connection closed in the middle of the answer'), { code: 'ECONNRESET' })))
        incoming.on('end', () => {
          cleanup()
          const bytes = Buffer.concat(chunks)
          settle(config.responseType === 'arraybuffer' ? bytes : bytes.toString('utf8'))
        })
      })
      if (isStream(body)) body.pipe(outgoing)
      else outgoing.end(body)
    })
}

function bodyOf(config: InternalAxiosRequestConfig): string | Buffer | NodeJS.ReadableStream | undefined {
  const data: unknown = config.data
  if (data === undefined || data === null) return undefined
  if (typeof data === 'string' || isStream(data)) return data
  if (Buffer.isBuffer(data)) return data
  if (data instanceof Uint8Array) return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  throw new TypeError(`an HTTP body is a string, bytes or a stream, got ${typeof data}`)
}

function isStream(value: unknown): value is NodeJS.ReadableStream {
  return typeof value === 'object' && value !== null && 'pipe' in value && typeof value.pipe === 'function'
}

function stripBrackets(hostname: string): string {
  return hostname.startsWith('[') && isIP(hostname.slice(1, -1)) === 6 ? hostname.slice(1, -1) : hostname
}
