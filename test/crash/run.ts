import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fullDisks } from './disk-full.ts'
import { killAtRandom } from './kills.ts'
import { check, note, totals } from './report.ts'
import { stopUnderLoad } from './stops.ts'
import { race, twoOnOneFile } from './two.ts'

/**
 * `npm test -- crash`: what was acknowledged survives kills, full disks and stops under load.
 *
 * `KILLS` asks for more or fewer kills, `SEED` for the calls of an earlier run. Arguments select parts:
 * `npm test -- crash two kills`. Full disks need root or `prlimit`; with `CI=true` they must be there.
 */

const kills = Math.min(Number(process.env.KILLS ?? 50), 1000)
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const time_limit_ms = 10 * 60_000

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
const late = setTimeout(() => {
  check('all is over in time', ['it was not'])
  process.exit(totals())
}, time_limit_ms)
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

async function disks(): Promise<void> {
  for (const what of await fullDisks(folder, seed)) {
    if (process.env.CI === 'true') check(`CI has all that is needed for ${what}`, ['it has not'])
    else note(`left out: ${what}`)
  }
}

const parts: Record<string, () => Promise<void>> = {
  two: () => twoOnOneFile(join(folder, 'shared.db'), seed),
  race: () => race(join(folder, 'new.db')),
  stops: () => stopUnderLoad(join(folder, 'stopped.db'), seed),
  disks,
  kills: () => killAtRandom(join(folder, 'killed.db'), kills, seed),
}
const asked = process.argv.slice(2)

console.log(`SEED=${seed} KILLS=${kills}`)
for (const [name, part] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  await part().catch((error: Error) => check(`${name} comes to its end`, [String(error.stack)]))
}
clearTimeout(late)
process.exit(totals())
