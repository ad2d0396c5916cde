import { computed, effect, signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { EmulatorClient } from '../../client/client.ts'
import { EmulatorUnreachable } from '../../client/errors.ts'
import { account } from './address.ts'

/** What the page knows of the emulator: everything is a call of the control API that anyone could make. */

/** As the page of the documents has it (src/http/control/docs-page): who came with a token has it there, too. */
const token_key = 'control-token'

/** Takes the control token from the fragment of the address, where another machine's page has it, and out of it. */
export function takeToken(): void {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token === null) return
  sessionStorage.setItem(token_key, token)
  history.replaceState(null, '', location.pathname + location.search)
}

/** The control token; absent on the machine of the emulator. */
const controlToken = (): string | undefined => sessionStorage.getItem(token_key) ?? undefined

/** The client for the account that is shown. */
export const client = computed(
  () => new EmulatorClient(location.origin, { account: account.value, token: controlToken() }),
)

/** The parts of an account that change together, and are read anew together. */
export const topics = [
  'clock',
  'tasks',
  'calls',
  'deviations',
  'snapshots',
  'accounts',
  'servers',
] as const
export type Topic = (typeof topics)[number]

const versions = new Map(topics.map((topic) => [topic, signal(0)]))

/** Has every view that shows something of these topics read it anew. */
export function refresh(...changed: readonly Topic[]): void {
  for (const topic of changed.length === 0 ? topics : changed) {
    const version = versions.get(topic)
    if (version) version.value++
  }
}

/** What was read, or why it could not be; while it is read anew, what was read before. */
export type Loaded<Value> = { value: Value | undefined; problem: string | null }

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

/**
 * Reads something of the account that is shown, and again when one of its topics changes.
 *
 * @param key what else it depends on: another key, or another account, begins without a value.
 */
export function useLoaded<Value>(
  about: readonly Topic[],
  key: string,
  load: (client: EmulatorClient) => Promise<Value>,
): Loaded<Value> {
  const from = client.value
  const loaded = useMemo(
    () => signal<Loaded<Value>>({ value: undefined, problem: null }),
    [key, from],
  )
  useEffect(() => {
    let isUnderWay = false
    let isStale = false
    let isOver = false
    const read = async (): Promise<void> => {
      isUnderWay = true
      do {
        isStale = false
        const next = await load(from).then(
          (value) => ({ value, problem: null }),
          // What was read stays until the emulator is back: the page says that it may be old.
          (error) =>
            error instanceof EmulatorUnreachable
              ? loaded.peek()
              : { value: undefined, problem: messageOf(error) },
        )
        if (!isOver) loaded.value = next
      } while (isStale && !isOver)
      isUnderWay = false
    }
    const stop = effect(() => {
      for (const topic of about) versions.get(topic)?.value
      if (isUnderWay) isStale = true
      else void read()
    })
    return () => {
      isOver = true
      stop()
    }
  }, [key, from])
  return loaded.value
}

/** A line at the bottom of the page: what was done, as a command, or why it was not. */
export const notice = signal<{ text: string; command?: string; isBad: boolean } | null>(null)

/**
 * Does something to the account, and shows the command that does the same.
 *
 * @returns what it gave; undefined when it was refused, which the notice says.
 */
export async function act<Value>(
  text: string,
  command: string,
  work: (client: EmulatorClient) => Promise<Value>,
): Promise<Value | undefined> {
  try {
    const value = await work(client.peek())
    notice.value = { text, command, isBad: false }
    return value
  } catch (error) {
    notice.value = { text: messageOf(error), command, isBad: true }
    return undefined
  } finally {
    refresh()
  }
}

/** The account as an option of the command, where it is not the first. */
export const accountOption = (): string =>
  account.peek() === 'emulator' ? '' : ` --account ${account.peek()}`
