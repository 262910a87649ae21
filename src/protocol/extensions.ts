/**
 * Our additions to the wire, each with the version that this build speaks.
 * A server names its own in `settings.extensions`, an agent in the header
 * `X-Runner-Extensions`. One is used only where both named it; without it the
 * plain wire is spoken. docs/protocol.md describes them.
 */
export const EXTENSIONS = {
  wake: 1,
  claim: 1,
  lease: 1,
  'cancel-push': 1,
  finish: 1,
  'plan-digest': 1,
  'log-seq': 1,
  'archive-source': 1,
  'action-options': 1,
  'terraform-options': 1,
  'operator-job': 1,
} as const

export type ExtensionName = keyof typeof EXTENSIONS
export type ExtensionVersions = Readonly<Record<string, number>>

/** The value of `X-Runner-Extensions`: "wake=1, claim=1". */
export function formatExtensions(extensions: ExtensionVersions = EXTENSIONS): string {
  return Object.entries(extensions)
    .map(([name, version]) => `${name}=${version}`)
    .join(', ')
}

/**
 * Reads `X-Runner-Extensions`. What is malformed is passed over, because an
 * extension that is not understood is one that is not used.
 */
export function parseExtensions(header: string | readonly string[] | undefined): Record<string, number> {
  const out: Record<string, number> = {}
  const text = typeof header === 'string' ? header : (header?.join(',') ?? '')
  for (const part of text.split(',')) {
    const match = /^\s*([a-z][a-z0-9-]{0,63})\s*=\s*([1-9]\d{0,8})\s*$/i.exec(part)
    if (match) out[match[1]!.toLowerCase()] = Number(match[2])
  }
  return out
}

/** What both sides speak, each in the lower of the two versions. */
export class NegotiatedExtensions {
  readonly versions: ExtensionVersions

  constructor(versions: ExtensionVersions) {
    this.versions = versions
  }

  has(name: ExtensionName): boolean {
    return (this.versions[name] ?? 0) > 0
  }

  /** 0 when it is not spoken. */
  version(name: ExtensionName): number {
    return this.versions[name] ?? 0
  }
}

/** @param theirs `settings.extensions`, or the parsed header */
export function negotiate(theirs: ExtensionVersions, ours: ExtensionVersions = EXTENSIONS): NegotiatedExtensions {
  const versions: Record<string, number> = {}
  for (const [name, version] of Object.entries(ours)) {
    const their = Object.hasOwn(theirs, name) ? theirs[name]! : 0
    const common = Math.min(version, their)
    if (Number.isInteger(common) && common > 0) versions[name] = common
  }
  return new NegotiatedExtensions(versions)
}
