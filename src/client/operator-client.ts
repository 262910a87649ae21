import type * as z from 'zod/mini'
import type { OperatorEvent } from '../protocol/operator/events.ts'
import { operatorEventSchema } from '../protocol/operator/events.ts'
import type { JobDocument } from '../protocol/operator/job-document.ts'
import type { JobDetail, JobList, JobListQuery, JobPlan, JobSummary, SubmitJobQuery, SubmitJobResponse } from '../protocol/operator/jobs.ts'
import { jobStatusEventSchema, logLineSchema } from '../protocol/operator/logs.ts'
import type { JobStatusEvent, LogLine } from '../protocol/operator/logs.ts'
import { OPERATOR_ROUTES as ROUTES } from '../protocol/operator/routes.ts'
import type { CreateRunnerRequest, CreateRunnerResponse, Runner } from '../protocol/operator/runners.ts'
import type { ArchiveResponse, ServerInfo } from '../protocol/operator/server-info.ts'
import type { BreakLockResponse, StateVersion, Workspace } from '../protocol/operator/workspaces.ts'
import { followEvents } from './follow-events.ts'
import { createOperatorTransport } from './transport.ts'
import type { OperatorClientOptions } from './transport.ts'

/** What a followed log brings. `end` is the last. */
export type FollowEvent =
  | { kind: 'line'; line: LogLine }
  | { kind: 'status'; status: JobStatusEvent }
  | { kind: 'end'; status: JobStatusEvent }

/** The operator API, typed. Every call rejects with ApiError or DocumentError (client/api-error.ts). */
export interface OperatorClient {
  readonly baseUrl: string
  serverInfo(): Promise<ServerInfo>
  createRunner(request: CreateRunnerRequest): Promise<CreateRunnerResponse>
  getRunner(idOrName: string): Promise<Runner>
  /** All pages, in the server's order. */
  listRunners(): AsyncIterable<Runner>
  submitJob(document: JobDocument, query?: { runner?: string | undefined; autoApprove?: boolean | undefined; file?: string | undefined }): Promise<SubmitJobResponse>
  getJob(id: string): Promise<JobDetail>
  listJobs(query?: JobListQuery): Promise<JobList>
  cancelJob(id: string, reason?: string): Promise<JobSummary>
  retryJob(id: string): Promise<JobSummary>
  approveJob(id: string, options?: { planDigest?: string | undefined; reason?: string | undefined }): Promise<JobSummary>
  rejectJob(id: string, reason?: string): Promise<JobSummary>
  getPlan(id: string): Promise<JobPlan>
  /** The lines that are there, oldest first. */
  logLines(id: string): AsyncIterable<LogLine>
  /** Lines and statuses until the job has ended; resumes by itself. Ends quietly when the signal fires. */
  followJob(id: string, signal: AbortSignal): AsyncIterable<FollowEvent>
  followEvents(signal: AbortSignal, query?: { job?: string; runner?: string }): AsyncIterable<OperatorEvent>
  hasArchive(digest: string): Promise<boolean>
  putArchive(digest: string, bytes: Uint8Array): Promise<ArchiveResponse>
  listWorkspaces(): AsyncIterable<Workspace>
  getWorkspace(idOrName: string): Promise<Workspace>
  listStateVersions(workspace: string): AsyncIterable<StateVersion>
  downloadState(workspace: string, version: string): Promise<Buffer>
  breakLock(workspace: string, reason: string): Promise<BreakLockResponse>
}

export function createOperatorClient(options: OperatorClientOptions): OperatorClient {
  const transport = createOperatorTransport(options)

  async function* pages<Item>(page: (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor?: string | undefined }>): AsyncGenerator<Item, void, undefined> {
    let cursor: string | undefined
    do {
      const { items, nextCursor } = await page(cursor)
      yield* items
      cursor = nextCursor
    } while (cursor !== undefined)
  }

  async function* followJob(id: string, signal: AbortSignal): AsyncGenerator<FollowEvent, void, undefined> {
    const events = followEvents({
      signal,
      isLast: (event) => event.event === 'end',
      open: (lastEventId, ended) =>
        transport.stream(ROUTES.jobLogs, {
          params: { id },
          query: { follow: true },
          headers: { accept: 'text/event-stream', ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
          signal: ended,
        }),
    })
    for await (const { event, data } of events) {
      if (event === 'line') yield { kind: 'line', line: parsed(logLineSchema, data) }
      else if (event === 'status' || event === 'end') yield { kind: event, status: parsed(jobStatusEventSchema, data) }
    }
  }

  async function* followAllEvents(signal: AbortSignal, query: { job?: string; runner?: string } = {}): AsyncGenerator<OperatorEvent, void, undefined> {
    const events = followEvents({
      signal,
      open: (lastEventId, ended) =>
        transport.stream(ROUTES.events, {
          query,
          headers: { accept: 'text/event-stream', ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
          signal: ended,
        }),
    })
    for await (const { data } of events) yield parsed(operatorEventSchema, data)
  }

  return {
    baseUrl: transport.baseUrl,
    serverInfo: () => transport.json(ROUTES.serverInfo),
    createRunner: (body) => transport.json(ROUTES.createRunner, { body }),
    getRunner: (id) => transport.json(ROUTES.getRunner, { params: { id } }),
    listRunners: () => pages((cursor) => transport.json(ROUTES.listRunners, { query: { cursor } })),
    submitJob: (body, query = {}) => transport.json(ROUTES.submitJob, { body, query: query satisfies SubmitJobQuery }),
    getJob: (id) => transport.json(ROUTES.getJob, { params: { id } }),
    listJobs: (query = {}) => transport.json(ROUTES.listJobs, { query }),
    cancelJob: (id, reason) => transport.json(ROUTES.cancelJob, { params: { id }, body: { reason } }),
    retryJob: (id) => transport.json(ROUTES.retryJob, { params: { id } }),
    approveJob: (id, body = {}) => transport.json(ROUTES.approveJob, { params: { id }, body }),
    rejectJob: (id, reason) => transport.json(ROUTES.rejectJob, { params: { id }, body: { reason } }),
    getPlan: (id) => transport.json(ROUTES.jobPlan, { params: { id } }),
    logLines: (id) => pages((cursor) => transport.json(ROUTES.jobLogs, { params: { id }, query: { cursor, limit: 1000 } })),
    followJob,
    followEvents: followAllEvents,
    hasArchive: (digest) => transport.exists(ROUTES.headArchive, { params: { digest } }),
    putArchive: (digest, data) => transport.json(ROUTES.putArchive, { params: { digest }, raw: { contentType: 'application/gzip', data } }),
    listWorkspaces: () => pages((cursor) => transport.json(ROUTES.listWorkspaces, { query: { cursor } })),
    getWorkspace: (id) => transport.json(ROUTES.getWorkspace, { params: { id } }),
    listStateVersions: (id) => pages((cursor) => transport.json(ROUTES.listStateVersions, { params: { id }, query: { cursor } })),
    downloadState: (id, version) => transport.bytes(ROUTES.downloadState, { params: { id, version } }),
    breakLock: (id, reason) => transport.json(ROUTES.breakLock, { params: { id }, body: { reason } }),
  }
}

function parsed<T extends z.ZodMiniType>(schema: T, data: string): z.infer<T> {
  return schema.parse(JSON.parse(data)) as z.infer<T>
}
