import type * as z from 'zod/mini'
import { bool, jsonMap, lenient, list, map, num, object, oneOf, ptr, str, strMap } from './wire.ts'

const containerImageRegistryAuthSchema = object({
  registry: str(),
  username: str(),
  password: str(),
  expires_at: str(),
})

/** Answer of `GET /v1/runners/{runner_id}/settings`. */
export const runnerSettingsSchema = object({
  id: str(),
  created_by_id: str(),
  created_at: str(),
  updated_at: str(),
  org_id: str(),
  runner_group_id: str(),
  /** The image and version that the runner should be. */
  container_image_url: str(),
  container_image_tag: str(),
  runner_api_url: str(),
  /** All jobs are mocked. */
  sandbox_mode: bool(),
  /** ns; the heartbeat period. 0 = not set. */
  heart_beat_timeout: num(),
  otel_collector_config: str(),
  enable_sentry: bool(),
  enable_metrics: bool(),
  /** Job logs are sent. */
  enable_logging: bool(),
  /** A Go slog level: DEBUG, INFO, WARN, ERROR, optionally with +n or -n. */
  logging_level: str(),
  groups: list(str()),
  /** Become OTLP resource attributes. */
  metadata: strMap(),
  org_aws_iam_role_arn: str(),
  org_k8s_service_account_name: str(),
  local_aws_iam_role_arn: str(),
  aws_instance_type: str(),
  aws_cloudformation_stack_type: str(),
  /** Seconds. */
  aws_max_instance_lifetime: num(),
  aws_tags: strMap(),
  platform: oneOf<'aws' | 'azure' | 'gcp' | 'unknown'>(),

  // 2026
  long_poll_jobs: bool(),
  /** Group → a number, mostly as text. */
  job_group_parallelism: lenient(jsonMap()),
  binary_version: str(),
  runner_binary_url: str(),
  /** Seconds. */
  container_max_uptime: num(),
  vm_max_uptime: num(),
  aws_auth_method: oneOf<'iid' | 'sts'>(),
  org_gcp_service_account: str(),
  org_azure_client_id: str(),
  telemetry_relay_endpoint: str(),
  vendor_telemetry_enabled: bool(),
  vendor_telemetry_resource_attributes: lenient(strMap()),
  container_image_registry_auth: lenient(ptr(containerImageRegistryAuthSchema)),
  container_image_signature_issuer: str(),
  container_image_signature_identity_regexp: str(),
  container_image_verification_mode: oneOf<'disabled' | 'warn' | 'enforce'>(),

  /** Ours: extension name → version. {} on a plain server. */
  extensions: lenient(map(num())),
})

export type RunnerSettings = z.output<typeof runnerSettingsSchema>

/** Keys that a server writes even when they are zero. The Go agent dies without `metadata`. */
export const SETTINGS_ALWAYS_WRITTEN = ['metadata', 'aws_max_instance_lifetime', 'platform'] as const

/** Answer of `GET /v1/runners/{runner_id}/public-settings`, which needs no token. */
export const publicSettingsSchema = object({
  binary_version: str(),
  aws_auth_method: oneOf<'iid' | 'sts'>(),
  runner_api_url: str(),
})

export type PublicSettings = z.output<typeof publicSettingsSchema>
