import fc from 'fast-check'
import { type Deviations, deviationsFor } from '../../src/domain/deviations/scenarios.ts'
import { type Action, act, actionRules } from '../../src/domain/migration/actions.ts'
import {
  changeAgentMode,
  disconnectAgent,
  type Moved,
  reconnectAgent,
} from '../../src/domain/migration/agent.ts'
import { progressReported, stateReported } from '../../src/domain/migration/agent-reports.ts'
import type { Context } from '../../src/domain/migration/draft.ts'
import type { Event } from '../../src/domain/migration/events.ts'
import { collectLog } from '../../src/domain/migration/logs.ts'
import {
  currentWork,
  rowProgress,
  toSecond,
  totalTime,
} from '../../src/domain/migration/progress.ts'
import {
  ignoresReports,
  isReachable,
  isValidStage,
  keepsItsTask,
  mayBeReported,
} from '../../src/domain/migration/source-states.ts'
import { maySourceMove, mayTaskMove, stageKey } from '../../src/domain/migration/transitions.ts'
import { newTask } from '../../src/domain/resources/new-task.ts'
import { onCheck, register } from '../../src/domain/resources/registration.ts'
import { nextMove, replan } from '../../src/domain/resources/timers.ts'
import { ApiError } from '../../src/errors/refusals.ts'
import { Consequence, type Scenario } from '../../src/schemas/control/scenarios.ts'
import { PostSourceServerBody } from '../../src/schemas/sms/source-servers.ts'
import { MigrationCycle, SourceState } from '../../src/schemas/sms/states.ts'
import { PostTask } from '../../src/schemas/sms/tasks.ts'
import type { Source, Task } from '../../src/schemas/stored/records.ts'
import { linuxSource, noon, taskFor, windowsSource, windowsTask } from '../helper.ts'

/** Random lives of migrations: what is done to them, by clients, agents, scenarios and clocks. */

export const counter = () => {
  let count = 0
  return { number: () => ++count, uuid: () => `id-${++count}` }
}

export type Pair = { task: Task; source: Source }
export type Kind = {
  windows: boolean
  blocks: boolean
  template: boolean
  external: boolean
  going: Consequence
  pace?: number
}

/** One thing that is done to a task and its source. */
export type Doing =
  | { do: Action; check: boolean }
  | { agent: 'lost' | 'back' | 'restarted' | 'external' | 'simulated' }
  | { report: string; progress: number }
  | { state: SourceState; cycle: MigrationCycle }
  | { advance: number }
  | { log: 'collect' }
  | Setting

const names = [
  'CREATE_CLOUD_SERVER',
  'SSL_CONFIG',
  'ATTACH_AGENT_IMAGE',
  'MIGRATE_LINUX_FILE',
  'MIGRATE_LINUX_BLOCK',
  'SYNC_LINUX_FILE',
  'CHECK_CONSISTENCY',
  'CONFIGURE_LINUX_FILE',
  'DETTACH_AGENT_IMAGE',
  'CLONE_VM',
]

const action = fc.record({
  do: fc.constantFrom(...(Object.keys(actionRules) as Action[])),
  check: fc.boolean(),
})
const agent = fc.record({
  agent: fc.constantFrom('lost', 'back', 'restarted', 'external', 'simulated'),
}) as fc.Arbitrary<Doing>
const report = fc.record({
  report: fc.constantFrom(...names),
  progress: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constant(100)),
})
const state = fc.record({
  state: fc.constantFrom(...SourceState.options),
  cycle: fc.constantFrom(...MigrationCycle.options),
})
const advance = fc.record({ advance: fc.integer({ min: 0, max: 900_000 }) })
export const pace = fc.record({ pace: fc.constantFrom(0.5, 1, 7, 60, 1000) })

/** What agents do to their own migrations is left out where it makes a statement untrue. */
export const doings = (reports: boolean): fc.Arbitrary<Doing[]> =>
  fc.array(
    fc.oneof<fc.WeightedArbitrary<Doing>[]>(
      { weight: 6, arbitrary: action },
      { weight: 8, arbitrary: advance },
      { weight: 1, arbitrary: pace },
      { weight: 2, arbitrary: agent },
      { weight: reports ? 3 : 0, arbitrary: report },
      { weight: reports ? 1 : 0, arbitrary: state },
    ),
    { maxLength: 40 },
  )

const place = {
  at: fc.constantFrom(
    'SSL_CONFIG',
    'ATTACH_*',
    'MIGRATE_*',
    'SYNC_*',
    'CHECK_CONSISTENCY',
    'CONFIGURE_*',
    'DETTACH_*',
    'CLONE_VM',
    'CONTINUOUS_SYNC',
    'CLEAR',
    'ROLLBACK',
  ),
  percent: fc.integer({ min: 0, max: 99 }),
  times: fc.integer({ min: 1, max: 3 }),
  after: fc.integer({ min: 0, max: 100_000 }),
}
const ms = fc.option(fc.integer({ min: 1000, max: 400_000 }), { nil: undefined })

export const goings: fc.Arbitrary<Consequence> = fc
  .record(
    {
      fail: fc.array(
        fc.record({
          ...place,
          code: fc.constantFrom('SMS.3802', 'SMS.0805', 'SMS.1404'),
          recover_after: ms,
        }),
        { maxLength: 3 },
      ),
      stall: fc.array(fc.record({ ...place, for: ms }), { maxLength: 2 }),
      slow: fc.array(
        fc.record({ at: place.at, percent: place.percent, factor: fc.constantFrom(0.5, 3) }),
        { maxLength: 2 },
      ),
      agent_lost: fc.array(fc.record({ ...place, for: ms, restarted: fc.boolean() }), {
        maxLength: 2,
      }),
      overspeed: fc.array(fc.record(place), { maxLength: 1 }),
      noise: fc.constantFrom(0, 0.3),
      copy: fc.record({ ends_at: fc.integer({ min: 1, max: 99 }) }),
      timings: fc.constant({ progress: 'even' as const }),
      drill: fc.constantFrom('pass', 'fail'),
    },
    { requiredKeys: [] },
  )
  .map((then) => Consequence.parse(JSON.parse(JSON.stringify(then))))

export const kinds = fc.record({
  windows: fc.boolean(),
  blocks: fc.boolean(),
  syncing: fc.boolean(),
  template: fc.boolean(),
  auto_start: fc.boolean(),
  is_need_consistency_check: fc.boolean(),
  need_migration_test: fc.boolean(),
  start_network_check: fc.boolean(),
  external: fc.boolean(),
  going: goings,
})

class Broken extends Error {}
export const fail = (why: string): never => {
  throw new Broken(why)
}

/** What must be true after every event. */
function check({ task, source }: Pair, now: number): void {
  const { state, migration_cycle } = source
  if (!isValidStage(state, migration_cycle)) fail(`${state} stands with ${migration_cycle}`)
  const begun = task.sub_tasks.filter((row) => row.start_date !== null && row.end_date === null)
  if (begun.length > 1) fail('more than one row is at work')
  const atWork = task.step?.kind === 'work'
  if (atWork && begun[0] !== task.sub_tasks[task.step?.row ?? -1]) fail('work on a row at rest')
  const sum = task.sub_tasks
    .filter((row) => row.start_date !== null && row.end_date !== null)
    .reduce((total, row) => total + toSecond(row.end_date ?? 0) - toSecond(row.start_date ?? 0), 0)
  if (totalTime(task) !== sum) fail('total_time is not the sum of the rows')
  for (const row of task.sub_tasks) {
    const progress = rowProgress(task, row, currentWork(task, now))
    if (row.end_date === null) {
      if (progress === 100 && task.report === null) fail('a row at 100 has not ended')
    } else if (progress !== 100 && row.error === null) fail('a row ended below 100, without error')
  }
  const works = ['RUNNING', 'ABORTING', 'SKIPPING', 'RESETING'].includes(task.state)
  const isAgents = !source.connected || source.agent.mode === 'external' || task.held !== null
  if (works && task.step === null && !isAgents) fail(`${task.state} waits for nothing`)
  const isIdle = task.step === null && task.held === null && source.agent.mode === 'simulated'
  const isOver = /^(READY|ABORT)$|_(FAIL|SUCCESS)$/.test(task.state)
  if (isIdle && isOver && keepsItsTask(source)) fail(`${task.state} can never be deleted`)
  if (task.step && task.step.until !== null && task.step.until < task.step.since) {
    fail('a step ends before it begins')
  }
  if (task.state.endsWith('_FAIL') !== (task.error_json !== '' && task.state.endsWith('_FAIL'))) {
    fail('a failure has no error')
  }
}

/** Until a row is done again from its beginning, its progress does not fall. */
function checkProgress(
  former: Pair,
  { task, source }: Pair,
  events: readonly Event[],
  now: number,
) {
  const isTold = former.source.agent.mode === 'simulated' || source.agent.mode === 'simulated'
  if (isTold && (former.task.report || task.report)) return
  for (const row of task.sub_tasks) {
    const before = former.task.sub_tasks.find(({ id }) => id === row.id)
    const isReset = events.some(({ type, data }) => type === 'subtask.reset' && data.id === row.id)
    if (!before || isReset) continue
    const was = rowProgress(former.task, before, currentWork(former.task, now))
    const is = rowProgress(task, row, currentWork(task, now))
    if (is < was) fail(`${row.name} falls from ${was} to ${is}`)
  }
}

/** Every move is in the tables, but for what agents report of their sources. */
function checkMoves(events: readonly Event[], reported: boolean): void {
  for (const { type, data } of events) {
    if (type === 'task.state' && !mayTaskMove(data.from, data.state)) {
      fail(`a task moves from ${data.from} to ${data.state}`)
    }
    if (type !== 'source.state' || reported) continue
    const [from, to] = [
      stageKey(data.from, data.from_cycle),
      stageKey(data.state, data.migration_cycle),
    ]
    if (!maySourceMove(from, to)) fail(`a source moves from ${from} to ${to}`)
  }
}

/** A scenario of these consequences for every migration. */
const named = (going: Consequence, name: string): Scenario => {
  const key = 'then'
  return { name, match: {}, [key]: going } as Scenario
}

/** What a client or an agent does to a migration; undefined when the service does not listen. */
function toldTo({ task, source }: Pair, doing: Doing, context: Context): Moved | undefined {
  if ('do' in doing) return act(task, source, { action: doing.do, check: doing.check }, context)
  if ('report' in doing) return progressReported(task, source, reportOf(doing), context)
  if ('state' in doing) {
    const { state, cycle } = doing
    const taken = mayBeReported(state, cycle) && isReachable(source, task, state, cycle)
    const deaf = ignoresReports(source) || !taken
    return deaf ? undefined : stateReported(task, source, doing, context)
  }
  if ('log' in doing) {
    return { task: collectLog(task, source, 'bucket', context), source, events: [] }
  }
  if (!('agent' in doing)) return undefined
  if (doing.agent === 'lost') return disconnectAgent(source, task, context)
  if (doing.agent === 'back') return reconnectAgent(source, task, context)
  if (doing.agent === 'restarted') return reconnectAgent(source, task, context, true)
  return changeAgentMode(source, task, doing.agent, context)
}

/** A migration of its kind, just created. */
function born(
  { windows, blocks, template, external, going: _, pace: __, ...flags }: Kind,
  context: Context,
) {
  const { now, pace, ids, deviations } = context
  const type = windows || blocks ? 'MIGRATE_BLOCK' : 'MIGRATE_FILE'
  const body = PostSourceServerBody.parse(windows ? windowsSource() : linuxSource())
  const place = { id: 's', migproject_id: 'p', now, pace, agent: 'simulated' as const }
  const checked = onCheck(register(body, place, ids), now, ids).source
  const input = PostTask.parse({
    ...taskFor('s', { ...flags, type, ...(windows ? windowsTask() : {}) }),
    ...(template ? { vm_template_id: 'template' } : {}),
  })
  const played = external
    ? changeAgentMode(checked, undefined, 'external', context).source
    : checked
  return newTask(input, played, { id: 't', now, pace, deviations, ids })
}

/** What is told of a migration that goes on as it would have. */
const passing: readonly Event['type'][] = ['subtask.paused', 'subtask.retimed', 'source.agent']

/** What may change while a migration is under way. */
export type Setting =
  | { pace: number }
  | { limit: number; windows: Task['speed_limits'] }
  | { scenarios: Consequence[] }

/** What a migration follows beside what is done to it. */
type Setup = { pace: number; scenarios: Consequence[]; deviations: Deviations }

const account = { id: 'a', name: 'a' }
const source = { id: 's', name: 's' }
const deviationsOf = (kind: Kind, scenarios: readonly Consequence[]): Deviations => {
  const all = [...scenarios.map((going) => named(going, 'other')), named(kind.going, 'one')]
  return deviationsFor(all, { account, source })
}

/** Plans a migration anew after something has changed. */
function changed({ task, source }: Pair, from: Setup, to: Setup, doing: Setting, context: Context) {
  const limited =
    'limit' in doing ? { ...task, speed_limit: doing.limit, speed_limits: doing.windows } : task
  return replan(limited, source, from.pace, { ...context, ...to })
}

/** A life that can be moved, with what must always be true checked after every event. */
export function life(kind: Kind) {
  const ids = counter()
  let now = noon
  let setup: Setup = { pace: kind.pace ?? 1, scenarios: [], deviations: deviationsOf(kind, []) }
  let reported = false
  const context = (): Context => ({ now, ids, pace: setup.pace, deviations: setup.deviations })
  const { events: birth, ...pair } = born(kind, context())
  const past: Event[] = [...birth]

  let current: Pair = pair

  const follow = ({ task = current.task, source, events }: Moved): void => {
    checkProgress(current, { task, source }, events, now)
    current = { task, source }
    past.push(...events)
    checkMoves(events, reported)
    check(current, now)
  }

  const pass = (ms: number): void => {
    const target = now + ms
    let moves = 0
    for (let move = next(); move && move.at <= target; move = next()) {
      if (++moves > 2000) fail('it never comes to rest')
      now = Math.max(now, move.at)
      follow(move.applyTimer(context()))
    }
    now = target
    check(current, now)
  }
  const next = () => nextMove(current.task, current.source)

  const change = (doing: Setting): void => {
    const from = setup
    const { pace = from.pace, scenarios = from.scenarios } = doing as Partial<Setup>
    setup = { pace, scenarios, deviations: deviationsOf(kind, scenarios) }
    follow(changed(current, from, setup, doing, context()))
  }

  const attempt = (doing: Doing): void => {
    const before = JSON.stringify(current)
    try {
      const told = toldTo(current, doing, context())
      if (told && ('report' in doing || 'state' in doing)) reported = true
      if (told) follow(told)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (JSON.stringify(current) !== before) fail('a refusal changed something')
    }
  }

  return {
    get current() {
      return current
    },
    get setup() {
      return setup
    },
    now: () => now,
    /** What happens next by itself, and when. */
    next,
    /** All that has happened. */
    past,
    do(doing: Doing): void {
      if ('advance' in doing) pass(doing.advance)
      else if ('pace' in doing || 'limit' in doing || 'scenarios' in doing) change(doing)
      else attempt(doing)
    },
    /** Does things at one moment, and forgets what they tell, and all of it if they end what goes on. */
    detour(list: readonly Doing[]): void {
      const [kept, before] = [{ current, setup }, past.length]
      for (const doing of list) this.do(doing)
      const told = past.splice(before)
      if (!told.every(({ type }) => passing.includes(type))) ({ current, setup } = kept)
    },
  }
}

const reportOf = ({ report, progress }: { report: string; progress: number }) => ({
  subtask_name: report as 'SSL_CONFIG',
  progress,
  replicatesize: 0,
  totalsize: 0,
  process_trace: '',
  migrate_speed: 1,
  compress_rate: 0,
  total_cpu_usage: null,
  agent_cpu_usage: null,
  total_mem_usage: null,
  agent_mem_usage: null,
  total_disk_io: null,
  agent_disk_io: null,
})

/** Two migrations take turns, so that neither knows of the other. */
export const lived = (kind: Kind, list: Doing[]): Pair => {
  const one = life(kind)
  for (const doing of list) one.do(doing)
  return one.current
}

export const plain: Kind = {
  windows: false,
  blocks: false,
  template: false,
  external: false,
  going: {},
}
