import type * as z from 'zod/mini'
import { list, object, oneOf, ptr, str } from '../wire.ts'
import { awsAuthSchema, azureAuthSchema, gcpAuthSchema } from './cloud-auth.ts'
import { clusterInfoSchema } from './cluster-info.ts'
import { sandboxModeSchema } from './sandbox-mode.ts'

const secretTargetSchema = object({ namespaces: list(str()), name: str(), key: str() })

const kubernetesSecretSyncSchema = object({
  secret_arn: str(),
  secret_name: str(),
  namespace: str(),
  name: str(),
  key_name: str(),
  /** `base64` decodes and trims the value; everything else takes it as it is. */
  format: oneOf<'base64'>(),

  // 2026
  gcp_secret_name: str(),
  azure_key_vault_secret_id: str(),
  /** Not empty: `namespace`, `name` and `key_name` do not count. */
  targets: list(secretTargetSchema),
})
export type KubernetesSecretSync = z.output<typeof kubernetesSecretSyncSchema>

/** Plan of `sandbox-sync-secrets`. */
export const syncSecretsPlanSchema = object({
  kubernetes_secrets: list(kubernetesSecretSyncSchema),
  cluster_info: ptr(clusterInfoSchema),
  azure_auth: ptr(azureAuthSchema),
  aws_auth: ptr(awsAuthSchema),
  gcp_auth: ptr(gcpAuthSchema),
  sandbox_mode: ptr(sandboxModeSchema),
})
export type SyncSecretsPlan = z.output<typeof syncSecretsPlanSchema>
