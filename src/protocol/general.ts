import type * as z from 'zod/mini'
import { num, object, requiredStr, str } from './wire.ts'

/** Answer of `GET /v1/general/max-runner-version` (2026). */
export const maxRunnerVersionSchema = object({ version: str() })
export type MaxRunnerVersion = z.output<typeof maxRunnerVersionSchema>

/** Answer of `POST /v1/telemetry/access-token` (2026); 503 where the relay is off. */
export const telemetryAccessTokenSchema = object({
  access_token: requiredStr(),
  token_type: str(),
  /** Seconds. */
  expires_in: num(),
})
export type TelemetryAccessToken = z.output<typeof telemetryAccessTokenSchema>
