/**
 * The candidate that a typing person probably meant, or `undefined` when none
 * is near: at most a third of the letters differ (a swap of two neighbours
 * counts once), or the word is the beginning of exactly one candidate.
 */
export function closestWord(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(Math.max(wanted.length, 3) / 3)) + 1
  const starting: string[] = []
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
    if (wanted.length >= 3 && candidate.toLowerCase().startsWith(wanted)) starting.push(candidate)
  }
  return best ?? (starting.length === 1 ? starting[0] : undefined)
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let value = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, beforeLast[j - 2]! + 1)
      row.push(value)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
