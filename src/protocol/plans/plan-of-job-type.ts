import type * as z from 'zod/mini'
import { PlanError } from '../../lib/errors.ts'
import { isJobType } from '../enums.ts'
import type { JobType } from '../enums.ts'
import { actionWorkflowRunPlanSchema } from './action-workflow-run.ts'
import { buildPlanSchema } from './build.ts'
import { deployPlanSchema } from './deploy.ts'
import { fetchImageMetadataPlanSchema } from './fetch-image-metadata.ts'
import { parsePlanAs } from './parse-plan.ts'
import { PLAN_KIND_OF_JOB_TYPE } from './plan-kinds.ts'
import type { PlanKind } from './plan-kinds.ts'
import { sandboxRunPlanSchema } from './sandbox-run.ts'
import { syncOciPlanSchema } from './sync-oci.ts'
import { syncSecretsPlanSchema } from './sync-secrets.ts'

export const PLAN_SCHEMAS = {
  build: buildPlanSchema,
  'sync-oci': syncOciPlanSchema,
  'fetch-image-metadata': fetchImageMetadataPlanSchema,
  deploy: deployPlanSchema,
  'sandbox-run': sandboxRunPlanSchema,
  'sync-secrets': syncSecretsPlanSchema,
  'action-workflow-run': actionWorkflowRunPlanSchema,
} as const satisfies Record<PlanKind, z.core.$ZodType>

export type PlanByKind = { [Kind in PlanKind]: z.output<(typeof PLAN_SCHEMAS)[Kind]> }

/** The parsed plan of a job type; `undefined` for types without one. */
export type PlanOf<Type extends JobType> = (typeof PLAN_KIND_OF_JOB_TYPE)[Type] extends infer Kind
  ? Kind extends PlanKind
    ? PlanByKind[Kind]
    : undefined
  : never

/**
 * Reads the plan of a job. `undefined` for types that have none. Loads every
 * plan schema: an executor uses `parsePlanAs` with its own.
 *
 * @throws PlanError for a malformed plan, a plan of another kind, or an unknown job type (RUNNER_JOB_TYPE_UNKNOWN)
 */
export function parsePlan<Type extends JobType>(jobType: Type, raw: unknown): PlanOf<Type>
export function parsePlan(jobType: string, raw: unknown): PlanByKind[PlanKind] | undefined
export function parsePlan(jobType: string, raw: unknown): PlanByKind[PlanKind] | undefined {
  if (!isJobType(jobType)) throw new PlanError(`no plan is known for jobs of the type "${jobType}"`, { code: 'RUNNER_JOB_TYPE_UNKNOWN' })
  const kind = PLAN_KIND_OF_JOB_TYPE[jobType]
  return kind === null ? undefined : parsePlanAs(PLAN_SCHEMAS[kind], kind, jobType, raw)
}
