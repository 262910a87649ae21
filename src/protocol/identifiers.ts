/**
 * Type prefixes of wire identifiers (three letters, then 23 lower-case
 * alphanumerics). Several types share one: readers treat ids as opaque.
 */
export const ID_PREFIXES = {
  runner: 'run',
  execution: 'run',
  jobPlan: 'run',
  executionResult: 'run',
  executionOutputs: 'run',
  job: 'job',
  runnerGroup: 'rgr',
  runnerGroupSettings: 'rgs',
  heartbeat: 'hrt',
  healthCheck: 'hlt',
  logStream: 'log',
  terraformWorkspace: 'tfw',
  terraformState: 'tfs',
  terraformStateJson: 'tfj',
  terraformLock: 'tfl',
  helmChart: 'hmc',
  org: 'org',
  app: 'app',
  appConfig: 'apc',
  component: 'cmp',
  componentBuild: 'bld',
  install: 'inl',
  installDeploy: 'dpl',
  sandboxRun: 'sbr',
  actionRun: 'iar',
  actionWorkflow: 'acw',
  actionWorkflowConfig: 'acc',
  actionStepConfig: 'acs',
  runnerOperation: 'rop',
  token: 'tok',
  /** Ours: not in the original list. */
  actionRunStep: 'ars',
  process: 'rpr',
  shutdown: 'rsh',
} as const

export type IdKind = keyof typeof ID_PREFIXES

/** Whether a text has the form of an identifier. */
export function isWireId(text: string): boolean {
  return /^[a-z]{3}[0-9a-z]{23}$/.test(text)
}
