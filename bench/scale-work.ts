import { type Client, clientOf, newcomer } from './client.ts'
import { type Call, load, median, slowestWhile } from './load.ts'
import { idOf, quiet_ms } from './seed.ts'
import type { Served } from './serve.ts'
import { an_id, taskBody } from './works.ts'

/** What is measured of one emulator that holds so many tasks. */

/** Figures of a size by their name; of those that were measured often, every value. */
export type Figures = Record<string, number[]>

export const rounds_max = 10
/** How many tasks are created in a round: few against the smallest size. */
export const created_a_round = 40
/** How many calls are timed one by one in a round. */
const calls_a_round = 60
/** How many things happen in the jumps that are compared. */
export const jump_events = 10
const jumps = 3

const hour_ms = 3_600_000
const control = '/_emulator/clock/advance'
const by_state = '/v3/tasks?state=RUNNING&limit=50'
/** The service takes no larger one. */
const offset_max = 65_535
const listsOf = (size: number) => ({
  'list 50': '/v3/tasks?limit=50',
  'list 50 by state': by_state,
  'list by name': '/v3/tasks?name=task-998&limit=1',
  'list 50 at the end': `/v3/tasks?limit=50&offset=${Math.min(size - 100, offset_max)}`,
})
/** One that no list finds by its name, and that stays where it is in their order. */
const renamed = idOf('task', 4)

/** Takes turns with other sizes, so that all meet the same noise. */
export type Rounds = {
  size: number
  served: Served
  client: Client
  figures: Figures
  /** What the clock showed when the file was seeded. */
  seeded_at: number
}

export async function openRounds(size: number, served: Served): Promise<Rounds> {
  const client = await clientOf(served.port)
  const seeded_at = Date.parse((await client.control.clock.get()).now)
  return { size, served, client, figures: {}, seeded_at }
}

export const note = (figures: Figures, name: string, value: number): void => {
  figures[name] = [...(figures[name] ?? []), value]
}

/** Of slow calls there are fewer: none begins later than this. */
const patience_ms = 3000

/** @returns the median of so many calls, one after the other, in milliseconds. */
async function timed(amount: number, call: (turn: number) => Promise<{ ms: number }>) {
  const times: number[] = []
  const began = performance.now()
  for (let turn = 0; turn < amount && performance.now() - began < patience_ms; turn++) {
    times.push((await call(turn)).ms)
  }
  return median(times)
}

/** Calls per second at 32 connections, and the processor's time of one. */
async function rate({ served, figures }: Rounds, name: string, call: Call): Promise<void> {
  const { per_second, cpu_us, failed, wrong } = await load(served, call, 32, 2)
  if (failed > 0) throw new Error(`${name}: ${failed} calls failed: ${wrong}`)
  note(figures, `${name}, calls/s`, per_second)
  if (!Number.isNaN(cpu_us)) note(figures, `${name}, CPU us`, cpu_us)
}

/** Compiled code is what is compared, and caches as they are after a while. */
export async function warmUp({ size, served, client }: Rounds): Promise<void> {
  const headers = { 'x-auth-token': client.token() }
  await load(served, { method: 'GET', path: `/v3/tasks/${idOf('task', 0)}`, headers }, 32, 3)
  for (const path of Object.values(listsOf(size))) {
    await timed(calls_a_round, () => client.must('GET', path))
  }
}

/** One round of what leaves the data nearly as they are. */
export async function measureRound(rounds: Rounds, round: number): Promise<void> {
  const { size, client, figures } = rounds
  const headers = { 'x-auth-token': client.token() }
  const get = { method: 'GET', headers } as const
  // Some thousand are enough to find none of them remembered, where there are many.
  const values = Array.from({ length: Math.min(size, 20_000) }, (_, turn) =>
    idOf('task', size <= 20_000 ? turn : (turn * 7_368_787) % size),
  )
  const from = Math.floor((values.length * round) / rounds_max)
  const varied = { marker: an_id, values, each: 1, from, again: true }
  await rate(rounds, 'get the same', { ...get, path: `/v3/tasks/${values[0]}` })
  await rate(rounds, 'get any', { ...get, path: `/v3/tasks/${an_id}`, varied })

  const getAny = () => client.must('GET', `/v3/tasks/${values[varied.from++ % values.length]}`)
  note(figures, 'get any, ms', await timed(calls_a_round * 5, getAny))
  await measureLists(rounds)
  const create = (turn: number) => {
    const free = idOf('free', round * created_a_round + turn)
    return client.must('POST', '/v3/tasks', JSON.parse(taskBody(free)))
  }
  note(figures, 'create, ms', await timed(created_a_round, create))
}

/** Each list as it is asked for again and again, and as the first after something was written. */
async function measureLists({ size, client, figures }: Rounds): Promise<void> {
  for (const [name, path] of Object.entries(listsOf(size))) {
    const list = () => client.must('GET', path)
    note(figures, `${name}, remembered, ms`, await timed(calls_a_round, list))
    const afterWrite = async (turn: number) => {
      await client.must('PUT', `/v3/tasks/${renamed}`, { name: `renamed-${turn}` })
      return list()
    }
    note(figures, `${name}, ms`, await timed(calls_a_round, afterWrite))
  }
}

/** Jumps of the clock: over nothing, and over a fixed number of things, with a filtered list after each. */
export async function measureJumps({ client, figures }: Rounds): Promise<void> {
  const { must } = client
  for (let turn = 0; turn < 20; turn++) {
    note(figures, 'jump over nothing, ms', (await must('POST', control, { by: 'PT1S' })).ms)
  }
  for (let turn = 0; turn < jumps; turn++) {
    const { ms } = await must('POST', control, { events: jump_events })
    note(figures, `jump over ${jump_events} timers, ms`, ms)
    const first = await must('GET', by_state)
    note(figures, 'first list by state after it, ms', first.ms)
  }
}

/** No further call is made to move a clock after so long. */
const advance_max_ms = 5 * 60_000

/** Moves the clock up to a moment. @returns how many things happened, in how many calls, and whether it is there. */
async function moveTo({ must, control: { clock } }: Client, end: number) {
  const began = performance.now()
  let now = Date.parse((await clock.get()).now)
  let [events, calls] = [0, 0]
  // A call that reached the most that one lets happen stops before its end.
  while (now < end && performance.now() - began < advance_max_ms) {
    const answer = JSON.parse((await must('POST', control, { by: end - now })).text)
    now = Date.parse(answer.to)
    events += answer.events.length
    calls++
  }
  return { events, calls, isThere: now >= end }
}

/**
 * An hour in whose last second every task that is under way, three of five, has something to do: one
 * thing or two, so that it is bounded where there are many.
 */
export async function measureAllDue(rounds: Rounds): Promise<void> {
  const hour_begins = rounds.seeded_at + quiet_ms + 1000 - hour_ms
  await moveTo(rounds.client, hour_begins)
  await measureAdvance(rounds, ', all under way due')
}

/** What another account waits while this one's clock is moved by an hour. */
export async function measureAdvance(
  { served, client, figures }: Rounds,
  which = '',
): Promise<void> {
  const other = await newcomer(served.port, `other${figures['events in the hour']?.length ?? 0}`)
  const list: Call = {
    ...{ method: 'GET', path: '/v3/tasks?limit=50' },
    headers: { 'x-auth-token': other.token() },
  }
  const now = Date.parse((await client.control.clock.get()).now)
  let moved = { events: 0, calls: 0, isThere: false }
  let ms = 0
  const wait = await slowestWhile(served, list, async () => {
    const began = performance.now()
    moved = await moveTo(client, now + hour_ms)
    ms = performance.now() - began
  })
  other.close()
  const { events, calls, isThere } = moved
  if (isThere) note(figures, `advance an hour${which}, ms`, ms)
  note(figures, `for a thing that happens${which}, ms`, ms / events)
  note(figures, `events in the hour${which}`, events)
  note(figures, `calls to advance an hour${which}`, calls)
  note(figures, `worst wait of another account${which}, ms`, wait)
}

/** A snapshot, and going back to it after a few things have happened. */
export async function measureSnapshot({ client, figures }: Rounds): Promise<void> {
  const { must } = client
  const path = '/_emulator/snapshots/kept'
  note(figures, 'snapshot, ms', (await must('POST', path)).ms)
  await must('POST', control, { events: jump_events })
  note(figures, 'restore after 10 events, ms', (await must('PUT', path)).ms)
}
