import type { AxiosInstance } from 'axios'
import type { Readable } from 'node:stream'
import { ApiError, toError } from '../../lib/errors.ts'
import type { ErrorCode } from '../../lib/errors.ts'
import { retry } from '../../lib/retry.ts'

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the base URL, with its leading slash, already escaped. */
  path: string
  query?: Record<string, string | number | undefined>
  /** A JSON value, or bytes with `contentType`. */
  body?: unknown
  bytes?: Uint8Array
  contentType?: string
  headers?: Record<string, string>
  signal: AbortSignal
  /** @default 30_000 */
  timeoutMs?: number
  /** Public routes: no bearer token. */
  isPublic?: boolean
  responseType?: 'text' | 'arraybuffer' | 'stream'
}

export interface ApiResponse<Body = string> {
  status: number
  body: Body
  headers: Record<string, string | undefined>
}

/** One place where requests get their token and headers and where failures get their words. */
export interface ApiTransport {
  /** @throws ApiError for anything but a 2xx */
  send(request: ApiRequest): Promise<ApiResponse>
  sendBytes(request: ApiRequest): Promise<ApiResponse<Buffer>>
  sendStream(request: ApiRequest): Promise<ApiResponse<Readable>>
  /** As `send`, repeated on failures that may pass until `signal` fires. For requests that may be repeated. */
  sendPatiently(request: ApiRequest): Promise<ApiResponse>
  /** Requests sent so far, for the bench and for `requests per job`. */
  readonly sent: number
}

export interface TransportOptions {
  http: AxiosInstance
  baseUrl: string
  token: () => string
  version: string
  /** Value of `X-Runner-Extensions`; empty: not sent. */
  extensions: string
  onRetry?: (what: string, error: Error, attempt: number, waitMs: number) => void
}

export function createTransport(options: TransportOptions): ApiTransport {
  let sent = 0

  async function call<Body>(request: ApiRequest): Promise<ApiResponse<Body>> {
    const headers: Record<string, string> = {
      accept: 'application/json',
      'x-nuon-client-version': `runner:${options.version}`,
      'user-agent': `runner/${options.version}`,
      ...request.headers,
    }
    if (!request.isPublic) headers.authorization = `Bearer ${options.token()}`
    if (options.extensions !== '') headers['x-runner-extensions'] = options.extensions
    let data: string | Uint8Array | undefined
    if (request.bytes !== undefined) {
      data = request.bytes
      headers['content-type'] = request.contentType ?? 'application/octet-stream'
    } else if (request.body !== undefined) {
      data = `${JSON.stringify(request.body)}\n`
      headers['content-type'] = 'application/json'
    }
    sent++
    let response
    try {
      response = await options.http.request<Body>({
        method: request.method,
        url: `${options.baseUrl}${request.path}${queryOf(request.query)}`,
        headers,
        data,
        timeout: request.timeoutMs ?? 30_000,
        signal: request.signal,
        responseType: request.responseType ?? 'text',
      })
    } catch (thrown) {
      throw unreachable(request, options.baseUrl, toError(thrown))
    }
    const answer = { status: response.status, body: response.data, headers: response.headers as Record<string, string | undefined> }
    if (response.status >= 200 && response.status < 300) return answer
    throw await refused(request, options.baseUrl, answer)
  }

  return {
    get sent() {
      return sent
    },
    send: (request) => call<string>(request),
    sendBytes: (request) => call<Buffer>({ ...request, responseType: 'arraybuffer' }),
    sendStream: (request) => call<Readable>({ ...request, responseType: 'stream' }),
    sendPatiently: (request) =>
      retry(() => call<string>(request), {
        isRetryable: (error) => error instanceof ApiError && error.retryable,
        retryAfterMs,
        signal: request.signal,
        onRetry: (error, attempt, waitMs) => options.onRetry?.(`${request.method} ${request.path}`, error, attempt, waitMs),
      }),
  }
}

/** What `Retry-After` asked for, in ms. */
export function retryAfterMs(error: Error): number | undefined {
  if (!(error instanceof ApiError)) return undefined
  const raw = error.metadata.retry_after
  if (raw === undefined) return undefined
  const seconds = Number(raw)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(raw) - Date.now()
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, 300_000) : undefined
}

function queryOf(query: ApiRequest['query']): string {
  if (query === undefined) return ''
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  if (pairs.length === 0) return ''
  return `?${pairs.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`).join('&')}`
}

function unreachable(request: ApiRequest, baseUrl: string, cause: Error): ApiError {
  const code = 'code' in cause ? String(cause.code) : ''
  const metadata = { method: request.method, path: request.path, errno: code }
  if (request.signal.aborted && (code === 'ERR_CANCELED' || code === 'ECONNRESET')) {
    return new ApiError('RUNNER_CANCELLED', 0, `${request.method} ${request.path} was given up`, { cause, metadata })
  }
  const why = WHY[code] ?? cause.message
  return new ApiError('RUNNER_API_UNREACHABLE', 0, `no answer from the control plane at ${baseUrl} to ${request.method} ${request.path}: ${why}`, { cause, metadata })
}

const WHY: Record<string, string> = {
  ECONNREFUSED: 'connection refused (ECONNREFUSED). Is it running, and is RUNNER_API_URL right?',
  ENOTFOUND: 'no such host (ENOTFOUND). Is RUNNER_API_URL right, and does name resolution work here?',
  EAI_AGAIN: 'name resolution failed for now (EAI_AGAIN)',
  ETIMEDOUT: 'it took too long (ETIMEDOUT)',
  ECONNRESET: 'the connection was reset (ECONNRESET)',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that is not trusted here. Set RUNNER_CA_FILE to that authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an authority that is not trusted here. Set RUNNER_CA_FILE to that authority',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed and not trusted here. Set RUNNER_CA_FILE to it',
}

async function refused(request: ApiRequest, baseUrl: string, answer: ApiResponse<unknown>): Promise<ApiError> {
  const text = await bodyText(answer.body)
  const said = describe(text)
  const metadata: Record<string, string> = { method: request.method, path: request.path, status: String(answer.status), body: text.slice(0, 8192) }
  const retryAfter = answer.headers['retry-after']
  if (retryAfter !== undefined) metadata.retry_after = retryAfter
  const code = codeOfStatus(answer.status)
  const hint =
    answer.status === 401
      ? '. Is the token right and not expired (RUNNER_API_TOKEN_FILE, RUNNER_API_TOKEN)?'
      : answer.status === 403
        ? '. Does the token belong to this runner (RUNNER_ID)?'
        : answer.status === 404 && looksLikeHtml(text)
          ? `. Is RUNNER_API_URL (${baseUrl}) the URL of a control plane?`
          : ''
  return new ApiError(code, answer.status, `the control plane answered ${answer.status} to ${request.method} ${request.path}${said === '' ? '' : `: ${said}`}${hint}`, { metadata })
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'RUNNER_API_UNAUTHORIZED'
  if (status === 408 || status === 425 || status === 429 || status >= 500) return 'RUNNER_API_FAILED'
  return 'RUNNER_API_REFUSED'
}

/** The error envelope's words (reference: runner protocol §2.7), or the start of the body. */
function describe(text: string): string {
  try {
    const envelope = JSON.parse(text) as { error?: unknown; description?: unknown } | null
    if (envelope !== null && typeof envelope === 'object') {
      const parts = [envelope.error, envelope.description].filter((part): part is string => typeof part === 'string' && part !== '')
      return [...new Set(parts)].join(': ').slice(0, 1000)
    }
  } catch {
    // Not JSON: a proxy, or no control plane at all.
  }
  return looksLikeHtml(text) ? 'an HTML page' : text.trim().slice(0, 300)
}

function looksLikeHtml(text: string): boolean {
  return /^\s*<(!doctype|html)/i.test(text)
}

async function bodyText(body: unknown): Promise<string> {
  if (typeof body === 'string') return body
  if (Buffer.isBuffer(body)) return body.toString('utf8')
  if (typeof body === 'object' && body !== null && Symbol.asyncIterator in body) {
    const chunks: Buffer[] = []
    for await (const chunk of body as Readable) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString('utf8')
  }
  return ''
}
