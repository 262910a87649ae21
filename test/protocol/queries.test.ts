import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { msToNs, nsToMs, parseDurationMs } from '../../src/lib/time.ts'
import { formatGoDuration, parseTailQuery, parseWait, tailQuery } from '../../src/protocol/jobs-query.ts'
import { pageHeaders, parsePage } from '../../src/protocol/pagination.ts'

describe('a tail request', () => {
  test('is read as a plain server reads it', () => {
    expect(parseTailQuery({})).toEqual({ groups: [], waitMs: 25_000, limit: 1 })
    expect(parseTailQuery({ group: 'any', wait: '10s' })).toEqual({ groups: [], waitMs: 10_000, limit: 1 })
    expect(parseTailQuery({ group: 'deploy', wait: '250ms' })).toEqual({ groups: ['deploy'], waitMs: 250, limit: 1 })
  })

  test('waits 25 s when it asks for nothing, a negative time, or too long; a number without unit is refused', () => {
    for (const wait of [undefined, '', '0', '-5s', '0s', '1h', '25001ms']) expect(parseWait(wait), String(wait)).toBe(25_000)
    expect(() => parseWait('1')).toThrow('"wait" is wrong: found "1", expected a duration')
    expect(() => parseWait('soon')).toThrow('expected a duration')
  })

  test('for several groups and jobs uses the extension, for one group the plain form', () => {
    expect(tailQuery({ groups: ['build'], waitMs: 25_000 })).toEqual({ group: 'build', wait: '25s' })
    expect(tailQuery({ groups: ['build', 'sync'], waitMs: 1500, limit: 4 })).toEqual({ groups: 'build,sync', wait: '1500ms', limit: '4' })
    expect(parseTailQuery(tailQuery({ groups: ['build', 'sync'], waitMs: 1500, limit: 4 }))).toEqual({ groups: ['build', 'sync'], waitMs: 1500, limit: 4 })
  })

  test('with a bad limit is refused, and a large one is cut', () => {
    expect(() => parseTailQuery({ limit: '0' })).toThrow('"limit" is wrong')
    expect(() => parseTailQuery({ limit: 'x' })).toThrow('"limit" is wrong')
    expect(parseTailQuery({ limit: '5000' }).limit).toBe(100)
  })
})

describe('durations', () => {
  test('nanoseconds and milliseconds convert without loss for whole milliseconds', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 365 * 86_400_000 }), (ms) => { expect(nsToMs(msToNs(ms))).toBe(ms) }))
    expect(msToNs(24 * 3_600_000)).toBe(8.64e13)
    expect(Number.isInteger(msToNs(0.0000004))).toBe(true)
  })

  test('what we write, Go and we read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), (ms) => {
        expect(formatGoDuration(ms)).toMatch(/^\d+(\.\d+)?(s|ms)$/)
        expect(parseDurationMs(formatGoDuration(ms))).toBeCloseTo(ms, 6)
      }),
    )
  })
})

describe('pages', () => {
  test('default to ten entries from the first, and never more than a hundred', () => {
    expect(parsePage({})).toEqual({ offset: 0, limit: 10 })
    expect(parsePage({ limit: '500', offset: '20' })).toEqual({ offset: 20, limit: 100 })
    expect(parsePage({ limit: '0' })).toEqual({ offset: 0, limit: 10 })
  })

  test('a page number wins over an offset', () => {
    expect(parsePage({ page: '3', offset: '7', limit: '5' })).toEqual({ offset: 10, limit: 5, page: 3 })
  })

  test('what is not a number is refused', () => {
    for (const query of [{ limit: 'x' }, { offset: '-1' }, { page: '1.5' }]) expect(() => parsePage(query)).toThrow('is wrong: found')
  })

  test('are described in headers', () => {
    expect(pageHeaders({ offset: 10, limit: 5, page: 3 }, true)).toEqual({ 'X-Nuon-Page-Next': 'true', 'X-Nuon-Page-Offset': '10', 'X-Nuon-Page-Limit': '5', 'X-Nuon-Page-Number': '3' })
    expect(pageHeaders({ offset: 0, limit: 10 }, false)).toEqual({ 'X-Nuon-Page-Next': 'false', 'X-Nuon-Page-Offset': '0', 'X-Nuon-Page-Limit': '10' })
  })
})
