import type { AwsAuth, AzureAuth } from '../protocol/plans/cloud-auth.ts'

export interface CredentialSourceResult {
  env: Record<string, string>
  /** Values that must be masked. */
  secrets: readonly string[]
}

/** Resolves a plan's cloud credentials; the SDKs are loaded with the first plan that names some. */
export interface PlanCredentials {
  env(auth: { aws?: AwsAuth | null | undefined; azure?: AzureAuth | null | undefined }, sessionName: string): Promise<CredentialSourceResult>
}

export function createCredentialSource(hostEnv: Readonly<Record<string, string | undefined>>): PlanCredentials {
  return {
    async env(auth, sessionName) {
      if (!auth.aws && !auth.azure) return { env: {}, secrets: [] }
      const { resolveCloudEnv } = await import('../cloud/resolve-cloud-env.ts')
      return resolveCloudEnv({ aws: auth.aws ?? null, azure: auth.azure ?? null }, sessionName, { hostEnv })
    },
  }
}
