import t from 'tap'
import { configOf, testSettings } from '../src/config.ts'
import { startServer } from '../src/process/server.ts'
import { storesOf } from './helper.ts'

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
    const { timers } = storesOf(emulator)
    const due_at = emulator.time.now() - 1_000
    emulator.commits.atomically(() => {
      timers.set({ kind: 'source', resource_id: 'gone', due_at, sequence: 1 }, undefined)
    })
    const call = () => fetch(`${running.endpoints.url}/_emulator/health`)

    await call()
    t.match(alarms, [{ ms: 1 }])
    alarms[0]?.ring()
    t.strictSame(told, ['settling failed'])
    t.match(alarms, [{ ms: 1 }, { ms: 60_000 }])
    t.equal(alarms.length, 2, 'it does not spin')

    emulator.commits.atomically(() => timers.clear('source', 'gone', due_at))
    alarms[1]?.ring()
    t.equal(told.length, 1)
    t.equal(alarms.length, 2, 'nothing is to be waited for')
  },
)
