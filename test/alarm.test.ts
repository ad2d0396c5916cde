import t from 'tap'
import { configOf, testSettings } from '../src/config.ts'
import { write } from '../src/operations/account/settle.ts'
import { startServer } from '../src/process/server.ts'
import { account_id, linuxSource, startTest } from './helper.ts'

/** What happens by itself, and what happens when it cannot. */

t.test(
  'an account that cannot be settled is tried again after a minute, and told once',
  async (t) => {
    const alarms: { ring: () => void; ms: number | undefined }[] = []
    const { setTimeout: real } = globalThis
    t.teardown(() => {
      globalThis.setTimeout = real
    })
    const stand_in = (work: () => void, ms?: number, ...rest: []) => {
      if (work.name !== 'ring') return real(work, ms, ...rest)
      alarms.push({ ring: work, ms })
      return real(() => {}, 0)
    }
    globalThis.setTimeout = Object.assign(stand_in, real) as typeof real

    const running = await startServer(configOf({ ...testSettings, clock: 'flowing' }))
    t.teardown(running.close)
    const told: unknown[] = []
    running.log.error = (...said: unknown[]) => void told.push(said[1])
    const { emulator } = running
    emulator.atomically(() => {
      const due_at = emulator.wall() - 1_000
      emulator.timers.set(account_id, { kind: 'source', resource_id: 'gone', due_at, sequence: 1 })
    })
    const call = () => fetch(`${running.endpoints.url}/_emulator/health`)

    await call()
    t.match(alarms, [{ ms: 1 }])
    alarms[0]?.ring()
    t.strictSame(told, ['settling failed'])
    t.match(alarms, [{ ms: 1 }, { ms: 60_000 }])
    t.equal(alarms.length, 2, 'it does not spin')

    emulator.atomically(() => emulator.timers.clear(account_id, 'source', 'gone'))
    alarms[1]?.ring()
    t.equal(told.length, 1)
    t.equal(alarms.length, 2, 'nothing is to be waited for')
  },
)

t.test('a write happens at the moment that was settled, though the time goes on', async (t) => {
  const emulator = await startTest(t, { clock: 'flowing' })
  const { emulator: core, sms, wall } = emulator
  await sms('POST', '/v3/sources', linuxSource())
  const due = core.timers.earliestFlowing(core.moves)?.wall_due ?? 0
  let now = due - 5
  // Each look at the wall is a millisecond later than the one before.
  Object.defineProperty(wall, 'now', { get: () => now++ })
  let settled = 0
  while (now < due + 5) {
    write(core, account_id, (session) => {
      settled = session.now
      t.equal(core.timers.next(account_id, session.now), undefined, `at ${session.now - due}`)
    })
  }
  t.ok(settled >= due)
})
