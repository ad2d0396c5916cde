import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { configOf, testSettings } from '../src/config.ts'
import { mergeAccounts, well_known } from '../src/domain/boot.ts'
import { createEmulator, type Emulator } from '../src/emulator.ts'
import { loadFixture } from '../src/operations/fixtures.ts'
import { bootAccounts } from '../src/operations/reset.ts'
import { inSession } from '../src/operations/session.ts'
import { Fixture } from '../src/schemas/fixture.ts'
import type { Source, Task } from '../src/schemas/records.ts'
import { inBulk, type Put } from './bulk.ts'

/** Database files with many tasks: a few are lived through by the machine, the others are their copies. */

export const account = '0e0000000000000000000000000d0001'
const hour_ms = 3_600_000
/** When the tasks that are not due within the hour go on, all of them within a second. */
export const quiet_ms = 24 * 30 * hour_ms

/** Ids that anyone can work out again from a kind and a number. */
export function idOf(kind: 'task' | 'source' | 'free', index: number): string {
  const hex = createHash('sha256').update(`${kind} ${index}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const copied = { until: { subtask: 'MIGRATE_LINUX_FILE', percent: 41 } }
const synced = ['start', { until: { state: 'SYNCING' } }, { wait: 'PT1H' }]
const launched = ['cutover', { until: { state: 'MIGRATE_SUCCESS' } }, { wait: 'PT1H' }]
const again = [...['cutover'], { until: { state: 'SYNC_SUCCESS' } }, { wait: 'PT1H' }]
/** What the tasks have lived through; the first has 14 sub-tasks and is at work on the last. */
const lives: { syncing?: boolean; steps: unknown[] }[] = [
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

export type Seeding = {
  tasks: number
  /** Sources without a task, for tasks that are to be created. */
  free?: number
  /** The share of the tasks that have something to do within the hour. */
  due?: number
  clock?: 'frozen' | 'flowing'
}

/** Writes a database file: the lives by the machine, their copies as its stores would, timers included. */
export function seed(file: string, { tasks, free = 0, due = 0, clock = 'frozen' }: Seeding): void {
  const config = configOf({ ...testSettings, db: file, clock, pace: 1 })
  const emulator = createEmulator(config, {
    wall: Date.now,
    boot: mergeAccounts([well_known]),
  })
  bootAccounts(emulator)
  const patterns = livePatterns(emulator)
  const now = inSession(emulator, account, (session) => session.now)
  emulator.close()
  inBulk(file, account, (put) => {
    for (let index = 0; index < tasks; index++) {
      const isDue = index < Math.round(tasks * due)
      // What is due is a copy under way; of the others each life comes in turn.
      const pattern = patterns[isDue ? 1 : index % patterns.length]
      const until = now + (isDue ? hour_ms / 2 + (index % 60_000) : quiet_ms + (index % 1000))
      if (pattern) putCopy(put, pattern, index, { now, until })
    }
    const { source } = patterns[4] as Pattern
    for (let index = 0; index < free; index++) {
      const id = idOf('free', index)
      put.source({ ...source, id, name: `free-${index}`, state: 'waiting', task_id: null })
    }
  })
}

type Pattern = { task: Task; source: Source }

/** The lives, lived; the originals are gone afterwards. */
function livePatterns(emulator: Emulator): Pattern[] {
  const sources = lives.map((_, index) => ({
    ...exampleBody('RegisterServer'),
    name: `pattern-${index}`,
  }))
  const tasks = lives.map((life, index) => ({
    ...life,
    source: `pattern-${index}`,
    name: `task-${index}`,
  }))
  const fixture = Fixture.parse({ accounts: [{ name: 'emulator', sources, tasks }] })
  loadFixture(emulator, fixture)
  const patterns = emulator.tasks.all(account).map((task) => {
    const source = emulator.sources.find(account, task.source_server_id)
    if (!source) throw new Error(`${task.name} has no source`)
    return { task, source }
  })
  inSession(emulator, account, (session) => {
    for (const { task, source } of patterns) {
      session.removeTask(task.id)
      session.removeSource(source.id)
    }
  })
  return patterns
}

function putCopy(
  put: Put,
  { task, source }: Pattern,
  index: number,
  { now, until }: { now: number; until: number },
) {
  const id = idOf('task', index)
  const source_server_id = idOf('source', index)
  put.source({ ...source, id: source_server_id, name: `server-${index}`, task_id: id })
  put.task({
    ...task,
    id,
    name: `task-${index}`,
    source_server_id,
    create_date: now - index * 1000,
    sub_tasks: task.sub_tasks.map((row, place) => ({ ...row, id: index * 20 + place + 1000 })),
    target_server: { ...task.target_server, vm_id: idOf('free', -1 - index) },
    step: task.step && { ...task.step, until, ends: until },
  })
}
