import type * as z from 'zod/mini'
import { bool, object, ptr, str, strMap } from '../wire.ts'
import { awsAuthSchema, azureAuthSchema, gcpAuthSchema } from './cloud-auth.ts'

/** How to reach a Kubernetes cluster. */
export const clusterInfoSchema = object({
  /** Cluster name (EKS, AKS). */
  id: str(),
  endpoint: str(),
  /** Base64 PEM. */
  ca_data: str(),
  /** For the exec credential plugin. */
  env_vars: strMap(),
  /** A whole kubeconfig; overrides everything else. */
  kube_config: str(),
  aws_auth: ptr(awsAuthSchema),
  azure_auth: ptr(azureAuthSchema),
  gcp_auth: ptr(gcpAuthSchema),
  /** Make the EKS token in process, without the exec plugin. */
  inline: bool(),
  /** Legacy: adds `-r <arn>` to the exec plugin. */
  trusted_role_arn: str(),
})
export type ClusterInfo = z.output<typeof clusterInfoSchema>
