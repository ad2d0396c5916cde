import { computed, effect, signal } from '@preact/signals'
import type { EmulatorClient } from '../../client/client.ts'
import type { AdvanceRequest, Clock } from '../../client/types.ts'
import { counted } from '../../text/numbers.ts'
import { momentText } from '../text/moments.ts'
import { account } from './address.ts'
import { accountOption, act, client, notice } from './server.ts'

/** The clock of the account: shown as it flows, and moved, with one step back. */

/** The clock as it was read, and when that was on the clock of this page. */
const read = signal<{ clock: Clock; at: number } | null>(null)

/** Goes up with every picture that the browser draws while the clock flows. */
const drawn = signal(0)

/** The clock as it was read last. */
export const clock = computed(() => read.value?.clock ?? null)

/** What the clock shows now, in epoch milliseconds; null before it was read. */
export const now = computed(() => {
  drawn.value
  if (read.value === null) return null
  const { clock: was, at } = read.value
  return was.mode === 'frozen' ? was.now_ms : was.now_ms + (performance.now() - at)
})

/** The same in whole seconds while the clock flows: what only shows seconds is drawn again when it shows others. */
export const second = computed(() => {
  const ms = now.value ?? 0
  return clock.value?.mode === 'flowing' ? Math.floor(ms / 1_000) * 1_000 : ms
})

/** @param shown the clock as the emulator has it now. */
const showClock = (shown: Clock): void => {
  read.value = { clock: shown, at: performance.now() }
}

/** There is no clock to show. */
export const forgetClock = (): void => {
  read.value = null
}

/** @param told the clock as the stream tells it. */
export const showTold = (told: Omit<Clock, 'now'>): void =>
  showClock({ ...told, now: new Date(told.now_ms).toISOString() })

/** Draws anew while the clock flows and somebody looks; pictures of a frozen clock cost nothing. */
export function drawWhileFlowing(): void {
  let request = 0
  const draw = (): void => {
    drawn.value++
    request = requestAnimationFrame(draw)
  }
  effect(() => {
    cancelAnimationFrame(request)
    if (read.value?.clock.mode === 'flowing') request = requestAnimationFrame(draw)
  })
}

/** The snapshot that is saved before a move made here. */
export const undo_name = 'ui-undo'

/** What was there before a move made here. */
type Before = {
  account: string
  /** What the clock showed, as the snapshot says. */
  saved_at: string
  /** The last call that was made until then; undefined if none was. */
  last_call: string | undefined
  /** Names of scenarios and ids of faults. */
  failures: ReadonlySet<string>
}

/** The last move made here, which undo takes back; null after that, after a reset, and before the first. */
const last = signal<Before | null>(null)

/** Whether there is a move of the shown account to be undone. */
export const canUndo = computed(() => last.value?.account === account.value)

/** The account is another one by now: there is nothing to go back to. */
export const forgetMove = (): void => {
  last.value = null
}

const readClock = async (): Promise<void> => showClock(await client.peek().clock.get())

export async function failuresOf(emulator: EmulatorClient): Promise<string[]> {
  const [{ scenarios }, { faults }] = await Promise.all([
    emulator.scenarios.list(),
    emulator.faults.list(),
  ])
  return [...scenarios.map(({ name }) => name), ...faults.map(({ id }) => id)]
}

/** Saves what undo goes back to, and moves the clock. */
async function move(what: string, command: string, work: () => Promise<unknown>): Promise<void> {
  await act(what, `sms-emulator ${command}${accountOption()}`, async (emulator) => {
    const { requests } = await emulator.requests.list({ limit: 1 })
    const failures = new Set(await failuresOf(emulator))
    const { saved_at } = await emulator.snapshots.save(undo_name)
    await work()
    last.value = { account: account.peek(), saved_at, last_call: requests[0]?.id, failures }
  })
  await readClock()
}

/** Moves the clock forward. @param command the same as arguments of `sms-emulator clock advance`. */
export const advance = (how: AdvanceRequest, command: string): Promise<void> =>
  move('The clock was moved.', `clock advance ${command}`, () => client.peek().clock.advance(how))

/** Moves the clock to what happens next. */
export const nextEvent = (): Promise<void> => advance({ events: 1 }, '--events 1')

/** Moves the clock until nothing happens by itself. */
export const untilIdle = (): Promise<void> => advance({ until: 'idle' }, '--idle')

/** Stops the clock where it is. */
export const freeze = (): Promise<void> =>
  move('The clock is frozen.', 'clock --mode frozen', () =>
    client.peek().clock.set({ mode: 'frozen' }),
  )

/** Lets the clock flow. */
export const flow = (): Promise<void> =>
  move('The clock flows.', 'clock --mode flowing', () =>
    client.peek().clock.set({ mode: 'flowing' }),
  )

/** Freezes a clock that flows, and lets a frozen one flow. */
export const toggleClock = (): Promise<void> =>
  clock.peek()?.mode === 'frozen' ? flow() : freeze()

/** Back to before the last move made here, if there was one. Says what that takes back. */
export async function undo(): Promise<void> {
  const before = last.peek()
  if (before === null || !canUndo.peek()) return
  const command = `sms-emulator snapshot restore ${undo_name}${accountOption()}`
  const text = await act('', command, async (emulator) => {
    const { snapshots } = await emulator.snapshots.list()
    const kept = snapshots.find(({ name }) => name === undo_name)
    last.value = null
    if (kept?.saved_at !== before.saved_at)
      throw new Error('Another page has moved the clock since, so that this move cannot be undone.')
    const taken = await takenBack(emulator, before)
    await emulator.snapshots.restore(undo_name)
    return taken
  })
  await readClock()
  const at = momentText(now.peek() ?? 0)
  if (text !== undefined) notice.value = { text: `Back at ${at}. ${text}`, command, isBad: false }
}

/** What has come since a move, and goes with it. */
async function takenBack(
  emulator: EmulatorClient,
  { last_call, failures }: Before,
): Promise<string> {
  const { requests } = await emulator.requests.list(last_call ? { since: last_call } : {})
  const calls = [...new Set(requests.map(({ operation, path }) => operation ?? path))]
  const added = (await failuresOf(emulator)).filter((name) => !failures.has(name))
  const parts = [
    ...(calls.length === 0
      ? []
      : [`what ${counted(requests.length, 'call')} did (${calls.join(', ')})`]),
    ...added.map((name) => `"${name}"`),
  ]
  return parts.length === 0 ? 'Nothing was done since.' : `It takes back ${parts.join(', ')}.`
}
