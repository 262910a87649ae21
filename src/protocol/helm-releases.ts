import type * as z from 'zod/mini'
import { json, jsonMap, list, num, object, str, strMap } from './wire.ts'

/** A release as Helm 4 stores it. Servers keep the document as it is; these are the fields that they index. */
export const helmReleaseSchema = object({
  name: str(),
  namespace: str(),
  /** Revision. */
  version: num(),
  info: jsonMap(),
  chart: json(),
  config: json(),
  manifest: str(),
  hooks: list(json()),
  apply_method: str(),
  /** Not written by Helm; some servers keep them. */
  labels: strMap(),
})
export type HelmRelease = z.output<typeof helmReleaseSchema>

/** Label names that `GET …/releases/{ns}/query` takes. */
export const HELM_QUERY_LABELS = ['name', 'owner', 'status', 'version', 'createdAt', 'modifiedAt'] as const
export type HelmQueryLabel = (typeof HELM_QUERY_LABELS)[number]

const KEY = /^sh\.helm\.release\.v1\.(.+)\.v(\d+)$/

/** Helm's storage key of a revision. */
export function helmReleaseKey(release: string, revision: number): string {
  return `sh.helm.release.v1.${release}.v${revision}`
}

/** The reverse of `helmReleaseKey`; `undefined` for another form of key. */
export function parseHelmReleaseKey(key: string): { release: string; revision: number } | undefined {
  const match = KEY.exec(key)
  return match ? { release: match[1]!, revision: Number(match[2]) } : undefined
}
