const SECRET_KEY = /(password|passwd|secret|token|private_?key|access_?key|api_?key|credential|connection_?string)/i
/** Keys that look secret and are not: names and identifiers of secrets. */
const NOT_SECRET = /(secret_(arn|name|id)|access_key_id|kubernetes_secrets|token_(path|url)|_secret_id|key_name)$/i

/**
 * The values of a plan that must appear in no log: everything under a key that
 * names a secret, and the user info of URLs. What else is secret, executors add.
 */
export function planSecrets(plan: unknown): string[] {
  const found = new Set<string>()
  visit(plan, '', found)
  return [...found]
}

function visit(value: unknown, key: string, found: Set<string>): void {
  if (typeof value === 'string') {
    if (SECRET_KEY.test(key) && !NOT_SECRET.test(key)) found.add(value)
    if (value.includes('@') && /^[a-z+]+:\/\//i.test(value)) {
      const url = URL.parse(value)
      if (url !== null && url.password !== '') {
        found.add(url.password)
        found.add(decodeURIComponent(url.password))
      }
    }
    return
  }
  if (Array.isArray(value)) for (const item of value) visit(item, key, found)
  else if (typeof value === 'object' && value !== null) for (const [name, item] of Object.entries(value)) visit(item, name, found)
}
