import type * as z from 'zod/mini'
import type { OciRegistryType } from '../enums.ts'
import { object, oneOf, ptr, str } from '../wire.ts'
import { awsAuthSchema, azureAuthSchema } from './cloud-auth.ts'

const ociAuthSchema = object({ Username: str(), Password: str() })

/** A repository of an OCI registry. The keys are in PascalCase on the wire. */
export const ociRegistryRepositorySchema = object({
  Plugin: str(),
  /** Selects how to log in. */
  RegistryType: oneOf<OciRegistryType>(),
  /** AWS region. */
  Region: str(),
  ECRAuth: ptr(awsAuthSchema),
  ACRAuth: ptr(azureAuthSchema),
  /** null = anonymous. */
  OCIAuth: ptr(ociAuthSchema),
  /** ECR: the full URL; elsewhere the repository's name. */
  Repository: str(),
  /** Host without scheme. */
  LoginServer: str(),

  // 2026, `gar`
  ServiceAccountEmail: str(),
  WorkloadIdentityProvider: str(),
})
export type OciRegistryRepository = z.output<typeof ociRegistryRepositorySchema>
