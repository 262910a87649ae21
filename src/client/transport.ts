import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import type * as z from 'zod/mini'
import { ApiError } from '../lib/errors.ts'
import { createHttp } from '../lib/http.ts'
import { retry } from '../lib/retry.ts'
import { OPERATOR_API_PREFIX } from '../protocol/operator/routes.ts'
import type { OperatorRoute } from '../protocol/operator/routes.ts'
import { apiErrorOf, transportErrorOf } from './api-error.ts'

export interface OperatorClientOptions {
  /** Of the control plane; a path prefix is kept. */
  baseUrl: string
  token: string
  /** Where the token came from, for messages: "RUNNER_OPERATOR_TOKEN". */
  tokenSource?: string
  caFile?: string
  /** For `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`. */
  env?: Readonly<Record<string, string | undefined>>
  /** Ends every call. */
  signal?: AbortSignal
}

export interface CallOptions {
  params?: Record<string, string>
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  /** Bytes or text instead of `body`, with their media type. */
  raw?: { contentType: string; data: string | Uint8Array }
  signal?: AbortSignal
  headers?: Record<string, string>
}

/**
 * One call of the operator API by its route. GET is repeated on transport
 * failures and 429/502/503/504; so is POST, under one Idempotency-Key.
 * @throws ApiError with what to do in `metadata.hint`; DocumentError for a refused document
 */
export interface OperatorTransport {
  readonly baseUrl: string
  json<Route extends OperatorRoute>(route: Route, options?: CallOptions): Promise<AnswerOf<Route>>
  bytes(route: OperatorRoute, options?: CallOptions): Promise<Buffer>
  /** The status alone; 404 is an answer, other failures throw. */
  exists(route: OperatorRoute, options?: CallOptions): Promise<boolean>
  /** An open answer; the caller ends it through the signal. Not repeated. */
  stream(route: OperatorRoute, options: CallOptions & { signal: AbortSignal }): Promise<Readable>
}

export type AnswerOf<Route extends OperatorRoute> = Route['response'] extends z.ZodMiniType ? z.infer<Route['response']> : undefined

const MAX_ATTEMPTS = 4
const RETRIED_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504])

export function createOperatorTransport(options: OperatorClientOptions): OperatorTransport {
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  const http = createHttp({
    baseURL: baseUrl + OPERATOR_API_PREFIX,
    headers: { authorization: `Bearer ${options.token}`, accept: 'application/json' },
    ...(options.caFile === undefined ? {} : { caFile: options.caFile }),
    ...(options.env === undefined ? {} : { proxyEnv: options.env }),
  })
  const about = { baseUrl, tokenSource: options.tokenSource ?? 'the given token' }

  async function send(route: OperatorRoute, call: CallOptions, responseType: 'text' | 'arraybuffer' | 'stream') {
    const headers: Record<string, string> = { ...call.headers }
    let data: string | Uint8Array | undefined
    if (call.raw) {
      headers['content-type'] = call.raw.contentType
      data = call.raw.data
    } else if (route.method === 'POST') {
      headers['content-type'] = 'application/json'
      data = JSON.stringify(call.body ?? {})
    }
    if (route.method === 'POST') headers['idempotency-key'] ??= randomUUID()
    const signal = mergedSignal(options.signal, call.signal)
    const attempt = async () => {
      const response = await http
        .request({ method: route.method, url: pathOf(route, call.params ?? {}), params: definedOnly(call.query ?? {}), headers, data, responseType, signal })
        .catch((error: unknown) => {
          throw transportErrorOf(error, about)
        })
      if (RETRIED_STATUS.has(response.status)) {
        throw await apiErrorOf(response, about)
      }
      return response
    }
    if (responseType === 'stream') return attempt()
    return retry(attempt, {
      isRetryable: (error) => error instanceof ApiError && (error.status === 0 ? error.retryable : RETRIED_STATUS.has(error.status)),
      signal,
      maxAttempts: MAX_ATTEMPTS,
    })
  }

  return {
    baseUrl,
    async json(route, call = {}) {
      const response = await send(route, call, 'text')
      if (response.status < 200 || response.status >= 300) throw await apiErrorOf(response, about)
      return readAnswer(route, response.data as string, about.baseUrl)
    },
    async bytes(route, call = {}) {
      const response = await send(route, call, 'arraybuffer')
      if (response.status !== 200) throw await apiErrorOf(response, about)
      return response.data as Buffer
    },
    async exists(route, call = {}) {
      const response = await send(route, call, 'text')
      if (response.status === 404) return false
      if (response.status < 200 || response.status >= 300) throw await apiErrorOf(response, about)
      return true
    },
    async stream(route, call) {
      const response = await send(route, call, 'stream')
      if (response.status !== 200) throw await apiErrorOf(response, about)
      return response.data as Readable
    },
  }
}

function readAnswer<Route extends OperatorRoute>(route: Route, text: string, baseUrl: string): AnswerOf<Route> {
  if (route.response === undefined) return undefined as AnswerOf<Route>
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw malformed(route, baseUrl, `it is not JSON: "${text.slice(0, 80)}"`, error)
  }
  const parsed = route.response.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw malformed(route, baseUrl, `"${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'unexpected'}`, parsed.error)
  }
  return parsed.data as AnswerOf<Route>
}

function malformed(route: OperatorRoute, baseUrl: string, why: string, cause: unknown): ApiError {
  return new ApiError('RUNNER_API_MALFORMED', 200, `cannot read the answer to ${route.method} ${route.path} of ${baseUrl}: ${why}`, {
    cause,
    metadata: { hint: 'Is this the address of a runner control plane, of the same version as this client?' },
  })
}

function pathOf(route: OperatorRoute, params: Record<string, string>): string {
  return route.path.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
    const value = params[key]
    if (value === undefined || value === '') throw new Error(`route ${route.path} needs the parameter ${key}`)
    return encodeURIComponent(value)
  })
}

function definedOnly(query: Record<string, string | number | boolean | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])))
}

function mergedSignal(...signals: (AbortSignal | undefined)[]): AbortSignal {
  const given = signals.filter((signal) => signal !== undefined)
  return given.length === 1 ? given[0]! : AbortSignal.any(given)
}
