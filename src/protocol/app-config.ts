import type * as z from 'zod/mini'
import { json, list, object, ptr, str } from './wire.ts'

const terraformModuleSchema = object({
  id: str(),
  component_config_connection_id: str(),
  /** Exact terraform version. */
  version: str(),
})

export const componentConfigConnectionSchema = object({
  id: str(),
  component_id: str(),
  component_name: str(),
  type: str(),
  terraform_module: ptr(terraformModuleSchema),
  helm: json(),
  kubernetes_manifest: json(),
})
export type ComponentConfigConnection = z.output<typeof componentConfigConnectionSchema>

const sandboxConfigSchema = object({
  id: str(),
  app_id: str(),
  app_config_id: str(),
  terraform_version: str(),
  drift_schedule: str(),
  cloud_platform: str(),
})

/** Answer of `GET /v1/apps/{app_id}/config/{app_config_id}`: the parts that an agent reads. */
export const appConfigSchema = object({
  id: str(),
  org_id: str(),
  app_id: str(),
  status: str(),
  /** The last entry of a component wins. */
  component_config_connections: list(componentConfigConnectionSchema),
  sandbox: ptr(sandboxConfigSchema),
})
export type AppConfig = z.output<typeof appConfigSchema>

/** The configuration of a component, or `undefined`. */
export function componentConfig(config: AppConfig, componentId: string): ComponentConfigConnection | undefined {
  return config.component_config_connections.findLast((connection) => connection.component_id === componentId)
}
