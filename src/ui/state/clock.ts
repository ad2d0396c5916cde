import { computed, effect, signal } from '@preact/signals'
import type { AdvanceRequest, Clock } from '../../client/types.ts'
import { momentText } from '../text/moments.ts'
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

/** @param shown the clock as the emulator has it now. */
export const showClock = (shown: Clock): void => {
  read.value = { clock: shown, at: performance.now() }
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
const undo_name = 'ui-undo'

/** What the last move made here can be taken back to; null after it was, and before the first. */
export const lastMove = signal<{ from: number; what: string; since: string } | null>(null)

const readClock = async (): Promise<void> => showClock(await client.peek().clock.get())

/** Saves what undo goes back to, and moves the clock. */
async function move(what: string, command: string, work: () => Promise<unknown>): Promise<void> {
  const from = now.peek() ?? 0
  await act(what, `sms-emulator ${command}${accountOption()}`, async (emulator) => {
    await emulator.snapshots.save(undo_name)
    await work()
    lastMove.value = { from, what, since: momentText(from) }
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

/** Back to before the last move made here, if there was one. Says which calls that takes back. */
export async function undo(): Promise<void> {
  const last = lastMove.peek()
  if (last === null) return
  const since = new Date(last.from).toISOString()
  await act(
    '',
    `sms-emulator snapshot restore ${undo_name}${accountOption()}`,
    async (emulator) => {
      const { requests } = await emulator.requests.list({ since })
      await emulator.snapshots.restore(undo_name)
      lastMove.value = null
      const names = [...new Set(requests.map(({ operation, path }) => operation ?? path))].join(
        ', ',
      )
      const calls = `${requests.length} ${requests.length === 1 ? 'call' : 'calls'} since (${names})`
      return requests.length === 0 ? 'No call was made since.' : `It takes back what ${calls} did.`
    },
  ).then((text) => {
    if (text !== undefined && notice.value)
      notice.value = { ...notice.value, text: `Back at ${last.since}. ${text}` }
  })
  await readClock()
}
