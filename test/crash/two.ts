import { existsSync, readFileSync } from 'node:fs'
import { settings, spawnCommand, startChild } from './child.ts'
import { Client, dumpOf, startTwin } from './client.ts'
import { readCopy } from './file.ts'
import { check } from './report.ts'

/** A file belongs to one process at a time. */

const refusal =
  /^sms-emulator: \S+ is in use by another emulator\. Stop it, or give --db another file\.\n$/

const refused_max_ms = 15_000

const another = async (args: readonly string[]) => {
  const { child, told, end } = spawnCommand(args)
  // One that is not refused would run for ever.
  const late = setTimeout(() => child.kill('SIGKILL'), refused_max_ms)
  const code = await end
  clearTimeout(late)
  return [
    ...(code === 2 ? [] : [`it ended with ${code}`]),
    ...(refusal.test(told.stderr) ? [] : [`it said ${told.stderr}`]),
    ...(told.stdout === '' ? [] : [`it printed ${told.stdout}`]),
  ]
}

export async function twoOnOneFile(db: string, seed: number): Promise<void> {
  const endpoints = `${db}.endpoints.json`
  const args = [...settings(db), '--endpoints-file', endpoints]
  const first = await startChild(args)
  const written = readFileSync(endpoints, 'utf8')
  const twin = await startTwin()
  const client = await Client.open(first.url, twin, 'alone', seed)
  let isOver = false
  const life = client.live(first.url, () => isOver)
  const problems = (await Promise.all([another(args), another(args)])).flat()
  isOver = true
  problems.push(...(await life))
  check('a second process on a file in use says so in a line and exits 2', problems)
  check('the first goes on as if nothing had been, and keeps its endpoints file', [
    ...(existsSync(endpoints) && readFileSync(endpoints, 'utf8') === written ? [] : ['it is gone']),
    ...(client.answered > 10 ? [] : ['it answered less']),
    ...(await first.stop().then((code) => (code === 0 ? [] : [`it ended with ${code}`]))),
    ...(await client.compare(readCopy(db).rows, dumpOf(twin), false)),
  ])
  await twin.close()
}

/** A file that is not there yet, and several that want it at once. */
export async function race(db: string): Promise<void> {
  const problems: string[] = []
  const starters = Array.from({ length: 4 }, () => spawnCommand(settings(db)))
  const losers = starters.map(async ({ end, told }) => ({ code: await end, said: told.stderr }))
  let over = 0
  for (const loser of losers) loser.then(() => over++)
  const deadline = performance.now() + 20_000
  const winners = () => starters.filter(({ told }) => told.stdout.includes('"msg":"ready"'))
  while (performance.now() < deadline && (winners().length < 1 || over < starters.length - 1)) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  if (winners().length !== 1) problems.push(`${winners().length} are ready`)
  for (const { child } of starters) child.kill('SIGTERM')
  const ends = await Promise.all(losers)
  const refused = ends.filter(({ code, said }) => code === 2 && refusal.test(said))
  if (refused.length !== 3) problems.push(JSON.stringify(ends))
  if (ends.filter(({ code }) => code === 0).length !== 1) problems.push('no one ended in order')
  problems.push(...readCopy(db).problems)
  check('of four that start at once on a new file, one runs and the others say why not', problems)
}
