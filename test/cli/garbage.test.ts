import { execFileSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import t from 'tap'

/** What V8 keeps young objects in, under load. A process of its own, as this is about all of one. */

const together = { buffered: true }
const mib = 2 ** 20

/** Keeps for a while what it makes, turn by turn, and prints the greatest space of young objects, in bytes. */
const load = `
  import { setImmediate } from 'node:timers/promises'
  import { getHeapSpaceStatistics } from 'node:v8'
  import { boundGarbage } from ${JSON.stringify(moduleUrl('../../src/process/garbage.js'))}
  boundGarbage()
  const kept = []
  let greatest = 0
  for (let turn = 0; turn < 200; turn++) {
    for (let made = 0; made < 10_000; made++) kept.push({ made, turn })
    if (kept.length > 200_000) kept.length = 0
    await setImmediate()
    await setImmediate()
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
    greatest = Math.max(greatest, young.space_size)
  }
  console.log(greatest)`

function moduleUrl(path: string): string {
  return new URL(path, pathToFileURL(import.meta.filename)).href
}

t.test('the space of young objects grows under load, and not to 64 MiB', together, async (t) => {
  const args = ['--input-type=module', '--eval', load]
  const greatest = Number(
    execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 }),
  )
  t.ok(greatest >= 4 * mib, `${greatest / mib} MiB`)
  // It may double once more before it is told, and V8 takes some pages while it collects.
  t.ok(greatest < 40 * mib, `${greatest / mib} MiB`)
})
