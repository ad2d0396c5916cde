import { type Signal, signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Nothing } from './parts/parts.tsx'
import { address, go, linkTo, views } from './state/address.ts'
import { advance, nextEvent, toggleClock, undo, untilIdle } from './state/clock.ts'
import { connection } from './state/live.ts'
import { useLoaded } from './state/server.ts'
import { entriesOf } from './state/states.ts'
import { chosenPlace } from './timeline/strike.tsx'
import { moveChoice } from './views/task-list.tsx'

/** Keys, and the palette of commands. Other keys are left to the browser. */

/** Whether the palette is open, and the list of keys. */
export const isPaletteOpen = signal(false)
export const areKeysShown = signal(false)

type Command = { name: string; key?: string; run: () => void }

/** What is done to the clock: not to one that may have moved meanwhile. */
const ifLive = (work: () => Promise<void>) => (): void => {
  if (connection.peek() !== 'reconnecting') void work()
}

const commands = (): Command[] => [
  ...views.map((view) => ({
    name: `Go to ${view}`,
    run: () => go(linkTo(view)),
  })),
  { name: 'Freeze the clock, or let it flow', key: 'f', run: ifLive(toggleClock) },
  { name: 'Advance to the next event', key: '.', run: ifLive(nextEvent) },
  { name: 'Advance 10 seconds', run: ifLive(() => advance({ by: '10s' }, '10s')) },
  { name: 'Advance 1 minute', run: ifLive(() => advance({ by: '1m' }, '1m')) },
  { name: 'Advance 1 hour', run: ifLive(() => advance({ by: '1h' }, '1h')) },
  { name: 'Advance until idle', run: ifLive(untilIdle) },
  { name: 'Undo the last move of the clock', key: 'u', run: ifLive(undo) },
  { name: 'Search', key: '/', run: focusSearch },
  { name: 'Next row', key: 'j', run: () => moveChoice.by(1) },
  { name: 'Previous row', key: 'k', run: () => moveChoice.by(-1) },
  { name: 'Keys', key: '?', run: () => showKeys(true) },
]

const showKeys = (isShown: boolean): void => {
  areKeysShown.value = isShown
}

function focusSearch(): void {
  document.querySelector<HTMLInputElement>('input.search')?.focus()
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)

/** Closes what is open. @returns whether anything was. */
function close(): boolean {
  const wasOpen = isPaletteOpen.value || areKeysShown.value || chosenPlace.value !== null
  isPaletteOpen.value = false
  areKeysShown.value = false
  chosenPlace.value = null
  return wasOpen
}

/** Has the keys do what the list of keys says. */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    const { key, target, metaKey, ctrlKey, altKey } = event
    if ((metaKey || ctrlKey) && key === 'k') {
      event.preventDefault()
      isPaletteOpen.value = !isPaletteOpen.value
      return
    }
    if (key === 'Escape') {
      if (!close() && isTyping(target)) (target as HTMLElement).blur()
      return
    }
    if (metaKey || ctrlKey || altKey || isTyping(target)) return
    // What is open has the keys.
    if (isPaletteOpen.value || areKeysShown.value || chosenPlace.value !== null) return
    const command = commands().find((one) => one.key === key)
    if (command === undefined) return
    event.preventDefault()
    command.run()
  })
}

/** Opens the palette; browsers of Apple's machines have it on another key. */
export const palette_key = /^(Mac|iP)/.test(navigator.platform) ? '⌘K' : 'Ctrl K'

/** How many lines the palette has at most. */
const lines_max = 50

/** A dialog above the page, as long as the signal says so. */
function Modal({
  shown,
  label,
  children,
}: {
  shown: Signal<boolean>
  label: string
  children: ComponentChildren
}) {
  const box = useRef<HTMLDialogElement>(null)
  const isShown = shown.value
  // At once, so that nothing is pressed in between.
  useLayoutEffect(() => {
    if (isShown) box.current?.showModal()
    else box.current?.close()
  }, [isShown])
  return (
    <dialog
      ref={box}
      class="palette"
      aria-label={label}
      // The browser tells of it later: it may be open again by then.
      onClose={({ currentTarget }) => {
        if (!currentTarget.open) shown.value = false
      }}
    >
      {isShown ? children : null}
    </dialog>
  )
}

/** The palette: tasks, sources, servers, views and actions that contain what is typed. */
export const Palette = () => (
  <Modal shown={isPaletteOpen} label="Commands">
    <Search />
  </Modal>
)

function Search() {
  const typed = useSignal('')
  const chosen = useSignal(0)
  const tasks = useLoaded(['tasks'], 'palette', (client) => client.tasks({ limit: 1000 })).value
  const sources = useLoaded(['tasks'], 'palette', (client) => client.sources({ limit: 1000 })).value
  const servers = useLoaded(['servers'], 'palette', (client) =>
    client.servers({ limit: 1000 }),
  ).value
  const entries = entriesOf(tasks?.tasks ?? [], sources?.sources ?? [])
  const all: Command[] = [
    ...commands(),
    ...entries.map((entry) => ({
      name: `${entry.name} · ${entry.kind === 'task' ? entry.task.state : 'source server'}`,
      run: () => go(linkTo('migrations', entry.id)),
    })),
    ...(servers?.servers ?? []).map(({ id, name }) => ({
      name: `${name} · cloud server`,
      run: () => go(linkTo('servers', id)),
    })),
  ]
  const wanted = typed.value.trim().toLowerCase()
  const fitting = all.filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, lines_max)
  const at = Math.min(chosen.value, fitting.length - 1)
  const run = (command: Command | undefined): void => {
    if (command === undefined) return
    close()
    command.run()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        run(fitting[at])
      }}
    >
      <input
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={fitting[at] && `command-${at}`}
        placeholder="Go to a task, a source, a server, a view, or do something"
        value={typed.value}
        onInput={({ currentTarget: { value } }) => {
          typed.value = value
          chosen.value = 0
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
          if (step === 0 || fitting.length === 0) return
          event.preventDefault()
          chosen.value = (at + step + fitting.length) % fitting.length
          document.getElementById(`command-${chosen.value}`)?.scrollIntoView({ block: 'nearest' })
        }}
      />
      {fitting.length === 0 ? <Nothing>No match for “{typed.value}”.</Nothing> : null}
      <div id="commands" role="listbox" aria-label="What fits">
        {fitting.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above.
          <div
            key={command.name}
            id={`command-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => run(command)}
          >
            {command.name} {command.key === undefined ? null : <kbd>{command.key}</kbd>}
          </div>
        ))}
      </div>
    </form>
  )
}

/** The keys, and what they do. */
export const Keys = () => (
  <Modal shown={areKeysShown} label="Keys">
    <h2>Keys</h2>
    <dl>
      {commands()
        .filter(({ key }) => key !== undefined)
        .map(({ name, key }) => (
          <div key={name}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{name}</dd>
          </div>
        ))}
      <div>
        <dt>
          <kbd>Esc</kbd>
        </dt>
        <dd>Close what is open</dd>
      </div>
    </dl>
    <button type="button" onClick={() => showKeys(false)}>
      Close
    </button>
  </Modal>
)

/** The title of the tab: what is chosen, then the view. */
export const titleOf = (): string => {
  const { view, item } = address.value
  return `${item === null ? '' : `${item} · `}${view} · SMS emulator`
}
