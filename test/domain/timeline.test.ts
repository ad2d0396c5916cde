import fc from 'fast-check'
import t from 'tap'
import { projectBack } from '../../src/domain/history/timeline.ts'
import { viewTask } from '../../src/domain/resources/task-view.ts'
import { seed, trials } from '../effort.ts'
import { type Doing, doings, type Kind, kinds, life, plain } from './lives.ts'

/** What a timeline shows of a moment is what was shown at that moment, whatever has happened since. */

type Look = { at: number; shown: ReturnType<typeof viewTask> }

/** Lives a life and looks at it after everything that is done; each moment holds one thing only. */
function looksAt(kind: Kind, list: readonly Doing[]) {
  const one = life(kind)
  const looks: Look[] = []
  for (const doing of list) {
    one.do(doing)
    // What is due at this moment belongs to it.
    one.do({ advance: 0 })
    const at = one.now()
    looks.push({ at, shown: viewTask(one.current.task, one.current.source, at) })
    one.do({ advance: 1 })
  }
  return { one, looks }
}

/** The fields that a timeline shows otherwise than they were, at any moment of a life. */
export function missed(kind: Kind, list: readonly Doing[]): string[] {
  const { one, looks } = looksAt(kind, list)
  const { task, source } = one.current
  return looks.flatMap(({ at, shown }) => {
    const was = projectBack(task, source, one.past, at)
    const told: Record<string, unknown> = { ...viewTask(was.task, was.source, at) }
    return Object.entries(shown).flatMap(([name, value]) =>
      JSON.stringify(value) === JSON.stringify(told[name])
        ? []
        : [`${name}: ${JSON.stringify(value)} is told as ${JSON.stringify(told[name])}`],
    )
  })
}

t.test('a timeline shows a task as it was, whatever is done to it', (t) => {
  fc.assert(
    fc.property(kinds, doings(true), (kind, list) => {
      const differences = missed(kind, list)
      if (differences.length > 0) throw new Error(differences.join('\n'))
    }),
    { numRuns: trials(100), seed },
  )
  t.pass()
  t.end()
})

/** With settings of its task. */
type Settled = Kind & { [setting: string]: unknown }

const started: Settled = { ...plain, auto_start: true }
const minutes = (amount: number): Doing => ({ advance: amount * 60_000 })
const to = (action: 'start' | 'stop' | 'skip' | 'cutover' | 'restart' | 'clone_test'): Doing => ({
  do: action,
  check: true,
})
const fails = (at: string) => ({ fail: [{ at, times: 1, code: 'SMS.1404', percent: 50 }] })

/** What timelines once missed, each with how it ends up so. */
const once: [title: string, kind: Settled, list: Doing[]][] = [
  [
    'a check that is being skipped rests where it was',
    { ...started, is_need_consistency_check: true },
    [{ advance: 735_000 }, to('skip'), { advance: 3_000 }, minutes(60)],
  ],
  [
    'a copy that is to go on is not at work until its agent has taken it up',
    started,
    [minutes(10), to('stop'), minutes(5), to('start'), { advance: 1_000 }, minutes(60)],
  ],
  [
    'rows that a program has passed over in its reports have begun, too',
    { ...started, external: true },
    [minutes(1), { report: 'ATTACH_AGENT_IMAGE', progress: 30 }, minutes(60)],
  ],
  [
    'a row has the trace that a program has reported of it',
    { ...started, external: true },
    [minutes(1), { report: 'SSL_CONFIG', progress: 30 }, minutes(60)],
  ],
  [
    'the row of a clone that fails has ended',
    { ...started, syncing: true, going: fails('CLONE_VM') },
    [minutes(60), to('clone_test'), minutes(60), to('cutover'), minutes(60)],
  ],
  [
    'a task that was rolled back was finished when it was launched',
    { ...started, syncing: true, going: fails('SYNC_*') },
    [
      ...[minutes(60), to('cutover'), minutes(60), to('restart'), minutes(60)],
      ...[{ do: 'sync_failed_rollback', check: false } as const, minutes(60)],
    ],
  ],
]
for (const [title, kind, list] of once) {
  t.test(`${title}, also in its timeline`, (t) => {
    t.strictSame(missed(kind, list), [])
    t.end()
  })
}
