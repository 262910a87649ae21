/** Variables that every child may see (issue: masking and environment). */
const ALLOWED = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS', 'GIT_SSL_CAINFO']
const ALLOWED_PREFIXES = ['LC_', 'AWS_', 'ARM_', 'AZURE_', 'GOOGLE_']
/** Never, whatever RUNNER_CHILD_ENV says. */
const FORBIDDEN = new Set(['RUNNER_API_TOKEN', 'RUNNER_API_TOKEN_FD', 'RUNNER_API_TOKEN_FILE', 'RUNNER_OPERATOR_TOKEN', 'RUNNER_SERVER_OPERATOR_TOKEN', 'CREDENTIALS_DIRECTORY', 'NOTIFY_SOCKET'])

export interface ChildEnvOptions {
  env: Readonly<Record<string, string | undefined>>
  /** `RUNNER_CHILD_ENV`: further names; a trailing `*` is a prefix. */
  extra: readonly string[]
  /** The extra CA, told to the usual tools where they do not have one of their own. */
  caFile?: string | undefined
}

/** The environment that every child of a job starts from: an allow-list, not what the agent has. */
export function childEnvironment(options: ChildEnvOptions): Readonly<Record<string, string>> {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(options.env)) {
    if (value !== undefined && isAllowed(name, options.extra)) out[name] = value
  }
  out.PATH ??= '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  if (options.caFile !== undefined) {
    for (const name of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'GIT_SSL_CAINFO', 'AWS_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE']) out[name] ??= options.caFile
  }
  return Object.freeze(out)
}

function isAllowed(name: string, extra: readonly string[]): boolean {
  if (FORBIDDEN.has(name)) return false
  const upper = name.toUpperCase()
  if (ALLOWED.includes(upper) || ALLOWED_PREFIXES.some((prefix) => name.startsWith(prefix))) return true
  return extra.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern))
}
