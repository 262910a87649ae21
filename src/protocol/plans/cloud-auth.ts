import type * as z from 'zod/mini'
import { bool, num, object, ptr, str } from '../wire.ts'

const awsStaticCredentialsSchema = object({
  access_key_id: str(),
  secret_access_key: str(),
  session_token: str(),
})
export type AwsStaticCredentials = z.output<typeof awsStaticCredentialsSchema>

const awsTwoStepSchema = object({
  /** Assumed first, from the default credentials, the static ones or `src_iam_role_arn`. */
  iam_role_arn: str(),
  src_static_credentials: ptr(awsStaticCredentialsSchema),
  src_iam_role_arn: str(),
})

const awsAssumeRoleSchema = object({
  role_arn: str(),
  session_name: str(),
  /** 0 = 3600; larger than 3600 is refused. */
  session_duration_seconds: num(),
  two_step_config: ptr(awsTwoStepSchema),
  use_github_oidc: bool(),
})
export type AwsAssumeRole = z.output<typeof awsAssumeRoleSchema>

/** Where AWS credentials come from. The first that is set: profile, use_default, static, assume_role. */
export const awsAuthSchema = object({
  static: ptr(awsStaticCredentialsSchema),
  assume_role: ptr(awsAssumeRoleSchema),
  profile: str(),
  use_default: bool(),
  cache_id: str(),
  region: str(),
})
export type AwsAuth = z.output<typeof awsAuthSchema>

const azureServicePrincipalSchema = object({ subscription_id: str(), subscription_tenant_id: str() })

/** Azure tokens come from the default credential chain; there are no client secrets here. */
export const azureAuthSchema = object({
  service_principal: ptr(azureServicePrincipalSchema),
  use_default: bool(),
})
export type AzureAuth = z.output<typeof azureAuthSchema>

/** 2026 */
export const gcpAuthSchema = object({
  project_id: str(),
  region: str(),
  impersonate_service_account: str(),
})
export type GcpAuth = z.output<typeof gcpAuthSchema>
