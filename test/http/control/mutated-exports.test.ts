import fc from 'fast-check'
import t from 'tap'
import { act, newTask, startTest, until } from '../../helper.ts'

/** An export that somebody has edited by hand: loaded as a whole, or refused with its place. */

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Every place of a value below another, as the names that lead there. */
function placesIn(value: Json, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([name, one]) => placesIn(one, [...path, name]))]
}

/** A copy with another value at a place, or with nothing there. */
function changed(value: Json, [name, ...rest]: string[], to: Json | undefined): Json | undefined {
  if (name === undefined) return to
  const copy = structuredClone(value) as Record<string, Json>
  const part = changed(copy[name] ?? null, rest, to)
  if (part === undefined) delete copy[name]
  else copy[name] = part
  return copy
}

const odd = [null, '', 'x', '..', -1, 0, 1.5, 2 ** 53, true, [], {}, [null], undefined] as const

t.test('loadFixture: a mutated export is loaded whole, or refused with its place', async (t) => {
  const emulator = await startTest(t)
  const { control } = emulator
  const { task } = await newTask(emulator, { syncing: true })
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 40 })
  const saved = (await control('GET', '/_emulator/fixtures')).body as Json
  const places = placesIn(saved).slice(1)
  const load = (body: unknown) => control('POST', '/_emulator/fixtures?replace=true', body)

  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), fc.constantFrom(...odd), async (place, to) => {
      const before = emulator.emulator.dump()
      const { status, body } = await load(changed(saved, place, to))
      if (status !== 200) {
        if (status >= 500) throw new Error(`${status} ${JSON.stringify(body)}`)
        t.match(body.error, { message: /./ })
        t.strictSame(emulator.emulator.dump(), before, 'nothing was loaded')
        return
      }
      for (const url of ['/_emulator/fixtures', '/_emulator/clock']) {
        const answer = await control('GET', url)
        if (answer.status >= 500) throw new Error(`${url} ${JSON.stringify(answer.body)}`)
      }
      const advanced = await control('POST', '/_emulator/clock/advance', { by: 'PT1M' })
      if (advanced.status >= 500) throw new Error(JSON.stringify(advanced.body))
      const again = await load(saved)
      if (again.status !== 200) throw new Error(`then ${JSON.stringify(again.body)}`)
    }),
    { numRuns: Number(process.env.FUZZ_EFFORT ?? 1) * 60, seed: 20261129 },
  )
})
