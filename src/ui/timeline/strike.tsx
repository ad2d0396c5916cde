import { signal, useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Round, SubTask, TaskOverview } from '../../client/types.ts'
import { advance } from '../state/clock.ts'
import { accountOption, act } from '../state/server.ts'

/** What can be done at a place of a migration: move time there, or have it go wrong there. */

/** A share of a sub-task of a task, and where the menu is drawn. */
export type Place = {
  task: TaskOverview
  subtask: string
  round: string
  /** From 0 to 100, whole. */
  percent: number
  x: number
  y: number
  /** What opened the menu: it gets the focus back. */
  opener: SVGElement
}

/** The percentage of a place: what is not begun and not ended. */
export const percentOf = (percent: number): number => Math.min(99, Math.max(1, Math.round(percent)))

/** The room that the menu needs, in pixels. */
const menu_width = 480
const menu_height = 260

/** The place whose menu is open. */
export const chosenPlace = signal<Place | null>(null)

/** Moves the clock until a sub-task has done a share of its work. */
export const advanceTo = (place: Omit<Place, 'x' | 'y' | 'opener'>): Promise<void> => {
  const { task, subtask, round, percent } = place
  return advance(
    { until: { task: task.id, subtask: subtask as SubTask, percent, user_op: round as Round } },
    advanceCommand(place),
  )
}

const advanceCommand = ({ task, subtask, round, percent }: Omit<Place, 'x' | 'y' | 'opener'>) =>
  `--task ${task.name} --subtask ${subtask} --percent ${percent} --user-op ${round}`

/** What can go wrong at a place. */
export const strikes = {
  fail: { label: 'Fail here', verb: 'fails' },
  stall: { label: 'Stall here', verb: 'stalls' },
  agent_lost: { label: 'Lose the agent here', verb: 'loses its agent' },
} as const
export type Strike = keyof typeof strikes

/** The scenario that makes a task go wrong at a place, as YAML. */
export function scenarioText(strike: Strike, { task, subtask, round, percent }: Place): string {
  const name = `${task.name} ${strikes[strike].verb} at ${subtask} ${percent} percent`
  return [
    `name: ${name}`,
    `match: { id: ${task.id} }`,
    'then:',
    `  ${strike}: { at: ${subtask}, percent: ${percent}, round: ${round} }`,
  ].join('\n')
}

/** Adds the scenario of a place. */
export async function strikeAt(strike: Strike, place: Place): Promise<void> {
  const text = scenarioText(strike, place)
  const command = `sms-emulator scenarios add -${accountOption()} <<'END'\n${text}\nEND`
  const done = `${place.task.name} ${strikes[strike].verb} at ${place.percent} % of ${place.subtask}.`
  await act(done, command, (client) => client.scenarios.add(text))
}

type Choice = { label: string; text: string; run: () => Promise<void> }

/** What the menu offers, with what each does as a command or as YAML. */
const choicesOf = (place: Place): Choice[] => [
  {
    label: 'Advance to here',
    text: `sms-emulator clock advance ${advanceCommand(place)}${accountOption()}`,
    run: () => advanceTo(place),
  },
  ...(Object.keys(strikes) as Strike[]).map((strike) => ({
    label: strikes[strike].label,
    text: scenarioText(strike, place),
    run: () => strikeAt(strike, place),
  })),
]

/** The menu of the place that was clicked: up and down choose, left and right move the place. */
export function StrikeMenu() {
  const place = chosenPlace.value
  const opener = place?.opener
  const items = useRef<HTMLDivElement>(null)
  const focused = useSignal(0)
  const button = (at: number) => items.current?.querySelectorAll('button')[at]
  // Before the next key can be pressed.
  useLayoutEffect(() => {
    if (opener === undefined) return
    button(0)?.focus()
    // A bar that is no longer there cannot have the focus.
    return () => opener.focus()
  }, [opener])
  if (place === null) return null
  const choices = choicesOf(place)
  const close = (): void => {
    chosenPlace.value = null
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key } = event
    const at = { ArrowDown: focused.value + 1, ArrowUp: focused.value - 1, Home: 0, End: -1 }[key]
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key]
    if (key === 'Tab') close()
    if (at !== undefined) button((at + choices.length) % choices.length)?.focus()
    if (step !== undefined)
      chosenPlace.value = { ...place, percent: percentOf(place.percent + step) }
    if (key === 'Tab' || at !== undefined || step !== undefined) event.preventDefault()
  }
  return (
    <>
      <button
        type="button"
        class="backdrop"
        tabIndex={-1}
        aria-label="Close the menu"
        onClick={close}
      />
      <section
        class="menu"
        aria-label="What to do there"
        style={{
          left: `${Math.min(Math.max(place.x, menu_width / 2), innerWidth - menu_width / 2)}px`,
          top: `${Math.min(place.y, innerHeight - menu_height)}px`,
        }}
      >
        <p>
          {place.subtask} <output>{place.percent} %</output>
          <small>← →</small>
        </p>
        <div
          role="menu"
          tabIndex={-1}
          aria-label={`${place.subtask} at ${place.percent} %`}
          ref={items}
          onKeyDown={onKeyDown}
        >
          {choices.map(({ label, run }, at) => (
            <button
              key={label}
              type="button"
              role="menuitem"
              tabIndex={focused.value === at ? 0 : -1}
              aria-describedby="what-it-does"
              onFocus={() => {
                focused.value = at
              }}
              onMouseEnter={({ currentTarget }) => currentTarget.focus()}
              onClick={() => {
                close()
                void run()
              }}
            >
              {label}
            </button>
          ))}
        </div>
        <pre id="what-it-does">{choices[focused.value]?.text}</pre>
      </section>
    </>
  )
}
