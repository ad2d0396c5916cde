import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { address, go, linkTo, views } from './state/address.ts'
import { advance, nextEvent, toggleClock, undo, untilIdle } from './state/clock.ts'
import { chosenPlace } from './timeline/strike.tsx'
import { moveChoice } from './views/task-list.tsx'

/** Keys, and the palette of commands. Other keys are left to the browser. */

/** Whether the palette is open, and the list of keys. */
export const isPaletteOpen = signal(false)
export const areKeysShown = signal(false)

const typed = signal('')

type Command = { name: string; key?: string; run: () => void }

const commands = (): Command[] => [
  ...views.map((view) => ({
    name: `Go to ${view}`,
    run: () => go(linkTo(view)),
  })),
  { name: 'Freeze the clock, or let it flow', key: 'f', run: () => void toggleClock() },
  { name: 'Advance to the next event', key: '.', run: () => void nextEvent() },
  { name: 'Advance 10 seconds', run: () => void advance({ by: '10s' }, '10s') },
  { name: 'Advance 1 minute', run: () => void advance({ by: '1m' }, '1m') },
  { name: 'Advance 1 hour', run: () => void advance({ by: '1h' }, '1h') },
  { name: 'Advance until idle', run: () => void untilIdle() },
  { name: 'Undo the last move of the clock', key: 'u', run: () => void undo() },
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

/** The palette: commands that contain what is typed; Enter does the first. */
export function Palette() {
  const box = useRef<HTMLDialogElement>(null)
  const isOpen = isPaletteOpen.value
  useEffect(() => {
    if (isOpen) box.current?.showModal()
    else box.current?.close()
    typed.value = ''
  }, [isOpen])
  const fitting = commands().filter(({ name }) =>
    name.toLowerCase().includes(typed.value.toLowerCase()),
  )
  const run = (command: Command | undefined): void => {
    isPaletteOpen.value = false
    command?.run()
  }
  return (
    <dialog ref={box} class="palette" aria-label="Commands" onClose={() => close()}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          run(fitting[0])
        }}
      >
        <input
          aria-label="Command"
          placeholder="What to do"
          value={typed.value}
          onInput={({ currentTarget: { value } }) => {
            typed.value = value
          }}
        />
      </form>
      <ul>
        {fitting.map((command) => (
          <li key={command.name}>
            <button type="button" onClick={() => run(command)}>
              {command.name} {command.key === undefined ? null : <kbd>{command.key}</kbd>}
            </button>
          </li>
        ))}
      </ul>
    </dialog>
  )
}

/** The keys, and what they do. */
export function Keys() {
  const box = useRef<HTMLDialogElement>(null)
  const isOpen = areKeysShown.value
  useEffect(() => {
    if (isOpen) box.current?.showModal()
    else box.current?.close()
  }, [isOpen])
  return (
    <dialog ref={box} class="palette" aria-label="Keys" onClose={() => showKeys(false)}>
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
    </dialog>
  )
}

/** The title of the tab: what is chosen, then the view. */
export const titleOf = (): string => {
  const { view, item } = address.value
  return `${item === null ? '' : `${item} · `}${view} · SMS emulator`
}
