import { existsSync } from 'node:fs'
import { settings, startChild } from './child.ts'
import { Client, dumpOf, startTwin } from './client.ts'
import { halves, readCopy } from './file.ts'
import { account_of } from './kills.ts'
import { chanceOf, check } from './report.ts'

/** SIGTERM under load: what is under way is answered, and all that was answered is there. */

const stops = 6
const clients_count = 8
const end_max_ms = 4_000

export async function stopUnderLoad(db: string, seed: number): Promise<void> {
  const chance = chanceOf(seed)
  const twin = await startTwin()
  const clients: Client[] = []
  const problems: string[] = []
  for (let round = 0; round < stops && problems.length === 0; round++) {
    const child = await startChild(settings(db))
    for (let number = clients.length; number < clients_count; number++) {
      const client = await Client.open(child.url, twin, account_of(number), seed + number)
      await client.beLate(child.url)
      clients.push(client)
    }
    let left = 10 + chance(80)
    let begun = 0
    let end: Promise<number | string> | undefined
    const onAnswer = (): void => {
      if (--left !== 0) return
      begun = performance.now()
      end = child.stop()
    }
    const lives = clients.map((client) => client.live(child.url, () => false, onAnswer))
    problems.push(...(await Promise.all(lives)).flat())
    const code = await end
    const took = performance.now() - begun
    if (code !== 0) problems.push(`it ended with ${code}`)
    if (took > end_max_ms) problems.push(`it took ${Math.round(took)} ms to end`)
    if (child.stderr() !== '') problems.push(`it said: ${child.stderr()}`)
    if (existsSync(`${db}-wal`)) problems.push('the log of the database was left behind')
    const { rows, problems: broken } = readCopy(db)
    problems.push(...broken, ...halves(rows))
    // What is under way is answered: there is no call of which a client does not know whether it was done.
    const twins = dumpOf(twin)
    for (const client of clients) problems.push(...(await client.compare(rows, twins, false)))
  }
  check(
    `${stops} times SIGTERM under load: exit 0, and the file holds what was answered, no more and no less`,
    problems,
  )
  await twin.close()
}
