import fc from 'fast-check'
import t from 'tap'
import { newTask } from '../../src/domain/new-task.ts'
import { rowProgress, toSecond, totalTime } from '../../src/domain/progress.ts'
import { onCheck, register } from '../../src/domain/registration.ts'
import { mayStandTogether } from '../../src/domain/source-states.ts'
import { type Action, act, legalStates, onStep, retime } from '../../src/domain/task-machine.ts'
import { ApiError } from '../../src/errors.ts'
import type { Source, Task } from '../../src/schemas/records.ts'
import { PostSourceServerBody } from '../../src/schemas/servers.ts'
import { type PostTask, PostTask as PostTaskSchema } from '../../src/schemas/tasks.ts'
import { linuxSource, noon, taskFor, windowsSource } from '../helper.ts'

/** The machine under random lives: whatever is done to it, the promises of behaviour.md hold. */

/** The same lives at every run, unless asked for others: FUZZ_SEED=7 FUZZ_EFFORT=10. */
const seed = Number(process.env.FUZZ_SEED ?? 1)
const effort = Number(process.env.FUZZ_EFFORT ?? 1)

const counter = () => {
  let count = 0
  return { number: () => ++count, uuid: () => `id-${++count}` }
}

type Failing = { fail(why: string): void }

type Move = { do: Action; check: boolean } | { advance: number } | { pace: number }

const moves = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom(...(Object.keys(legalStates) as Action[])),
        check: fc.boolean(),
      }),
    },
    { weight: 4, arbitrary: fc.record({ advance: fc.integer({ min: 0, max: 900_000 }) }) },
    { weight: 1, arbitrary: fc.record({ pace: fc.constantFrom(0.5, 1, 7, 60, 1000) }) },
  ),
  { maxLength: 40 },
)

const kinds = fc.record({
  windows: fc.boolean(),
  blocks: fc.boolean(),
  syncing: fc.boolean(),
  template: fc.boolean(),
  auto_start: fc.boolean(),
  is_need_consistency_check: fc.boolean(),
})

/** What must be true after every event. */
function check(t: Failing, { task, source }: { task: Task; source: Source }, now: number): void {
  const { state, migration_cycle } = source
  if (!mayStandTogether(state, migration_cycle)) t.fail(`${state} stands with ${migration_cycle}`)
  const running = task.sub_tasks.filter(
    (row, index) => task.step?.kind === 'work' && task.step.row === index && row.end_date === null,
  )
  if (task.step?.kind === 'work' && running.length !== 1) t.fail('not exactly one row at work')
  const sum = task.sub_tasks
    .filter((row) => row.start_date !== null && row.end_date !== null)
    .reduce((total, row) => total + toSecond(row.end_date ?? 0) - toSecond(row.start_date ?? 0), 0)
  if (totalTime(task) !== sum) t.fail('total_time is not the sum of the rows')
  for (const row of task.sub_tasks) {
    if (row.end_date !== null && rowProgress(task, row, now) !== 100)
      t.fail('an ended row is not at 100')
  }
  const waits = ['RUNNING', 'ABORTING'].includes(task.state)
  if (waits && task.step === null) t.fail(`${task.state} waits for nothing`)
  if (task.step && task.step.until < task.step.since) t.fail('a step ends before it begins')
}

/** A life that can be moved, with what must always be true checked after every event. */
function life(t: Failing, kind: { windows: boolean; blocks: boolean; template: boolean }) {
  const ids = counter()
  const { windows, blocks, template, ...flags } = kind
  const report = PostSourceServerBody.parse(windows ? windowsSource() : linuxSource())
  let now = noon
  let pace = 1
  const registered = register(report, { id: 's', migproject_id: 'p', now, pace }, ids)
  const type = windows || blocks ? 'MIGRATE_BLOCK' : 'MIGRATE_FILE'
  const input: PostTask = PostTaskSchema.parse({
    ...taskFor('s', { ...flags, type, os_type: windows ? 'WINDOWS' : 'LINUX' }),
    ...(template ? { vm_template_id: 'template' } : {}),
  })
  let current = newTask(input, onCheck(registered, now, ids).source, {
    id: 't',
    now,
    pace,
    timings: {},
    ids,
  })
  const context = () => ({ now, pace, ids, timings: {} })

  const follow = (next: typeof current): void => {
    for (const row of next.task.sub_tasks) {
      const before = current.task.sub_tasks.find(({ id }) => id === row.id)
      const isReset = next.events.some(
        ({ type, data }) => type === 'subtask.reset' && data.id === row.id,
      )
      if (before && !isReset) {
        const [was, is] = [rowProgress(current.task, before, now), rowProgress(next.task, row, now)]
        if (is < was) t.fail(`${row.name} falls from ${was} to ${is}`)
      }
    }
    current = next
    check(t, current, now)
  }
  return {
    get current() {
      return current
    },
    now: () => now,
    move(move: Move): void {
      if ('advance' in move) {
        const target = now + move.advance
        for (let step = current.task.step; step && step.until <= target; step = current.task.step) {
          now = step.until
          follow(onStep(current.task, current.source, context()))
        }
        now = target
        check(t, current, now)
      } else if ('pace' in move) {
        const former = pace
        pace = move.pace
        follow(retime(current.task, current.source, former, context()))
      } else {
        const before = structuredClone({ task: current.task, source: current.source })
        try {
          follow(act(current.task, current.source, move.do, move.check, context()))
        } catch (error) {
          if (!(error instanceof ApiError)) throw error
          const { task, source } = current
          if (JSON.stringify({ task, source }) !== JSON.stringify(before))
            t.fail('a refusal changed something')
        }
      }
    },
  }
}

t.test('whatever is done, the states stand together and progress never falls', async (t) => {
  fc.assert(
    fc.property(kinds, moves, (kind, list) => {
      const one = life(t, kind)
      for (const move of list) one.move(move)
    }),
    { numRuns: 300 * effort, seed },
  )
  t.pass('300 lives')
})

t.test('one big advance equals many small ones', async (t) => {
  fc.assert(
    fc.property(kinds, moves, fc.integer({ min: 2, max: 9 }), (kind, list, parts) => {
      const [one, other] = [life(t, kind), life(t, kind)]
      for (const move of list) {
        one.move(move)
        if (!('advance' in move)) other.move(move)
        else {
          const piece = Math.floor(move.advance / parts)
          for (let part = 1; part < parts; part++) other.move({ advance: piece })
          other.move({ advance: move.advance - piece * (parts - 1) })
        }
      }
      const { task, source } = one.current
      return (
        JSON.stringify({ task, source }) ===
        JSON.stringify({ task: other.current.task, source: other.current.source })
      )
    }),
    { numRuns: 200 * effort, seed },
  )
  t.pass('200 pairs of lives')
})

t.test('a task left alone comes to rest where its kind says', async (t) => {
  fc.assert(
    fc.property(kinds, (kind) => {
      const one = life(t, kind)
      if (!kind.auto_start) one.move({ do: 'start', check: false })
      one.move({ advance: 86_400_000 })
      const { task, source } = one.current
      const expected = kind.syncing ? ['SYNCING', 'syncing'] : ['MIGRATE_SUCCESS', 'finished']
      return task.step === null && task.state === expected[0] && source.state === expected[1]
    }),
  )
  t.pass()
})

t.test('what was passed in is untouched', async (t) => {
  const one = life(t, { windows: false, blocks: false, template: false })
  const { task, source } = one.current
  const before = JSON.stringify({ task, source })
  act(task, source, 'start', false, { now: one.now(), pace: 1, ids: counter(), timings: {} })
  t.equal(JSON.stringify({ task, source }), before)
})
