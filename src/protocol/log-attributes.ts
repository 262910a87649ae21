/** Attribute names of log records, as servers index them. */
export const LOG_ATTRIBUTES = {
  jobId: 'runner_job.id',
  jobType: 'runner_job.type',
  logStreamId: 'log_stream.id',
  /** On everything after the claim. */
  executionId: 'runner_job_execution.id',
  /** One of LOG_STEPS. */
  executionStep: 'runner_job_execution_step.name',
  actionStepName: 'workflow_step_name',
  actionStepRunId: 'step_run_id',
  /** "true" on the output of an action's script (2026). */
  commandOutput: 'nuon.command_output',

  /** Extension `log-seq`: counts the records of one execution, from 1, without gaps. */
  seq: 'log.seq',
  /** Extension `log-seq`: where the record's bytes start in the run's stream. */
  offset: 'log.offset',
  runId: 'run.id',
  /** `stdout` or `stderr`. */
  runStream: 'run.stream',
  /** true on a part of a line that goes on in the next record. */
  continued: 'log.continued',
} as const

/** Attribute names of the resource of log records, beside all of `settings.metadata`. */
export const LOG_RESOURCE_ATTRIBUTES = {
  runnerId: 'runner.id',
  runnerVersion: 'runner.version',
  runnerGroupId: 'runner_group.id',
  serviceName: 'service.name',
} as const

export const LOG_SERVICE_NAME = 'runner'
export const LOG_SCOPE_NAME = 'oteljob'

/** The steps of an execution, in order. */
export const LOG_STEPS = ['resetting', 'fetching', 'validate', 'initialize', 'execute', 'outputs', 'cleanup'] as const
export type LogStep = (typeof LOG_STEPS)[number]

/** OTLP severity numbers; the text on the wire is the key. */
export const LOG_SEVERITIES = { debug: 5, info: 9, warn: 13, error: 17, fatal: 21 } as const
export type LogSeverity = keyof typeof LOG_SEVERITIES

/** The name that servers store for a severity number: "Info". */
export function severityName(severityNumber: number): 'Trace' | 'Debug' | 'Info' | 'Warn' | 'Error' | 'Fatal' | '' {
  if (severityNumber < 1 || severityNumber > 24) return ''
  return (['Trace', 'Debug', 'Info', 'Warn', 'Error', 'Fatal'] as const)[Math.floor((severityNumber - 1) / 4)]!
}
