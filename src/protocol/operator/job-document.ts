import * as z from 'zod/mini'
import { parseDurationMs } from '../../lib/time.ts'
import { JOB_GROUPS } from '../enums.ts'
import { isStepCondition } from './step-condition.ts'

/**
 * The readable form of a job, as people write it in YAML or JSON. Messages of
 * checks are predicates ("must be ..."): document-problems.ts puts the key in
 * front and the value behind.
 */
const described = <T extends z.ZodMiniType>(schema: T, text: string): T => schema.check(z.describe(text)) as T

const text = z.string().check(z.minLength(1, 'must not be empty'))

const duration = described(
  z.string('must be a duration with its unit, such as `30s`, `5m` or `1h30m`').check(z.refine((value) => (parseDurationMs(value) ?? 0) > 0, 'must be a duration such as `30s`, `5m` or `1h30m`')),
  'A duration with its unit: 30s, 5m, 1h30m.',
)

const NAME_PATTERN = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,62}$/
const name = z.string().check(z.regex(NAME_PATTERN, 'must be 1 to 63 letters, digits, `-` or `_`'))

const envName = z.string().check(z.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a name of letters, digits and `_` that does not begin with a digit'))

const env = described(
  z.record(envName, z.union([z.string(), z.number(), z.boolean()], 'must be a string, a number or a boolean')),
  'Environment variables. Numbers and booleans become text.',
)

const gitSource = z.strictObject({
  url: z.optional(described(text, 'https, ssh or file URL of the repository.')),
  ref: z.optional(described(text, 'Branch, tag or commit. Default: HEAD, the default branch of the repository.')),
  path: z.optional(described(text, 'Folder inside the repository.')),
  from_folder: z.optional(described(text, 'A local folder, relative to the document; run-local makes a repository of it on the spot.')),
  recurse_submodules: z.optional(z.boolean()),
}).check(z.refine((git) => (git.url === undefined) !== (git.from_folder === undefined), 'needs either `url` or `from_folder`'))

const source = described(
  z.strictObject({
    git: z.optional(gitSource),
    path: z.optional(described(text, 'A local folder, relative to the document. The client packs and uploads it. Beside `archive`: the folder inside the archive.')),
    archive: z.optional(described(
      z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/, 'must be `sha256:` and 64 hex digits')),
      'Digest of an uploaded tar.gz; the client writes this.',
    )),
  }).check(z.refine((value) => (value.git === undefined) !== (value.path === undefined && value.archive === undefined), 'needs exactly one of `git`, `path` and `archive`')),
  'Where files come from: a git repository, a local folder, or an uploaded archive.',
)
export type DocumentSource = z.infer<typeof source>

const onError = described(
  z.union(
    [z.enum(['fail', 'continue']), z.strictObject({ retry: z.int().check(z.minimum(1), z.maximum(20)) })],
    'must be `fail`, `continue` or `{retry: n}` with n from 1 to 20',
  ),
  'What a failure does. fail: the job fails. continue: the steps after a failed one run all the same. {retry: n}: the job is tried n more times.',
)

const resources = described(
  z.strictObject({
    cpu: z.optional(z.union([z.number().check(z.gt(0)), z.string().check(z.regex(/^\d+m?$/))], 'must be a number of cores such as `2`, `0.5` or `500m`')),
    memory: z.optional(z.string().check(z.regex(/^\d+(Ki|Mi|Gi|K|M|G)?$/, 'must be an amount such as `512Mi` or `2Gi`'))),
  }),
  'What the work needs. Sent with the plan; backends that can, hold it.',
)

const outputs = described(
  z.array(
    z.strictObject({
      name: described(text, 'Key in the outputs of the job.'),
      format: z.optional(described(z.enum(['text', 'json']), 'How the value is shown and written. Default: text for strings, else json.')),
      destination: z.optional(described(text, 'A file, relative to the document, that the following client writes the value to.')),
    }),
  ),
  'Outputs that the job must have. A client that follows the job shows these, and reports a missing one.',
)

const common = {
  name: z.optional(described(name, 'A name for people.')),
  runner: z.optional(described(text, 'Name or id of the runner. Default: the --runner of the client, or the only runner there is.')),
  timeout: z.optional(duration),
  labels: z.optional(described(z.record(z.string(), z.string()), 'Facts for people and filters.')),
  on_error: z.optional(onError),
  outputs: z.optional(outputs),
}

const step = z.strictObject({
  name: z.optional(described(name, 'Unique in the job. Default: step-1, step-2, ...')),
  run: z.optional(described(text, 'An inline script. Without a #! line it runs under `sh -e`.')),
  command: z.optional(described(text, 'A command with its arguments, split like a shell does; no pipes or variables. Looked up in the source, then on PATH.')),
  source: z.optional(source),
  env: z.optional(env),
  timeout: z.optional(duration),
  if: z.optional(described(
    z.string().check(z.refine(isStepCondition, "must be `always()`, `success()`, `failure()`, or a comparison such as `steps.build.outputs.changed == 'true'`")),
    "When the step runs. Default success(). Also always(), failure(), steps.NAME.outputs.KEY == 'value' (or !=).",
  )),
  continue_on_error: z.optional(described(z.boolean(), 'A failure of this step does not fail the job.')),
  retries: z.optional(described(z.int().check(z.minimum(0), z.maximum(20)), 'Further tries of a failed step.')),
  retry_wait: z.optional(duration),
}).check(z.refine((value) => (value.run === undefined) !== (value.command === undefined), 'needs either `run` (a script) or `command`'))
export type DocumentStep = z.infer<typeof step>

const actionWorkflow = z.strictObject({
  type: z.literal('action-workflow'),
  ...common,
  env: z.optional(env),
  resources: z.optional(resources),
  source: z.optional(source),
  steps: described(z.array(step).check(z.minLength(1, 'must have at least one step'), z.maxLength(200, 'must have at most 200 steps')), 'Run one after the other.'),
})

const terraform = z.strictObject({
  type: z.literal('terraform'),
  ...common,
  env: z.optional(env),
  resources: z.optional(resources),
  source,
  operation: z.optional(described(z.enum(['plan', 'apply', 'destroy', 'drift']), 'plan: show only. apply, destroy: plan, approval, apply. drift: compare the state with the world. Default: plan.')),
  version: z.optional(described(text, 'Version or constraint: 1.11.4, ~> 1.5, ">= 1.5, < 2".')),
  flavor: z.optional(described(z.enum(['terraform', 'opentofu']), 'Which program. Default: terraform.')),
  workspace: z.optional(described(name, 'The state that is worked on. Default: the name of the job.')),
  vars: z.optional(described(z.record(z.string(), z.unknown()), 'Input variables, of any type.')),
  var_files: z.optional(described(
    z.array(z.union([text, z.strictObject({ contents: z.string() })], 'must be a file name, or `{contents: ...}`')),
    'Variable files (tfvars or JSON), relative to the document; the client sends their contents.',
  )),
  targets: z.optional(described(z.array(text), 'Only these resource addresses.')),
  replace: z.optional(described(z.array(text), 'Replace these resource addresses.')),
  parallelism: z.optional(z.int().check(z.minimum(1), z.maximum(256))),
  lock_timeout: z.optional(duration),
  auto_approve: z.optional(described(z.boolean(), 'Apply without asking.')),
})

const simple = <T extends string>(type: T) => z.strictObject({ type: z.literal(type), ...common })

const shutDown = z.strictObject({
  type: z.literal('shut-down'),
  ...common,
  kind: z.optional(described(z.enum(['graceful', 'force']), 'graceful: after the work in hand. Default: graceful.')),
})

/** Any job type of the wire with its plan as the wire has it. */
const raw = z.strictObject({
  type: described(text, 'A job type of the wire.'),
  ...common,
  group: z.optional(described(z.enum(JOB_GROUPS), 'Job group. Default: the one of the type.')),
  operation: z.optional(described(z.enum(['exec', 'build', 'create-apply-plan', 'create-teardown-plan', 'apply-plan']), 'Operation of the wire. Default: the usual one of the type.')),
  metadata: z.optional(z.record(z.string(), z.string())),
  plan: described(z.record(z.string(), z.unknown()), 'The plan document, sent as it is.'),
})

export const DOCUMENT_SCHEMAS = {
  'action-workflow': actionWorkflow,
  terraform,
  noop: simple('noop'),
  'noop-build': simple('noop-build'),
  'noop-sync': simple('noop-sync'),
  'noop-deploy': simple('noop-deploy'),
  'health-check': simple('health-check'),
  'shut-down': shutDown,
} as const
export type DocumentType = keyof typeof DOCUMENT_SCHEMAS

export const rawDocumentSchema = raw

export const jobDocumentSchema = z.union([
  actionWorkflow,
  terraform,
  DOCUMENT_SCHEMAS.noop,
  DOCUMENT_SCHEMAS['noop-build'],
  DOCUMENT_SCHEMAS['noop-sync'],
  DOCUMENT_SCHEMAS['noop-deploy'],
  DOCUMENT_SCHEMAS['health-check'],
  shutDown,
  raw,
])

export type ActionWorkflowDocument = z.infer<typeof actionWorkflow>
export type TerraformDocument = z.infer<typeof terraform>
export type ShutDownDocument = z.infer<typeof shutDown>
export type RawDocument = z.infer<typeof raw>
export type SimpleDocument = z.infer<ReturnType<typeof simple<'noop' | 'noop-build' | 'noop-sync' | 'noop-deploy' | 'health-check'>>>
export type JobDocument = ActionWorkflowDocument | TerraformDocument | ShutDownDocument | SimpleDocument | RawDocument

/** A document of the family whose plan is given as it is; all others have a `type` of DOCUMENT_SCHEMAS. */
export function isRawDocument(document: JobDocument): document is RawDocument {
  return 'plan' in document
}
