import { ApiError } from '../../lib/errors.ts'

/** @throws ApiError RUNNER_API_MALFORMED with the start of what came instead */
export function parseJson(body: string, what: string): unknown {
  if (body.trim() === '') return null
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new ApiError(
      'RUNNER_API_MALFORMED',
      200,
      `${what}: the answer is not JSON but ${JSON.stringify(body.slice(0, 80))}. Is RUNNER_API_URL the URL of a control plane?`,
      { cause },
    )
  }
}
