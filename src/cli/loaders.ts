import type { Run } from './context.ts'

/** Where commands are; each is loaded when it is called for. */
export const loaders: Record<string, () => Promise<Run>> = {
  start: async () => {
    const { start } = await import('./start.ts')
    return ({ options }) => start(options)
  },
  health: async () => (await import('./health.ts')).health,
  info: async () => (await import('./info.ts')).info,
  clock: async () => (await import('./clock.ts')).clock,
  'clock advance': async () => (await import('./clock.ts')).advance,
  reset: async () => (await import('./reset.ts')).reset,
  load: async () => (await import('./load.ts')).load,
  export: async () => (await import('./export.ts')).exportFixture,
  accounts: async () => (await import('./accounts.ts')).listAccounts,
  'accounts create': async () => (await import('./accounts.ts')).createAccount,
  'accounts delete': async () => (await import('./accounts.ts')).deleteAccount,
  tasks: async () => (await import('./tasks.ts')).tasks,
  sources: async () => (await import('./sources.ts')).sources,
  requests: async () => (await import('./requests.ts')).requests,
  'requests wait': async () => (await import('./requests.ts')).waitForRequests,
  'requests clear': async () => (await import('./requests.ts')).clearRequests,
  explain: async () => (await import('./explain.ts')).explain,
  faults: async () => (await import('./faults.ts')).faults,
  'faults add': async () => (await import('./faults.ts')).addFaults,
  'faults clear': async () => (await import('./faults.ts')).clearFaults,
  scenarios: async () => (await import('./scenarios.ts')).scenarios,
  'scenarios add': async () => (await import('./scenarios.ts')).addScenarios,
  'scenarios clear': async () => (await import('./scenarios.ts')).clearScenarios,
  snapshot: async () => (await import('./snapshot.ts')).snapshots,
  coverage: async () => (await import('./coverage-report.ts')).coverage,
  bundle: async () => (await import('./bundle.ts')).bundle,
  replay: async () => (await import('./replay.ts')).replay,
  validate: async () => (await import('./validate.ts')).validate,
  openapi: async () => (await import('./openapi.ts')).openapi,
  completion: async () => (await import('./completion.ts')).completion,
  'snapshot save': async () => (await import('./snapshot.ts')).save,
  'snapshot restore': async () => (await import('./snapshot.ts')).restore,
  'snapshot drop': async () => (await import('./snapshot.ts')).drop,
  'snapshot download': async () => (await import('./snapshot.ts')).download,
  'snapshot upload': async () => (await import('./snapshot.ts')).upload,
}
