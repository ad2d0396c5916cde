import t from 'tap'
import {
  ignoresReports,
  isReachable,
  isValidStage,
  keepsItsTask,
  mayBeReported,
  moveSource,
  statesOfStage,
} from '../../src/domain/migration/source-states.ts'
import { MigrationCycle, SourceState, type TaskState } from '../../src/schemas/sms/states.ts'
import type { Source, Task } from '../../src/schemas/stored/records.ts'
import { noon } from '../helper.ts'

/** Which states and stages a source can have together, and what may move it (behaviour.md §2.2). */

const sourceIn = (state: SourceState, connected = true) =>
  ({ state, connected, migration_cycle: 'setting', stage_action_time: 1 }) as Source
const taskIn = (state: TaskState) => ({ state }) as Task
const filter = (fits: (state: SourceState) => boolean) => SourceState.options.filter(fits).sort()

t.test('every state belongs to a stage; the service alone sets four of them', async (t) => {
  t.strictSame(
    filter((state) => !MigrationCycle.options.some((cycle) => isValidStage(state, cycle))),
    [],
  )
  t.strictSame(
    filter((state) => !MigrationCycle.options.some((cycle) => mayBeReported(state, cycle))),
    ['cleared', 'clearfailed', 'clearing', 'skipping'],
  )
  t.notOk(mayBeReported('waiting', 'testing'), 'a stage of older agents')
  t.notOk(isValidStage('waiting', 'cutovered'))
})

t.test('a move sets the time of the state; an agent sets that of the stage, too', async (t) => {
  const source = sourceIn('waiting')
  const moved = { state: 'initialize', migration_cycle: 'replicating', state_action_time: noon }
  t.match(
    moveSource(source, { state: 'initialize', cycle: 'replicating', now: noon, by: 'service' }),
    {
      ...moved,
      stage_action_time: 1,
    },
  )
  t.match(
    moveSource(source, { state: 'initialize', cycle: 'replicating', now: noon, by: 'agent' }),
    {
      ...moved,
      stage_action_time: noon,
    },
  )
  t.equal(source.state, 'waiting', 'what was passed in is untouched')
  t.throws(
    () => moveSource(source, { state: 'waiting', cycle: 'cutovered', now: noon, by: 'service' }),
    /is not possible in/,
  )
})

t.test('before a start an agent moves its source in a drill only, to its end', async (t) => {
  const pairs = Object.entries(statesOfStage).flatMap(([cycle, states]) =>
    states.map((state) => ({ cycle: cycle as MigrationCycle, state })),
  )
  const reachable = (source: Source, task: Task | undefined) =>
    pairs.flatMap(({ state, cycle }) =>
      isReachable(source, task, state, cycle) ? [`${state} ${cycle}`] : [],
    )
  t.strictSame(reachable(sourceIn('waiting'), undefined), [
    'unavailable checking',
    'waiting checking',
  ])
  t.strictSame(reachable(sourceIn('premiging'), taskIn('READY')), [
    'premiged setting',
    'premigfailed setting',
  ])
  t.strictSame(reachable(sourceIn('premigready'), taskIn('READY')), [])
  t.strictSame(reachable(sourceIn('error'), taskIn('MIGRATE_FAIL')), [])
  t.equal(reachable(sourceIn('replicate'), taskIn('RUNNING')).length, pairs.length)
})

t.test('where reports are ignored, and where a task cannot be deleted', async (t) => {
  t.strictSame(
    filter((state) => ignoresReports(sourceIn(state))),
    ['clearfailed', 'clearing', 'deleting', 'finished', 'stopped', 'stopping', 'unavailable'],
  )
  t.strictSame(
    filter((state) => !keepsItsTask(sourceIn(state))),
    [
      'cleared',
      'clearfailed',
      'error',
      'finished',
      'premiged',
      'premigfailed',
      'premigready',
      'stopped',
      'unavailable',
      'waiting',
    ],
  )
  t.strictSame(
    filter((state) => keepsItsTask(sourceIn(state, false))),
    [],
    'without an agent a task can always be deleted',
  )
})
