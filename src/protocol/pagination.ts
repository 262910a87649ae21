import { ApiError } from '../lib/errors.ts'
import { HEADERS } from './headers.ts'

export const PAGE_LIMIT_DEFAULT = 10
export const PAGE_LIMIT_MAX = 100

export interface Page {
  offset: number
  limit: number
  /** 1-based; only when the request gave it, and then it decided the offset. */
  page?: number
}

/**
 * Reads `offset`, `limit` and `page` of a list request.
 * @throws ApiError RUNNER_API_MALFORMED (400) when one is not a number
 */
export function parsePage(query: { offset?: string | undefined; limit?: string | undefined; page?: string | undefined }): Page {
  const limit = Math.min(count('limit', query.limit) || PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX)
  const page = count('page', query.page)
  if (page > 0) return { offset: (page - 1) * limit, limit, page }
  return { offset: count('offset', query.offset), limit }
}

/** The headers of a list answer. `hasMore`: there are entries after this page. */
export function pageHeaders(page: Page, hasMore: boolean): Record<string, string> {
  return {
    [HEADERS.pageNext]: String(hasMore),
    [HEADERS.pageOffset]: String(page.offset),
    [HEADERS.pageLimit]: String(page.limit),
    ...(page.page === undefined ? {} : { [HEADERS.pageNumber]: String(page.page) }),
  }
}

function count(name: string, text: string | undefined): number {
  if (text === undefined || text === '') return 0
  if (!/^\d{1,9}$/.test(text)) {
    throw new ApiError('RUNNER_API_MALFORMED', 400, `the query parameter "${name}" is wrong: found ${JSON.stringify(text.slice(0, 40))}, expected a number from 0`)
  }
  return Number(text)
}
