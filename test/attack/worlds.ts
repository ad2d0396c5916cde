import fc from 'fast-check'
import { Phase, SubTask } from '../../src/schemas/sms/sub-tasks.ts'
import { scenario } from '../helper.ts'

/** Random scenarios, paces and ways to move a clock: what an account may be asked to live through. */

export type Move =
  | { advance: Record<string, unknown> }
  | { clock: Record<string, unknown> }
  | { passes_ms: number }
  | { operation: string }

export type World = { scenario: object; pace: number; moves: Move[] }

const place = fc.constantFrom(...SubTask.options, ...Phase.options, 'MIGRATE_*', 'SYNC_*')
const duration = fc.constantFrom('PT0S', 'PT1S', 'PT10S', 'PT5M', 'P1D', 'P36525D', 1, 1000)
const repeated = fc.constantFrom('PT1S', 'PT1.5S', 'PT10M', 'P30D')
const times = fc.constantFrom<number | string>(1, 2, 1000, 'always')
const percent = fc.integer({ min: 0, max: 99 })

/** Some of these fields. */
const some = <Fields extends Record<string, fc.Arbitrary<unknown>>>(
  fields: Fields,
  ...needed: (keyof Fields)[]
) => fc.record(fields, { requiredKeys: needed as [] })

const list = (one: fc.Arbitrary<unknown>) => fc.array(one, { minLength: 1, maxLength: 6 })

const fail = some({ at: place, percent, after: duration, times, recover_after: repeated }, 'at')
const stall = some({ at: place, percent, times: fc.constantFrom(1, 1000), for: repeated }, 'at')
const lost = some(
  { at: place, percent, times: fc.constantFrom(1, 1000), for: repeated, restarted: fc.boolean() },
  'at',
)
const slow = some(
  { at: place, percent, factor: fc.constantFrom(0.001, 0.5, 2, 1000, 1e6) },
  'at',
  'factor',
)
const row = some({ after: duration, lasts: duration })
const timings = some({
  auto_start: duration,
  bandwidth: fc.constantFrom(0.001, 1, 50, 1e6),
  network_check: duration,
  rounds: fc.dictionary(
    fc.constant('REPLICATE'),
    fc.dictionary(fc.constantFrom('SSL_CONFIG', 'MIGRATE_LINUX_FILE'), row, { maxKeys: 4 }),
  ),
})

const going = some({
  fail: list(fail),
  stall: list(stall),
  slow: list(slow),
  agent_lost: list(lost),
  overspeed: list(some({ at: place, percent, times }, 'at')),
  timings,
  noise: fc.constantFrom(0, 0.2, 0.9),
})

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    advance: fc.oneof(
      fc.record({ by: fc.constantFrom('PT0S', 'PT1S', 'PT1H', 'P1D', 'P365D', 'P3650D') }),
      fc.record({ events: fc.constantFrom(1, 20, 1_000) }),
      fc.record({ until: fc.constant('idle'), max: fc.constantFrom('P1D', 'P3650D') }),
    ),
  }),
  fc.record({
    clock: some({
      mode: fc.constantFrom('frozen', 'flowing'),
      pace: fc.constantFrom(0.001, 1, 60, 5_000, 1e6),
    }),
  }),
  fc.record({ passes_ms: fc.constantFrom(1, 1_000, 3_600_000, 30 * 86_400_000) }),
  fc.record({ operation: fc.constantFrom('start', 'stop', 'cutover', 'clone_test', 'restart') }),
)

export const world: fc.Arbitrary<World> = fc.record({
  scenario: going.map((then) => scenario('random', then)),
  pace: fc.constantFrom(0.001, 1, 60, 5_000, 1e6),
  moves: fc.array(move, { minLength: 1, maxLength: 6 }),
})
