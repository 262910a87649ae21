import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DOCUMENT_SCHEMAS } from '../../../src/protocol/operator/job-document.ts'
import { formatProblem, readDocuments } from '../../../src/protocol/operator/read-documents.ts'

async function problemsOf(text: string): Promise<string[]> {
  const { problems } = await readDocuments(text, 'job.yaml')
  return problems.map(formatProblem)
}

describe('good documents', () => {
  test('an action with everything in it is read', async () => {
    const { documents, problems } = await readDocuments(
      `type: action-workflow
name: everything
runner: local
timeout: 1h30m
env: {A: text, PORT: 8080, ON: true}
resources: {cpu: 500m, memory: 512Mi}
on_error: {retry: 2}
outputs:
  - {name: version, format: text, destination: ./version.txt}
source: {git: {url: 'https://example.com/r.git', ref: main, path: scripts}}
steps:
  - name: build
    run: echo hi
    env: {B: '1'}
    timeout: 30s
    retries: 1
    retry_wait: 500ms
  - command: ./deploy.sh 'a b'
    if: steps.build.outputs.changed == 'true'
    continue_on_error: true
    source: {path: ./local}
`,
      'job.yaml',
    )

    expect(problems).toEqual([])
    expect(documents[0]!.document).toMatchObject({ type: 'action-workflow', env: { A: 'text', PORT: 8080, ON: true }, steps: [{ name: 'build' }, { command: "./deploy.sh 'a b'" }] })
  })

  test('several documents in one file keep their lines', async () => {
    const { documents } = await readDocuments('type: noop\n---\n# a remark\ntype: health-check\n---\n', 'job.yaml')

    expect(documents.map(({ document, line }) => [document.type, line])).toEqual([
      ['noop', 1],
      ['health-check', 4],
    ])
  })

  test('JSON is read like YAML', async () => {
    const { documents, problems } = await readDocuments('{\n\t"type": "terraform",\n\t"source": {"path": "."}\n}', 'job.json')

    expect(problems).toEqual([])
    expect(documents[0]!.document).toEqual({ type: 'terraform', source: { path: '.' } })
  })

  test('any type of the wire is taken with its plan', async () => {
    const { documents, problems } = await readDocuments('type: docker-build\nplan: {component_id: x}\n', 'job.yaml')

    expect(problems).toEqual([])
    expect(documents[0]!.document).toEqual({ type: 'docker-build', plan: { component_id: 'x' } })
  })

  test('anchors and merge keys work', async () => {
    const { documents, problems } = await readDocuments('type: action-workflow\nenv: &e {A: x}\nsteps:\n  - run: a\n    env: {<<: *e, B: y}\n', 'job.yaml')

    expect(problems).toEqual([])
    expect(documents[0]!.document).toMatchObject({ steps: [{ env: { A: 'x', B: 'y' } }] })
  })
})

describe('problems', () => {
  test('a value of the wrong type is told with its place, its key and what it is', async () => {
    expect(await problemsOf('type: action-workflow\nsteps:\n  - command: 42\n')).toEqual(['job.yaml:3:14: `command` must be a string, got a number (42)'])
  })

  test('a misspelt key is told with the key that was meant', async () => {
    expect(await problemsOf('type: action-workflow\nsteps:\n  - comand: ls\n')).toEqual(['job.yaml:3:5: unknown key `comand`; did you mean `command`?'])
  })

  test('a key of a step at the top is told to belong to a step', async () => {
    expect(await problemsOf('type: action-workflow\ncommand: ls\nsteps: [{run: x}]\n')).toEqual(['job.yaml:2:1: unknown key `command`; `command` belongs to a step'])
  })

  test('a key of another family is told where it belongs', async () => {
    expect(await problemsOf('type: terraform\nsource: {path: .}\nsteps: []\n')).toEqual(['job.yaml:3:1: `steps` belongs to type `action-workflow`'])
  })

  test('all problems come at once, in the order of the file', async () => {
    const problems = await problemsOf('type: terraform\noperation: aply\nparallelism: 0\nsource: {git: {url: a}, path: b}\nvars: [a]\n')

    expect(problems).toEqual([
      'job.yaml:2:12: `operation` must be `plan`, `apply`, `destroy` or `drift`, got "aply"',
      'job.yaml:3:14: `parallelism` must be at least 1, got a number (0)',
      'job.yaml:4:9: `source` needs exactly one of `git`, `path` and `archive`, got a mapping (git, path)',
      'job.yaml:5:7: `vars` must be a mapping, got a list',
    ])
  })

  test.each([
    ['type: nop', 'job.yaml:1:7: unknown type `nop`; did you mean `noop`?'],
    ['type: actions-workflow', 'job.yaml:1:7: unknown type `actions-workflow`; did you mean `action-workflow`?'],
    ['type: docker-biuld\nplan: {}', 'job.yaml:1:7: `docker-biuld` is not a job type of the wire (a type that it does not list needs its `group`); did you mean `docker-build`?'],
    ['name: x', 'job.yaml:1:1: `type` is missing; it is one of'],
    ['just text', 'job.yaml:1:1: a job document must be a mapping with `type`, got "just text"'],
    ['type: noop\ntimeout: 5', 'job.yaml:2:10: `timeout` must be a duration with its unit, such as `30s`, `5m` or `1h30m`, got a number (5)'],
    ['type: noop\ntimeout: 5 minutes', 'job.yaml:2:10: `timeout` must be a duration such as'],
    ['type: noop\non_error: retry', 'job.yaml:2:11: `on_error` must be `fail`, `continue` or `{retry: n}` with n from 1 to 20, got "retry"'],
    ['type: action-workflow\nsteps: []', 'job.yaml:2:8: `steps` must have at least one step, got an empty list'],
    ['type: action-workflow', 'job.yaml:1:1: `steps` is missing'],
    ['type: action-workflow\nsteps: [{name: x}]', 'job.yaml:2:9: step 1 needs either `run` (a script) or `command`, got a mapping (name)'],
    ['type: action-workflow\nsteps: [{run: a, name: x}, {run: b, name: x}]', 'job.yaml:2:43: the step name `x` is taken; names are unique in a job'],
    ["type: action-workflow\nsteps: [{run: a, name: build}, {run: b, if: \"steps.biuld.outputs.x == 'y'\"}]", 'names the step `biuld`, which is not an earlier step; did you mean `build`?'],
    ['type: action-workflow\nsteps: [{run: a, if: sometimes}]', '`if` must be `always()`'],
    ['type: action-workflow\nenv: {VERSION: 1.10}\nsteps: [{run: a}]', 'job.yaml:2:16: `VERSION` is written 1.10 but is the number 1.1; put it in quotes: "1.10"'],
    ['type: action-workflow\nenv: {1A: x}\nsteps: [{run: a}]', 'job.yaml:2:11: `1A` must be a name of letters, digits and `_`'],
    ['a: [', 'not valid YAML'],
    ['type: noop\ntype: noop', 'keep one of them'],
    ['type: noop\n\tname: x', 'not valid YAML'],
    ['', 'there is no job document in this file'],
  ])('%j', async (text, expected) => {
    expect((await problemsOf(text))[0]).toContain(expected)
  })

  test('a document of aliases of aliases is refused, not expanded', async () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]', ...'bcdefgh'.split('').map((name, i) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[i]}`).join(',')}]`)].join('\n')

    expect((await problemsOf(bomb))[0]).toContain('alias')
  })
})

describe('properties', () => {
  test('no text makes the reader throw, and every problem has a place inside the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), documentText()), async (text) => {
        const { documents, problems } = await readDocuments(text, 'x')
        expect(documents.length + problems.length).toBeGreaterThan(0)
        for (const problem of problems) {
          expect(problem.line).toBeGreaterThanOrEqual(1)
          expect(problem.line!).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length + 1)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('a misspelt key is always found at the line where it stands', async () => {
    const keys = Object.keys(DOCUMENT_SCHEMAS['action-workflow'].def.shape).filter((key) => key.length > 3 && key !== 'type' && key !== 'steps')
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...keys), fc.nat(20), async (key, blankLines) => {
        const typo = `${key.slice(0, 1)}${key.slice(2)}`
        const { problems } = await readDocuments(`type: action-workflow\nsteps: [{run: x}]${'\n'.repeat(blankLines + 1)}${typo}: x\n`, 'x')
        const found = problems.find(({ message }) => message.includes(`unknown key \`${typo}\``))
        expect(found).toMatchObject({ line: 3 + blankLines, column: 1 })
        expect(found!.message).toContain(`did you mean \`${key}\`?`)
      }),
    )
  })
})

function documentText(): fc.Arbitrary<string> {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.dictionary(fc.constantFrom('run', 'name', 'if', 'env', 'source', 'x'), fc.jsonValue())))
  return fc
    .record({ type: fc.constantFrom(...Object.keys(DOCUMENT_SCHEMAS), 'x') }, {})
    .chain((base) => fc.dictionary(fc.constantFrom('steps', 'name', 'timeout', 'env', 'source', 'vars', 'plan', 'on_error', 'outputs', 'zzz'), value).map((rest) => JSON.stringify({ ...base, ...rest })))
}
