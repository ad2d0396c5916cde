import { effect, signal } from '@preact/signals'
import { EmulatorError } from '../../client/errors.ts'
import type { StreamEvent } from '../../client/types.ts'
import { clock, forgetClock, forgetMove, now, showTold } from './clock.ts'
import { client, refresh, type Topic, topics } from './server.ts'

/** Keeps what is shown as it is: reads the stream of events, and has what they touch read anew. */

/** Whether the stream is there: a picture that may be old says so. */
export const connection = signal<
  'connecting' | 'live' | 'reconnecting' | 'paused' | 'no such account' | 'no token'
>('connecting')

/** How long changes are gathered before they are shown, in milliseconds. */
const gather_ms = 120

/** How long until the stream is asked for again, in milliseconds. */
const retry_ms = 700

/** What asking again does not change. */
const refusals: Readonly<Record<number, 'no token' | 'no such account'>> = {
  401: 'no token',
  404: 'no such account',
}

const touched: Record<StreamEvent['event'], readonly Topic[]> = {
  clock: ['clock', 'tasks'],
  event: ['tasks'],
  request: ['calls'],
  control: ['deviations', 'snapshots', 'accounts', 'tasks', 'servers'],
  reset: topics,
}

const gathered = new Set<Topic>()
let isWaiting = false

/** The longest time that a timer of a browser takes, in milliseconds: what is later is not waited for. */
const timer_max = 2 ** 31 - 1

/** Has tasks read anew when the clock, as it flows, comes to a moment. @returns what forgets it again */
export function refreshAt(moment: number): (() => void) | undefined {
  const wait = moment - (now.peek() ?? 0)
  if (clock.value?.mode !== 'flowing' || wait > timer_max) return undefined
  const timer = setTimeout(() => refreshSoon(['tasks']), wait)
  return () => clearTimeout(timer)
}

function refreshSoon(topics: readonly Topic[]): void {
  for (const topic of topics) gathered.add(topic)
  if (isWaiting) return
  isWaiting = true
  setTimeout(() => {
    isWaiting = false
    const changed = [...gathered]
    gathered.clear()
    refresh(...changed)
  }, gather_ms)
}

/** Follows the account that is shown, as long as the page is visible. */
export function followEvents(): void {
  let leave = new AbortController()
  const begin = (): void => {
    leave.abort()
    leave = new AbortController()
    if (document.hidden) connection.value = 'paused'
    else void follow(leave.signal)
  }
  document.addEventListener('visibilitychange', begin)
  effect(() => {
    client.value
    begin()
  })
}

async function follow(signal: AbortSignal): Promise<void> {
  const onConnection = (isConnected: boolean): void => {
    connection.value = isConnected ? 'live' : 'reconnecting'
    if (isConnected) refresh()
  }
  while (!signal.aborted) {
    try {
      for await (const event of client.peek().events({ signal, onConnection })) {
        if (event.event === 'clock') showTold(event.data)
        if (event.event === 'reset') forgetMove()
        refreshSoon(touched[event.event])
      }
    } catch (error) {
      if (signal.aborted) return
      const refusal = error instanceof EmulatorError ? refusals[error.status] : undefined
      if (refusal) {
        connection.value = refusal
        forgetClock()
        return
      }
    }
    connection.value = 'reconnecting'
    await new Promise((resolve) => setTimeout(resolve, retry_ms))
  }
}
