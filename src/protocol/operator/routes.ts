import type * as z from 'zod/mini'
import { eventQuerySchema } from './events.ts'
import {
  approveJobRequestSchema,
  cancelJobRequestSchema,
  jobActionResponseSchema,
  jobDetailSchema,
  jobListQuerySchema,
  jobListSchema,
  jobPlanSchema,
  rejectJobRequestSchema,
  retryJobRequestSchema,
  submitJobQuerySchema,
  submitJobResponseSchema,
} from './jobs.ts'
import { listQuerySchema } from './common.ts'
import { logListSchema, logQuerySchema } from './logs.ts'
import { createRunnerRequestSchema, createRunnerResponseSchema, runnerListSchema, runnerSchema } from './runners.ts'
import { archiveResponseSchema, serverInfoSchema } from './server-info.ts'
import { breakLockRequestSchema, breakLockResponseSchema, stateVersionListSchema, workspaceListSchema, workspaceSchema } from './workspaces.ts'

export interface OperatorRoute {
  method: 'GET' | 'POST' | 'PUT' | 'HEAD'
  /** OpenAPI style: `{id}`. Below the operator API's prefix. */
  path: string
  summary: string
  /** The status of success. */
  status: number
  query?: z.ZodMiniType
  /** A JSON body; absent bodies count as `{}`. */
  request?: z.ZodMiniType
  /** A JSON answer. Routes that answer bytes or events have none. */
  response?: z.ZodMiniType
  /** Media type of an answer that is not JSON. */
  produces?: string
  /** Media types of a body that is not (only) JSON. */
  consumes?: readonly string[]
}

export const OPERATOR_API_PREFIX = '/api/v1'

/**
 * Every route of the operator API but `/openapi.json` and
 * `/schemas/job-document.json`. All want `Authorization: Bearer <operator
 * token>`; every POST that creates takes `Idempotency-Key`; every error is a
 * problem (problem.ts). `{id}` of a runner or workspace may be its name.
 */
export const OPERATOR_ROUTES = {
  serverInfo: { method: 'GET', path: '/server', summary: 'Version and extensions of this control plane', status: 200, response: serverInfoSchema },
  createRunner: { method: 'POST', path: '/runners', summary: 'Create a runner and its token', status: 201, request: createRunnerRequestSchema, response: createRunnerResponseSchema },
  listRunners: { method: 'GET', path: '/runners', summary: 'List runners', status: 200, query: listQuerySchema, response: runnerListSchema },
  getRunner: { method: 'GET', path: '/runners/{id}', summary: 'One runner with its processes', status: 200, response: runnerSchema },
  submitJob: {
    method: 'POST', path: '/jobs', summary: 'Submit a job document', status: 201, query: submitJobQuerySchema, response: submitJobResponseSchema,
    consumes: ['application/json', 'application/yaml'],
  },
  listJobs: { method: 'GET', path: '/jobs', summary: 'List jobs, newest first', status: 200, query: jobListQuerySchema, response: jobListSchema },
  getJob: { method: 'GET', path: '/jobs/{id}', summary: 'One job with executions, steps, plan summary and outputs', status: 200, response: jobDetailSchema },
  cancelJob: { method: 'POST', path: '/jobs/{id}/cancel', summary: 'Cancel a job that has not ended', status: 200, request: cancelJobRequestSchema, response: jobActionResponseSchema },
  retryJob: { method: 'POST', path: '/jobs/{id}/retry', summary: 'Give an ended job one more attempt', status: 200, request: retryJobRequestSchema, response: jobActionResponseSchema },
  approveJob: { method: 'POST', path: '/jobs/{id}/approve', summary: 'Approve the plan of a terraform change', status: 200, request: approveJobRequestSchema, response: jobActionResponseSchema },
  rejectJob: { method: 'POST', path: '/jobs/{id}/reject', summary: 'Reject the plan of a terraform change', status: 200, request: rejectJobRequestSchema, response: jobActionResponseSchema },
  jobLogs: { method: 'GET', path: '/jobs/{id}/logs', summary: 'The log; with follow=true as events', status: 200, query: logQuerySchema, response: logListSchema, produces: 'text/event-stream' },
  jobPlan: { method: 'GET', path: '/jobs/{id}/plan', summary: 'The stored terraform plan', status: 200, response: jobPlanSchema },
  events: { method: 'GET', path: '/events', summary: 'What happens, as events', status: 200, query: eventQuerySchema, produces: 'text/event-stream' },
  putArchive: { method: 'PUT', path: '/archives/{digest}', summary: 'Upload a source archive', status: 201, response: archiveResponseSchema, consumes: ['application/gzip'] },
  headArchive: { method: 'HEAD', path: '/archives/{digest}', summary: 'Whether a source archive is there', status: 200 },
  listWorkspaces: { method: 'GET', path: '/workspaces', summary: 'List terraform workspaces', status: 200, query: listQuerySchema, response: workspaceListSchema },
  getWorkspace: { method: 'GET', path: '/workspaces/{id}', summary: 'One terraform workspace with its lock', status: 200, response: workspaceSchema },
  listStateVersions: { method: 'GET', path: '/workspaces/{id}/versions', summary: 'Versions of a state, newest first', status: 200, query: listQuerySchema, response: stateVersionListSchema },
  downloadState: { method: 'GET', path: '/workspaces/{id}/versions/{version}/state', summary: 'One state; version `latest` for the newest', status: 200, produces: 'application/json' },
  breakLock: { method: 'POST', path: '/workspaces/{id}/break-lock', summary: 'Break the lock of a state', status: 200, request: breakLockRequestSchema, response: breakLockResponseSchema },
} as const satisfies Record<string, OperatorRoute>
