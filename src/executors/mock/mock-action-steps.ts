import type { JobContext } from '../executor.ts'

/** Walks the steps of a mocked action run: each becomes in-progress and then finished. */
export async function mockActionSteps(plan: Record<string, unknown>, context: JobContext, pass: (name: string) => Promise<void>): Promise<void> {
  const installId = typeof plan.install_id === 'string' ? plan.install_id : ''
  const runId = typeof plan.id === 'string' ? plan.id : ''
  const run = await context.actions.run(installId, runId)
  for (const step of run.steps) {
    const startedMs = Date.now()
    await context.actions.reportStep(installId, runId, step.id, 'in-progress', 0)
    await pass(`action step ${step.id}`)
    await context.actions.reportStep(installId, runId, step.id, 'finished', Date.now() - startedMs)
  }
}
