import type * as z from 'zod/mini'
import { bool, object, ptr, requiredStr, str, strMap } from './wire.ts'

/*
 * Token exchange (2026): a machine proves by its cloud's identity which runner
 * it is and gets a token. `POST /v1/runner-auth/{aws,aws-iid,gcp,azure}`,
 * without Authorization.
 */

/** A signed request that the server repeats to see whose signature it is. */
const presignedRequestSchema = object({ method: str(), url: str(), headers: strMap() })

export const awsStsAuthRequestSchema = object({ sts: ptr(presignedRequestSchema), tags: ptr(presignedRequestSchema) })
export type AwsStsAuthRequest = z.output<typeof awsStsAuthRequestSchema>

export const awsIidAuthRequestSchema = object({
  /** The exact bytes of the instance identity document. */
  document: str(),
  /** The rsa2048 signature, line breaks removed. */
  signature: str(),
  runner_id: str(),
})
export type AwsIidAuthRequest = z.output<typeof awsIidAuthRequestSchema>

export const gcpAuthRequestSchema = object({ identity_token: str(), metadata: ptr(presignedRequestSchema) })
export type GcpAuthRequest = z.output<typeof gcpAuthRequestSchema>

export const azureAuthRequestSchema = object({ token: str(), runner_id: str() })
export type AzureAuthRequest = z.output<typeof azureAuthRequestSchema>

/** The answer of all four; the keys after `token` depend on the cloud. */
export const runnerAuthResponseSchema = object({
  authenticated: bool(),
  runner_id: str(),
  token: requiredStr(),
  account_id: str(),
  arn: str(),
  instance_id: str(),
  region: str(),
  project_id: str(),
  service_account: str(),
  tenant_id: str(),
  principal_id: str(),
})
export type RunnerAuthResponse = z.output<typeof runnerAuthResponseSchema>
