import type { Source, Task } from '../../src/schemas/stored/records.ts'
import { exampleBody, linuxSource, taskFor } from '../helper.ts'

/** What a client does next: creates, actions, moves of the clock; small transactions and large ones. */

export type Call = { method: string; path: string; body?: unknown }

type Chance = (below: number) => number
type Known = { sources: readonly Source[]; tasks: readonly Task[] }

const target = exampleBody('CreateTask').target_server as object

/** More than that is deleted again, in one call. */
const sources_max = 60

/** What is mostly possible in a state; now and then it is not, which must change nothing. */
const actions: Partial<Record<Task['state'], readonly string[]>> = {
  READY: ['start'],
  RUNNING: ['stop'],
  SYNCING: ['test', 'cutover', 'stop'],
  ABORT: ['start'],
}
const steps = ['PT1M', 'PT10M', 'PT1H', 'P1D'] as const

const sms = (method: string, path: string, body?: unknown): Call => ({
  ...{ method, path },
  ...(body === undefined ? {} : { body }),
})
const control = (method: string, path: string, body?: unknown): Call =>
  sms(method, `/_emulator/${path}`, body)

/** Of many servers, and a task for each: one large transaction. */
export const fleet = (name: string, prefix: string, amount: number) => ({
  accounts: [
    {
      name,
      sources: Array.from({ length: amount }, (_, index) =>
        linuxSource({ name: `${prefix}-${index}`, ip: `10.1.${index >> 8}.${index & 255}` }),
      ),
      tasks: Array.from({ length: amount }, (_, index) => ({
        source: `${prefix}-${index}`,
        name: `${prefix}-${index}`,
        steps: ['start'],
      })),
    },
  ],
})

const one = <Item>(items: readonly Item[], chance: Chance): Item | undefined =>
  items[chance(items.length)]

/** @param turn its number, which makes names. */
export function nextCall(account: string, known: Known, turn: number, chance: Chance): Call {
  const { sources, tasks } = known
  if (sources.length > sources_max) return thinOut(known, turn)
  const free = one(
    sources.filter(({ task_id, state }) => task_id === null && state === 'waiting'),
    chance,
  )
  const task = one(tasks, chance)
  const dice = chance(100)
  if (dice < 16 || sources.length === 0) {
    return sms(
      'POST',
      '/v3/sources',
      linuxSource({ name: `s-${turn}`, ip: `10.0.0.${turn % 250}` }),
    )
  }
  if (dice < 34 && free) {
    return sms(
      'POST',
      '/v3/tasks',
      taskFor(free.id, {
        name: `t-${turn}`,
        syncing: dice % 2 === 0,
        target_server: {
          ...target,
          vm_id: `7c804c50-e9eb-40af-86ec-${String(turn).padStart(12, '0')}`,
        },
      }),
    )
  }
  if (dice < 56 && task) {
    return sms('POST', `/v3/tasks/${task.id}/action`, {
      operation: one(actions[task.state] ?? ['restart', 'clear'], chance),
    })
  }
  if (dice < 74) return advance(task, chance)
  if (dice < 77 && task) return sms('DELETE', `/v3/tasks/${task.id}`)
  if (dice < 79 && free) return sms('DELETE', `/v3/sources/${free.id}`)
  if (dice < 83) return rename(known, turn, chance)
  if (dice < 86) {
    const { template } = exampleBody('CreateTemplate') as { template: object }
    return sms('POST', '/v3/vm/templates', { template: { ...template, name: `v-${turn}` } })
  }
  if (dice < 88)
    return sms('POST', '/v3/migprojects', { ...exampleBody('CreateMigproject'), name: `p-${turn}` })
  if (dice < 90) return control('PUT', 'clock', { pace: 1 + chance(9) })
  if (dice < 93) return control('POST', `snapshots/kept-${chance(2)}`)
  if (dice < 95) return control('PUT', `snapshots/kept-${chance(2)}`)
  return control('POST', 'fixtures', fleet(account, `f-${turn}`, 8 + chance(16)))
}

function advance(task: Task | undefined, chance: Chance): Call {
  const dice = chance(10)
  if (dice < 4) return control('POST', 'clock/advance', { events: 1 + chance(40) })
  if (dice < 7) return control('POST', 'clock/advance', { by: one(steps, chance) })
  if (dice < 9 && task) {
    const until = { task: task.id, state: 'MIGRATE_SUCCESS' }
    return control('POST', 'clock/advance', { until, max: 'PT12H' })
  }
  return control('POST', 'clock/advance', { until: 'idle', max: 'P1D' })
}

function rename({ sources, tasks }: Known, turn: number, chance: Chance): Call {
  const source = one(sources, chance)
  const task = one(tasks, chance)
  return task && turn % 2 === 0
    ? sms('PUT', `/v3/tasks/${task.id}`, { name: `r-${turn}` })
    : sms('PUT', `/v3/sources/${source?.id}`, { name: `r-${turn}` })
}

/** The tasks first, with all that cannot be deleted now refused as a whole; then their sources; else all anew. */
function thinOut({ sources, tasks }: Known, turn: number): Call {
  const idle = tasks.filter(({ state }) => state === 'READY' || state === 'MIGRATE_SUCCESS')
  const free = sources.filter(({ task_id }) => task_id === null)
  if (idle.length > 20 && turn % 2 === 0) {
    return sms('POST', '/v3/tasks/delete', { ids: idle.slice(0, 50).map(({ id }) => id) })
  }
  if (free.length > 20)
    return sms('POST', '/v3/sources/delete', { ids: free.slice(0, 50).map(({ id }) => id) })
  return turn % 3 === 0
    ? control('PUT', 'snapshots/empty')
    : control('POST', 'clock/advance', { until: 'idle', max: 'P1D' })
}
