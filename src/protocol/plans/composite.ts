import type * as z from 'zod/mini'
import { object, ptr } from '../wire.ts'
import { actionWorkflowRunPlanSchema } from './action-workflow-run.ts'
import { buildPlanSchema } from './build.ts'
import { deployPlanSchema } from './deploy.ts'
import { fetchImageMetadataPlanSchema } from './fetch-image-metadata.ts'
import { sandboxRunPlanSchema } from './sandbox-run.ts'
import { syncOciPlanSchema } from './sync-oci.ts'
import { syncSecretsPlanSchema } from './sync-secrets.ts'

/** Answer of `GET …/composite-plan`: exactly one part is set. */
export const compositePlanSchema = object({
  build_plan: ptr(buildPlanSchema),
  deploy_plan: ptr(deployPlanSchema),
  action_workflow_run_plan: ptr(actionWorkflowRunPlanSchema),
  sync_secrets_plan: ptr(syncSecretsPlanSchema),
  sync_oci_plan: ptr(syncOciPlanSchema),
  fetch_image_metadata_plan: ptr(fetchImageMetadataPlanSchema),
  sandbox_run_plan: ptr(sandboxRunPlanSchema),
})
export type CompositePlan = z.output<typeof compositePlanSchema>
