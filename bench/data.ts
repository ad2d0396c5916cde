import { readFileSync } from 'node:fs'

/** Data for the benchmarks, loaded as fixtures: accounts as tests have them, or as full as the service lets them be. */

const copied = { until: { subtask: 'MIGRATE_LINUX_FILE', percent: 41 } }
const synced = ['start', { until: { state: 'SYNCING' } }, { wait: 'PT1H' }]
const launched = ['cutover', { until: { state: 'MIGRATE_SUCCESS' } }, { wait: 'PT1H' }]
const again = ['cutover', { until: { state: 'SYNC_SUCCESS' } }, { wait: 'PT1H' }]

/** Histories that tasks are given in turn. The first has 14 sub-tasks and is at work on the last. */
const histories: { syncing?: boolean; steps: unknown[] }[] = [
  {
    syncing: true,
    steps: [
      ...synced,
      ...launched,
      'restart',
      { until: { state: 'SYNCING', user_op: 'RESYNC0', subtask: 'SYNC_LINUX_FILE', percent: 99 } },
      { wait: 'PT1H' },
      ...again,
      'restart',
      { until: { user_op: 'RESYNC1', subtask: 'SYNC_LINUX_FILE', percent: 50 } },
    ],
  },
  { steps: ['start', copied] },
  { steps: ['start', { until: { state: 'MIGRATE_SUCCESS' } }] },
  { syncing: true, steps: synced },
  { steps: [] },
]

/** The documented example of an operation's request body. */
export const exampleBody = (operationId: string): Record<string, unknown> =>
  structuredClone(
    JSON.parse(readFileSync('test/reference/sms-v3.examples.json', 'utf8')).operations[operationId]
      .request.body,
  )

const source = exampleBody('RegisterServer')
export const sourceBody = JSON.stringify(source)

const task = exampleBody('CreateTask')
/** The body of CreateTask. A source and a target have one task each, so each body names its own. */
export const taskBody = (source_id: string): string =>
  JSON.stringify({
    ...task,
    source_server: { id: source_id },
    use_public_ip: false,
    target_server: { ...(task.target_server as object), vm_id: source_id },
  })

const numbers = (amount: number) => Array.from({ length: amount }, (_, number) => number)

/** An account of a fixture: its sources, of which the first have a task each. */
export const accountOf = (name: string, amount: { sources: number; tasks: number }) => ({
  name,
  sources: numbers(amount.sources).map((number) => ({ ...source, name: `server-${number}` })),
  tasks: numbers(amount.tasks).map((number) => ({
    ...histories[number % histories.length],
    source: `server-${number}`,
    name: `task-${number}`,
  })),
})

/** The quota of an account: 1,000 sources, each of which has one task at most. */
export const full = { sources: 1000, tasks: 1000 }
/** What a test has in its account. */
export const usual = { sources: 20, tasks: 10 }
