import type { AxiosResponse } from 'axios'
import { ApiError, toError } from '../lib/errors.ts'
import type { ErrorCode } from '../lib/errors.ts'
import { ERROR_CODES } from '../lib/errors.ts'
import { problemSchema } from '../protocol/operator/problem.ts'
import type { Problem } from '../protocol/operator/problem.ts'
import { DocumentError } from '../protocol/operator/read-documents.ts'

export interface ServerNames {
  baseUrl: string
  /** Where the operator token came from. */
  tokenSource: string
}

/** The error that a refusing answer means; what to do is in `metadata.hint`. */
export async function apiErrorOf(response: AxiosResponse<unknown>, server: ServerNames): Promise<ApiError | DocumentError> {
  const problem = problemOf(await textOf(response.data))
  if (problem?.problems && problem.problems.length > 0) return new DocumentError(problem.problems)
  const { status } = response
  const what = problem?.detail ?? problem?.title ?? `${server.baseUrl} answered ${status} ${response.statusText}`.trim()
  const metadata: Record<string, string> = { status: String(status) }
  const hint = problem?.hint ?? defaultHint(status, problem, server)
  if (hint !== undefined) metadata.hint = hint
  return new ApiError(codeOf(status, problem), status, what, { metadata })
}

/** The error that a request without an answer means. */
export function transportErrorOf(error: unknown, server: ServerNames): Error {
  const { code, message } = toError(error) as NodeJS.ErrnoException
  if (code === 'ERR_CANCELED') return toError(error)
  const why = code === 'ECONNREFUSED' ? 'connection refused' : code === 'ENOTFOUND' ? 'no such host' : message
  return new ApiError('RUNNER_API_UNREACHABLE', 0, `no control plane answers at ${server.baseUrl}: ${why}`, {
    cause: error,
    metadata: { hint: 'Start one with `runner server`, or name another by --server or RUNNER_SERVER_URL.' },
  })
}

function codeOf(status: number, problem: Problem | undefined): ErrorCode {
  if (problem?.code !== undefined && problem.code in ERROR_CODES) return problem.code as ErrorCode
  if (status === 401 || status === 403) return 'RUNNER_API_UNAUTHORIZED'
  return status >= 500 ? 'RUNNER_API_FAILED' : 'RUNNER_API_REFUSED'
}

function defaultHint(status: number, problem: Problem | undefined, server: ServerNames): string | undefined {
  if (status === 401 || status === 403) return `The token came from ${server.tokenSource}. The control plane keeps its own in operator-token of its state folder.`
  if (status === 404 && problem === undefined) return `Is ${server.baseUrl} the address of a runner control plane?`
  return undefined
}

function problemOf(text: string): Problem | undefined {
  try {
    const parsed = problemSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined // a proxy's page or an empty body
  }
}

async function textOf(data: unknown): Promise<string> {
  if (typeof data === 'string') return data
  if (Buffer.isBuffer(data)) return data.toString('utf8')
  const chunks: Buffer[] = []
  for await (const chunk of data as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
