import fc from 'fast-check'
import t from 'tap'
import { no_deviations } from '../../src/domain/deviations/scenarios.ts'
import type { Action } from '../../src/domain/migration/actions.ts'
import {
  currentWork,
  estimate,
  rowProgress,
  subtaskInfo,
} from '../../src/domain/migration/progress.ts'
import { planAfter } from '../../src/domain/migration/timings.ts'
import { register } from '../../src/domain/resources/registration.ts'
import {
  dueOfSource,
  dueOfTask,
  type MigrationMove,
  replanSource,
} from '../../src/domain/resources/timers.ts'
import { Consequence } from '../../src/schemas/control/scenarios.ts'
import { PostSourceServerBody } from '../../src/schemas/sms/source-servers.ts'
import type { Source, Step } from '../../src/schemas/stored/records.ts'
import { seed, trials } from '../effort.ts'
import { linuxSource, noon } from '../helper.ts'
import {
  counter,
  type Doing,
  doings,
  goings,
  type Kind,
  kinds,
  life,
  plain,
  type Setting,
} from './lives.ts'

/**
 * Planning anew sees everything that is planned: a detour that is over at the moment at which it began
 * leaves nothing behind, wherever a migration is.
 */

type Life = ReturnType<typeof life>

/** What happens at one moment: a setting comes and goes, or the agent does, while a setting may change. */
type Detour = { back_and_forth: Setting } | { while_away: Setting[] }

/** A standstill without end lasts as long as its scenario: another one ends it for good. */
const isStuck = ({ current: { task } }: Life): boolean => {
  const step = task.step ?? task.held
  return step?.kind === 'stall' && step.until === null && step.work_ms === undefined
}

const limits = fc.record({
  limit: fc.constantFrom(0, 8, 20),
  windows: fc.array(
    fc.record({
      start: fc.constantFrom('12:03', '12:30', '23:00'),
      end: fc.constantFrom('12:04', '13:00', '01:00'),
      speed: fc.constantFrom(1, 5, 30),
      over_speed_threshold: fc.constant(10),
    }),
    { maxLength: 2 },
  ),
})
const paces = fc.constantFrom(0.5, 1, 7, 60, 1000, 1_000_000)

const settings: fc.Arbitrary<Setting> = fc.oneof<fc.Arbitrary<Setting>[]>(
  paces.map((pace) => ({ pace })),
  limits,
  goings.map((going) => ({ scenarios: [going] })),
)
const detours: fc.Arbitrary<Detour> = fc.oneof(
  fc.record({ back_and_forth: settings }),
  fc.record({ while_away: fc.array(settings, { maxLength: 2 }) }),
)

/** What has the settings of now hold again. */
function former(here: Life, changed: Setting): Setting {
  const { pace, scenarios } = here.setup
  const { speed_limit: limit, speed_limits: windows } = here.current.task
  if ('pace' in changed) return { pace }
  return 'limit' in changed ? { limit, windows } : { scenarios }
}

/** The detour as it is told, and what it comes down to. */
function ways(here: Life, detour: Detour): { roundabout: Doing[]; plainly: Doing[] } {
  if ('back_and_forth' in detour) {
    const { back_and_forth: setting } = detour
    const isFinal = 'scenarios' in setting && isStuck(here)
    return { roundabout: isFinal ? [] : [setting, former(here, setting)], plainly: [] }
  }
  const { while_away: plainly } = detour
  const { connected, agent } = here.current.source
  const isThere = connected && agent.mode === 'simulated'
  return {
    plainly,
    roundabout: isThere ? [{ agent: 'lost' }, ...plainly, { agent: 'back' }] : plainly,
  }
}

/** Shares are sums of steps, and not the same to the last bit. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toFixed(6)) : value

/** What can be seen of a migration, now and in what has happened and is planned. */
function seen(here: Life): string {
  const { task, source } = here.current
  const [now, step] = [here.now(), task.step ?? task.held]
  const rows = task.sub_tasks.map(({ name, user_op, start_date, end_date, error }, index) => {
    const row = task.sub_tasks[index]
    return {
      ...{ name, user_op, start_date, end_date, error },
      progress: row && rowProgress(task, row, currentWork(task, now)),
    }
  })
  const due = step?.kind === 'work' && task.held ? undefined : step && leftOf(here, step)
  return JSON.stringify(
    {
      rows,
      info: subtaskInfo(task, now),
      estimate: estimate(task, now),
      state: [task.state, source.state, source.migration_cycle, source.connected],
      waits: { ...dueOfTask(task), ...dueOfSource(source), kind: step?.kind, due },
      kept: [task.effects_used, task.paused, task.error_json, task.log, task.network_check_info],
      past: here.past,
    },
    rounded,
    1,
  )
}

/** What is left of a step; of one that waits for its agent the work, as that has no moment. */
const leftOf = (here: Life, step: Step): number | null | undefined =>
  here.current.task.held ? step.work_ms : step.until

type Told = { doing: Doing; cut: number; detour: Detour }

/** Tells a history in which every time that passes has a detour at some moment. */
function tell(kind: Kind, list: readonly Told[], way: 'roundabout' | 'plainly'): string[] {
  const here = life(kind)
  const seenSoFar: string[] = []
  for (const { doing, cut, detour } of list) {
    if ('advance' in doing) {
      const first = Math.floor(doing.advance * cut)
      here.do({ advance: first })
      here.detour(ways(here, detour)[way])
      here.do({ advance: doing.advance - first })
    } else {
      here.do(doing)
      here.detour(ways(here, detour)[way])
    }
    seenSoFar.push(seen(here))
  }
  here.do({ advance: 2 * 86_400_000 })
  return [...seenSoFar, seen(here)]
}

const told = doings(false).chain((list) =>
  fc.tuple(
    ...list.map((doing) =>
      fc.record({
        doing: fc.constant(doing),
        cut: fc.double({ min: 0, max: 1, noNaN: true }),
        detour: detours,
      }),
    ),
  ),
)

t.test('a detour of no length leaves nothing behind, wherever a migration is', async (t) => {
  fc.assert(
    fc.property(kinds, paces, told, (kind, pace, list) => {
      const given = { ...kind, external: false, pace }
      const [plainly, roundabout] = [tell(given, list, 'plainly'), tell(given, list, 'roundabout')]
      for (const [index, one] of plainly.entries()) {
        if (one !== roundabout[index]) throw new Error(differenceOf(one, roundabout[index] ?? ''))
      }
    }),
    { numRuns: trials(80), seed },
  )
  t.pass()
})

/** The first lines in which two texts differ. */
function differenceOf(one: string, other: string): string {
  const [lines, others] = [one.split('\n'), other.split('\n')]
  const at = lines.findIndex((line, index) => line !== others[index])
  const around = (all: string[]) => all.slice(Math.max(at - 4, 0), at + 3).join('\n')
  return `without the detour:\n${around(lines)}\nwith it:\n${around(others)}`
}

/** A step, or anything else that happens by itself to a migration. */
type Planned = Step['kind'] | Exclude<MigrationMove, 'task' | 'source'>

const asked = (name: Action): Doing => ({ do: name, check: false })
const start = asked('start')
const long = { advance: 7_200_000 }

/** How a migration comes to wait for each of them. */
const reached: Record<Planned, { kind?: object; going?: object; list: Doing[] }> = {
  auto_start: { kind: { auto_start: true }, list: [] },
  wait: { list: [start] },
  work: { list: [start] },
  stall: { going: { stall: [{ at: 'MIGRATE_*', percent: 10, for: 300_000 }] }, list: [start] },
  stop: { list: [start, { advance: 300_000 }, asked('stop')] },
  skip: {
    kind: { is_need_consistency_check: true },
    going: { timings: { rounds: { REPLICATE: { MIGRATE_LINUX_FILE: { lasts: 100_000 } } } } },
    list: [start, { advance: 383_000 }, asked('skip')],
  },
  drill: { kind: { need_migration_test: true }, list: [asked('migration_test')] },
  sync: {
    kind: { syncing: true },
    going: { fail: [{ at: 'CONTINUOUS_SYNC', after: 600_000 }] },
    list: [start],
  },
  recover: { going: { fail: [{ at: 'SSL_CONFIG', code: 'SMS.3802' }] }, list: [start] },
  rollback: {
    going: { fail: [{ at: 'SYNC_*' }] },
    list: [start, long, asked('restart'), long, asked('sync_failed_rollback')],
  },
  clear: { list: [start, long, asked('clear')] },
  log: { list: [start, { log: 'collect' }] },
  measure: { list: [asked('network_check')] },
  agent: { going: { agent_lost: [{ at: 'SSL_CONFIG', for: 300_000 }] }, list: [start] },
}

/** When it is due, if it is planned; of a step also while its agent is away. */
function dueOf({ current: { task, source } }: Life, planned: Planned): number | null {
  const { task: _, ...others } = { ...dueOfTask(task), ...dueOfSource(source) }
  if (planned in others) return others[planned as keyof typeof others]
  return task.step?.kind === planned ? task.step.until : null
}

/** A migration that has waited for a third of the time. */
function waiting(planned: Planned, pace: number): Life {
  const { kind, going, list } = reached[planned]
  const here = life({ ...plain, ...kind, going: Consequence.parse(going ?? {}) })
  for (const doing of list) here.do(doing)
  for (let next = here.next(); next && dueOf(here, planned) === null; next = here.next()) {
    here.do({ advance: next.at - here.now() })
  }
  here.do({ pace })
  here.do({ advance: Math.floor(leftUntil(here, planned) / 3) })
  return here
}

const leftUntil = (here: Life, planned: Planned): number =>
  (dueOf(here, planned) ?? Number.NaN) - here.now()

for (const planned of Object.keys(reached) as Planned[]) {
  t.test(
    `${planned}: another pace reaches what is planned, and its own brings it back`,
    async (t) => {
      const here = waiting(planned, 7)
      const left = leftUntil(here, planned)
      t.ok(left > 0, 'is planned')

      here.do({ pace: 70 })
      t.ok(Math.abs(leftUntil(here, planned) - left / 10) <= 1, 'ten times as fast')
      here.do({ pace: 1_000_000 })
      t.ok(leftUntil(here, planned) <= 1, 'at once')
      here.do({ pace: 7 })
      t.equal(leftUntil(here, planned), left)
    },
  )

  t.test(`${planned}: while the agent is away another pace reaches it, too`, async (t) => {
    const [here, there] = [waiting(planned, 7), waiting(planned, 7)]
    here.do({ pace: 70 })
    const left = leftUntil(here, planned)

    const isAway = !there.current.source.connected
    if (!isAway) there.do({ agent: 'lost' })
    const isHeld = there.current.task.held?.kind === planned
    if (isHeld) there.do({ advance: 1000 })
    there.do({ pace: 1_000_000 })
    there.do({ pace: 70 })
    if (isHeld) there.do({ advance: 1000 })
    if (!isAway) there.do({ agent: 'back' })
    t.equal(leftUntil(there, planned), left)
  })
}

t.test('what is planned at one pace and then has another is as if planned at that', async (t) => {
  for (const planned of Object.keys(reached) as Planned[]) {
    const { kind, going, list } = reached[planned]
    const [one, other] = [1, 2].map(() =>
      life({ ...plain, ...kind, going: Consequence.parse(going ?? {}), pace: 1000 }),
    )
    if (!one || !other) return
    for (const doing of list.slice(0, -1)) for (const here of [one, other]) here.do(doing)
    const last = list.slice(-1)
    for (const doing of [...last, { pace: 1 }]) one.do(doing)
    for (const doing of [{ pace: 1 }, ...last]) other.do(doing)
    t.equal(one.next()?.at, other.next()?.at, planned)
  }
})

t.test(
  'a source without task: its check and the return of its agent follow the pace',
  async (t) => {
    const ids = counter()
    const body = PostSourceServerBody.parse(linuxSource())
    const place = { id: 's', migproject_id: 'p', now: noon, pace: 1, agent: 'simulated' as const }
    const registered = register(body, place, ids)
    const away = planAfter(noon, 300_000, 1)
    const alone: Source = {
      ...registered,
      agent: { ...registered.agent, due: away.due },
      planned_work: { ...registered.planned_work, agent: away },
    }
    const at = (pace: number) => ({ now: noon, pace, ids, deviations: no_deviations })

    const faster = replanSource(alone, 1, at(60))
    t.strictSame(dueOfSource(faster), { agent: noon + 5000, source: noon + 2 })
    t.strictSame(dueOfSource(replanSource(faster, 60, at(1))), dueOfSource(alone), 'and back')
    const external: Source = {
      ...alone,
      connected: true,
      agent: { mode: 'external', due: noon + 60_000, restarts: false },
    }
    t.match(
      dueOfSource(replanSource(external, 1, at(60))),
      { agent: noon + 60_000 },
      'an external agent is silent by the clock',
    )
  },
)
