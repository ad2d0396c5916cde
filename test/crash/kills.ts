import { setImmediate as turn } from 'node:timers/promises'
import type { TestEmulator } from '../helper.ts'
import { fleet } from './calls.ts'
import { type Child, settings, spawnCommand, startChild } from './child.ts'
import { Client, dumpOf, send, startTwin } from './client.ts'
import { halves, readCopy } from './file.ts'
import { chanceOf, check, note } from './report.ts'

/** `kill -9` at random moments, again and again on the same file. */

const clients_count = 4
/** Answers from one start to the kill, at most. */
const answers_max = 80
/** Every so often it is killed before it is ready, too. */
const early_every = 5

export const account_of = (number: number): string => `client-${number}`

const pause = async (ms: number): Promise<void> => {
  const begun = performance.now()
  while (performance.now() - begun < ms) await turn()
}

/** A flowing account, in which things happen while nobody calls: what is written then has no twin. */
async function addRestless({ url }: Child, round: number): Promise<void> {
  const name = 'restless'
  if (round === 0) {
    const clock = { mode: 'flowing', pace: 20_000 }
    await send(url, { method: 'POST', path: '/_emulator/accounts', body: { name, clock } })
  }
  if (round % 10 !== 0) return
  const path = `/_emulator/fixtures?account=${name}`
  await send(url, { method: 'POST', path, body: fleet(name, `r-${round}`, 5) })
}

const looks = ['/v3/tasks?limit=100', '/v3/sources?limit=100', '/_emulator/clock']

/** What is there after a start: what was answered before. */
async function lookAround({ url }: Child, clients: Client[]): Promise<string[]> {
  const problems = []
  for (const client of clients) {
    for (const path of looks) problems.push(...(await client.look(url, path)))
  }
  return problems
}

export async function killAtRandom(db: string, kills: number, seed: number): Promise<void> {
  const chance = chanceOf(seed)
  const twin: TestEmulator = await startTwin()
  const clients: Client[] = []
  let good = 0
  let slowest = 0
  for (let round = 0; round < kills; round++) {
    if (round % early_every === early_every - 1) {
      const { child, end } = spawnCommand(settings(db))
      await pause(chance(700))
      child.kill('SIGKILL')
      await end
    }
    const begun = performance.now()
    const child = await startChild(settings(db))
    slowest = Math.max(slowest, performance.now() - begun)
    for (let number = clients.length; number < clients_count; number++) {
      const client = await Client.open(child.url, twin, account_of(number), seed + number)
      await client.beLate(child.url)
      clients.push(client)
    }
    const problems = await lookAround(child, clients)
    if (child.stderr() !== '') problems.push(`it said: ${child.stderr()}`)
    await addRestless(child, round)

    let left = 1 + chance(answers_max)
    let isTime = (): void => {}
    const time = new Promise<void>((resolve) => {
      isTime = resolve
    })
    const lives = clients.map((client) =>
      client.live(
        child.url,
        () => problems.length > 0,
        () => --left === 0 && isTime(),
      ),
    )
    await Promise.race([time, ...lives])
    await pause(chance(6000) / 1000)
    await child.kill()
    problems.push(...(await Promise.all(lives)).flat())

    const { rows, problems: broken } = readCopy(db)
    problems.push(...broken, ...halves(rows))
    const twins = dumpOf(twin)
    for (const client of clients) problems.push(...(await client.compare(rows, twins)))
    if (problems.length > 0) {
      check(
        `after kill ${round + 1} every acknowledged write is there, and nothing by halves`,
        problems,
      )
      break
    }
    good++
  }
  const sum = (of: (client: Client) => number) =>
    clients.reduce((total, client) => total + of(client), 0)
  check(
    `${good} of ${kills} kills: all that was answered is there, each call whole or not at all, a long move of a clock by whole steps`,
    good === kills ? [] : ['see above'],
  )
  note(
    `${sum((one) => one.answered)} calls were answered; of those under way when it was killed ${sum(({ ends }) => ends.whole)} are there whole, ${sum(({ ends }) => ends.steps)} by some of their steps and ${sum(({ ends }) => ends.none)} not at all`,
  )
  note(`the slowest start took ${Math.round(slowest)} ms`)
  check('some of the calls under way were stored, and some were not', [
    ...(kills < 50 || sum(({ ends }) => ends.whole) > 0 ? [] : ['none was stored']),
    ...(kills < 50 || sum(({ ends }) => ends.none) > 0 ? [] : ['all were stored']),
  ])
  await twin.close()
}
