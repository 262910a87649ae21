import type * as z from 'zod/mini'
import { bool, json, jsonMap, list, map, num, object, ptr, str, strMap } from './wire.ts'

/*
 * The outputs that each job type posts. Those of terraform (output name →
 * value) and of actions (all steps' keys, and `steps` by name) are free-form.
 */

const imageTagSchema = object({ tag: str() })

/** `AbsPath`, `RelPath`, `FileType`: PascalCase on the wire. */
const builtFileSchema = object({ AbsPath: str(), RelPath: str(), FileType: str() })

/** Builds; `files` of terraform and Helm builds alone. */
export const buildOutputsSchema = object({ image: ptr(imageTagSchema), files: list(builtFileSchema) })
export type BuildOutputs = z.output<typeof buildOutputsSchema>

const imagePlatformSchema = object({ architecture: str(), os: str(), os_version: str(), variant: str(), os_features: list(str()) })

const syncedImageSchema = object({
  tag: str(),
  repository: str(),
  media_type: str(),
  digest: str(),
  size: num(),
  urls: list(str()),
  annotations: strMap(),
  artifact_type: str(),
  platform: ptr(imagePlatformSchema),
})

/** `oci-sync`. */
export const syncOutputsSchema = object({ image: ptr(syncedImageSchema) })
export type SyncOutputs = z.output<typeof syncOutputsSchema>

/** `helm-chart-deploy`: `diff` (base64) after a plan, the rest after an apply. */
export const helmOutputsSchema = object({
  diff: str(),
  manifest: str(),
  resources: json(),
  ingresses: map(jsonMap()),
  services: map(jsonMap()),
  deployments: map(jsonMap()),
})
export type HelmOutputs = z.output<typeof helmOutputsSchema>

/** One secret of `sandbox-sync-secrets`. */
export const syncedSecretSchema = object({
  name: str(),
  arn: str(),
  kubernetes_namespace: str(),
  kubernetes_name: str(),
  kubernetes_key: str(),
  timestamp: str(),
  length: num(),
  exists: bool(),
})

/** `sandbox-sync-secrets`: by the name of the Kubernetes secret. */
export const syncSecretsOutputsSchema = map(syncedSecretSchema)
export type SyncSecretsOutputs = z.output<typeof syncSecretsOutputsSchema>

/** `health-check`: ns by job group. The Go agent reports the time since the previous check, ours since the last poll. */
export const healthCheckOutputsSchema = object({ job_loops: map(num()) })
export type HealthCheckOutputs = z.output<typeof healthCheckOutputsSchema>
