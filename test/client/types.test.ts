import t from 'tap'
import type { z } from 'zod'
import type {
  EmulatorClient,
  Fault,
  Scenario,
  StartSettings,
  TaskCondition,
} from '../../src/index.ts'
import { AdvanceRequest, type TaskCondition as Condition } from '../../src/schemas/control/clock.ts'

/**
 * The types of the library are as strict as the server: what an editor underlines here the server refuses. Nothing of
 * this runs; the type check fails where a line is not an error.
 */

type Assert<True extends true> = True
export type Conditions = Assert<TaskCondition extends z.input<typeof Condition> ? true : false>

export async function misuse({ clock, faults, requests, scenarios }: EmulatorClient) {
  const task = 'move'
  // @ts-expect-error: one of by, until and events
  await clock.advance({})
  // @ts-expect-error: only one of them
  await clock.advance({ by: 'PT1M', until: 'idle' })
  // @ts-expect-error: only one of them
  await clock.advance({ by: 'PT1M', events: 1 })
  // @ts-expect-error: max goes with until
  await clock.advance({ by: 'PT1M', max: 'PT1H' })
  // @ts-expect-error: something to wait for
  await clock.advance({ until: { task } })
  // @ts-expect-error: a word that is not idle
  await clock.advance({ until: 'end' })
  // @ts-expect-error: not a sub-task
  await clock.advance({ until: { task, subtask: 'MIGRATE' } })
  // @ts-expect-error: not a round
  await clock.advance({ until: { task, user_op: 'CUTOVERX' } })
  // @ts-expect-error: not a state
  await clock.advanceUntil({ task, state: 'DONE' })
  // @ts-expect-error: something to wait for
  await clock.advanceUntil({ task })
  // @ts-expect-error: not a mode
  await clock.set({ mode: 'froze' })
  // @ts-expect-error: not an operation
  await faults.add({ match: { operation: 'ShowTsk' }, effect: { status: 503 } })
  // @ts-expect-error: not a method
  await faults.add({ match: { method: 'FETCH' }, effect: { status: 503 } })
  // @ts-expect-error: no effect
  await faults.add({ match: { operation: 'ShowTask' } })
  // @ts-expect-error: a misspelt key
  await faults.add({ efect: { status: 503 } })
  // @ts-expect-error: not an operation
  await requests.count({ operation: 'CreateTsk' })
  // @ts-expect-error: not a status
  await requests.expect({ status: '6xx' })
  // @ts-expect-error: the signal comes after the filter
  await requests.wait({ operation: 'CreateTask', signal: AbortSignal.abort() })
  // @ts-expect-error: not an operation of SMS
  await scenarios.add(scenario({ refuse: { operation: 'KeystoneCreateToken', code: 'SMS.6501' } }))
  // @ts-expect-error: not a sub-task
  await scenarios.add(scenario({ fail: { at: 'MIGRATE_LINX_FILE' } }))
  // @ts-expect-error: not a round
  await scenarios.add(scenario({ stall: [{ at: 'MIGRATE_*', round: 'CUTOVERX' }] }))
}

export async function use({ clock, faults, requests, scenarios }: EmulatorClient) {
  await clock.advance({ by: 600 })
  await clock.advance({ until: 'idle', max: 'PT1H' })
  await clock.advance({ until: { task: 'move', subtask: 'MIGRATE_LINUX_FILE', percent: 63 } })
  await clock.advanceUntil({ task: 'move', user_op: 'CUTOVER0', percent: 50 }, { max: 1000 })
  await clock.set({ now: new Date('2026-01-01T00:00:00Z') })
  await faults.add([{ match: { operation: 'List*', method: 'get' }, effect: { status: 503 } }])
  await requests.count({ operation: 'Show*', status: '4xx' })
  await scenarios.add(scenario({ fail: { at: 'MIGRATE_*', round: 'RESYNC' } }))
  await scenarios.add(scenario({ refuse: [{ operation: 'CreateTask', code: 'SMS.6501' }] }))
}

const scenario = (going: Scenario['then']): Scenario => ({ name: 'a', ['then' as const]: going })

export const settings: StartSettings[] = [
  { logLevel: 'silent', journalLimit: 10, strictContract: true, now: new Date() },
  { log_level: 'silent', journal_limit: 10, pace: undefined },
  // @ts-expect-error: not a level
  { logLevel: 'loud' },
  // @ts-expect-error: not a setting
  { logLevl: 'silent' },
]

export const fault: Fault = { effect: { connection: 'reset' } }

t.test('what the types refuse the server refuses, too', async (t) => {
  for (const request of [{}, { by: 'PT1M', until: 'idle' }, { until: { task: 'move' } }]) {
    t.equal(AdvanceRequest.safeParse(request).success, false, JSON.stringify(request))
  }
})
