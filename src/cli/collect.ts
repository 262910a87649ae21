/** All items of an async iterable, at most `limit`. */
export async function collect<T>(items: AsyncIterable<T>, limit = Infinity): Promise<T[]> {
  const out: T[] = []
  if (limit <= 0) return out
  for await (const item of items) {
    out.push(item)
    if (out.length >= limit) break
  }
  return out
}
