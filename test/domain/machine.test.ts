import fc from 'fast-check'
import t from 'tap'
import { deviationsFor } from '../../src/domain/deviations/scenarios.ts'
import { act } from '../../src/domain/migration/actions.ts'
import { currentWork } from '../../src/domain/migration/progress.ts'
import { seed, trials } from '../effort.ts'
import { counter, type Doing, doings, type Kind, kinds, life, lived, plain } from './lives.ts'

/**
 * The machine under random lives: whatever is done to it, by clients, agents, scenarios and clocks,
 * the promises of behaviour.md hold.
 */

/** What random lives have once found, shrunk: kept for good. */
const found: [why: string, Kind & Partial<Record<string, unknown>>, Doing[]][] = [
  [
    'a check that fails and is done again goes on to the launch from the stage of the copy',
    {
      ...plain,
      auto_start: true,
      is_need_consistency_check: true,
      going: { fail: [{ at: 'CHECK_CONSISTENCY', percent: 0, times: 1, code: 'SMS.3802' }] },
    },
    [{ advance: 724_944 }, { advance: 126_673 }],
  ],
]
for (const [why, kind, list] of found) {
  t.test(why, async (t) => {
    t.doesNotThrow(() => lived(kind, list))
  })
}

t.test('whatever is done, the states stand together and progress never falls', async (t) => {
  fc.assert(
    fc.property(kinds, doings(false), (kind, list) => {
      lived({ ...kind, external: false }, list)
    }),
    { numRuns: trials(80), seed },
  )
  t.pass()
})

t.test('whatever agents report, the states stand together', async (t) => {
  fc.assert(
    fc.property(kinds, doings(true), (kind, list) => {
      lived(kind, list)
    }),
    { numRuns: trials(80), seed },
  )
  t.pass()
})

t.test('one big advance equals many small ones', async (t) => {
  fc.assert(
    fc.property(kinds, doings(true), fc.integer({ min: 2, max: 9 }), (kind, list, parts) => {
      const small = list.flatMap((doing): Doing[] => {
        if (!('advance' in doing)) return [doing]
        const piece = Math.floor(doing.advance / parts)
        const last = doing.advance - piece * (parts - 1)
        return [...Array(parts - 1).fill({ advance: piece }), { advance: last }]
      })
      return JSON.stringify(lived(kind, list)) === JSON.stringify(lived(kind, small))
    }),
    { numRuns: trials(40), seed },
  )
  t.pass()
})

t.test('a task left alone comes to rest where its kind says', async (t) => {
  fc.assert(
    fc.property(kinds, (kind) => {
      const one = life({ ...kind, external: false, going: {} })
      if (!kind.auto_start) {
        if (kind.need_migration_test) one.do({ do: 'migration_test', check: false })
        one.do({ advance: 600_000 })
        one.do({ do: 'start', check: false })
      }
      one.do({ advance: 86_400_000 })
      const { task, source } = one.current
      const expected = kind.syncing ? ['SYNCING', 'syncing'] : ['MIGRATE_SUCCESS', 'finished']
      return task.step === null && task.state === expected[0] && source.state === expected[1]
    }),
    { numRuns: trials(30), seed },
  )
  t.pass()
})

t.test('what was passed in is untouched', async (t) => {
  const one = life(plain)
  const { task, source } = one.current
  const before = JSON.stringify({ task, source })
  const context = {
    now: one.now(),
    pace: 1,
    ids: counter(),
    deviations: deviationsFor([], { account: { id: 'a', name: 'a' }, source }),
  }
  act(task, source, { action: 'start' }, context)
  t.equal(JSON.stringify({ task, source }), before)
  t.equal(currentWork(task, one.now()), undefined)
})
