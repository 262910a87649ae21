/** Header names of the wire, as they are written. HTTP does not care about their case. */
export const HEADERS = {
  authorization: 'Authorization',
  /** "runner:<version>"; a server stores it in the execution's metadata. */
  clientVersion: 'X-Nuon-Client-Version',
  orgId: 'X-Nuon-Org-ID',
  /** On every answer. */
  apiVersion: 'X-Nuon-API-Version',
  pageNext: 'X-Nuon-Page-Next',
  pageOffset: 'X-Nuon-Page-Offset',
  pageLimit: 'X-Nuon-Page-Limit',
  pageNumber: 'X-Nuon-Page-Number',
  /** Ours: the extensions that the agent speaks. */
  extensions: 'X-Runner-Extensions',
  /** Extension `lease`: the fencing number on writes of an execution. */
  fence: 'X-Runner-Fence',
  /** Extension `claim`. */
  idempotencyKey: 'Idempotency-Key',
} as const

/** The value of `X-Nuon-Client-Version`. */
export function clientVersion(version: string): string {
  return `runner:${version}`
}
