import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
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

/** The room that the menu needs, in pixels. */
const menu_width = 480
const menu_height = 260

/** The place whose menu is open. */
export const chosenPlace = signal<Place | null>(null)

/** Moves the clock until a sub-task has done a share of its work. */
export const advanceTo = ({ task, subtask, round, percent }: Place): Promise<void> =>
  advance(
    { until: { task: task.id, subtask: subtask as SubTask, percent, user_op: round as Round } },
    `--task ${task.name} --subtask ${subtask} --percent ${percent} --user-op ${round}`,
  )

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

/** The menu of the place that was clicked. */
export function StrikeMenu() {
  const place = chosenPlace.value
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (place !== null) box.current?.querySelector('button')?.focus()
  }, [place])
  if (place === null) return null
  const close = (): void => {
    chosenPlace.value = null
  }
  const choose = (work: () => Promise<void>) => () => {
    close()
    void work()
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
      <div
        class="menu"
        role="menu"
        aria-label={`${place.subtask} at ${place.percent} %`}
        ref={box}
        style={{
          left: `${Math.min(Math.max(place.x, menu_width / 2), innerWidth - menu_width / 2)}px`,
          top: `${Math.min(place.y, innerHeight - menu_height)}px`,
        }}
      >
        <header>
          {place.subtask} <b>{place.percent} %</b>
        </header>
        <button type="button" role="menuitem" onClick={choose(() => advanceTo(place))}>
          Advance to here
        </button>
        {(Object.keys(strikes) as Strike[]).map((strike) => (
          <button
            key={strike}
            type="button"
            role="menuitem"
            title={scenarioText(strike, place)}
            onClick={choose(() => strikeAt(strike, place))}
          >
            {strikes[strike].label}
          </button>
        ))}
        <pre>{scenarioText('fail', place)}</pre>
      </div>
    </>
  )
}
