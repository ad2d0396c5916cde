import type { TaskOverview } from '../../client/types.ts'
import { groupOf } from '../state/states.ts'
import { durationText, timeText } from '../text/moments.ts'
import type { Span } from './axis.ts'
import { type Drawing, names_width } from './drawing.ts'
import { type Bar, barsOf, type Lane, progressAt } from './lanes.ts'
import { chosenPlace, percentOf } from './strike.tsx'

/** A sub-task in the timeline: its bars, and what is said beside them. */

const bar_height = 13

type Parts = { task: TaskOverview; lane: Lane; drawing: Drawing; top: number }

/** The bars of a sub-task. @param top where its line begins, in pixels. */
export function LaneBars(parts: Parts) {
  const { task, lane, drawing, top } = parts
  const { axis, lanes, span } = drawing
  const end = lane.segments.at(-1)?.to
  const bars = barsOf(lane.segments)
  const ends = end === undefined ? '' : `, ends ${timeText(end, span)}`
  const hasEnded = lane.ended !== null && lane.ended <= lanes.now
  const label = `${lane.name}: ${hasEnded ? 'done' : `${percentShown(parts)} %`}${ends}`
  return (
    <g class={colorOf(lane, task)}>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a group of shapes is no control. */}
      <g role="img" aria-label={label}>
        {bars
          .filter(({ isPlanned }) => !isPlanned)
          .map((bar) => (
            <rect key={bar.from} class={`bar ${bar.kind}`} {...shapeOf(bar, drawing, top)} />
          ))}
        {lane.failure === null ? null : (
          <path
            class="failure"
            d={`M${names_width + axis.x(lane.failure.at)} ${top + 3}v21m-4 -14l8 8m0 -8l-8 8`}
          />
        )}
      </g>
      {bars
        .filter(({ isPlanned }) => isPlanned)
        .map((bar) => (
          <PlannedBar key={bar.to} {...parts} bar={bar} />
        ))}
    </g>
  )
}

/** What is said of a sub-task, left of its bars and right of them. */
export function LaneTexts(parts: Parts) {
  const { lane, drawing, top } = parts
  const { axis, lanes } = drawing
  const end = lane.segments.at(-1)?.to
  const isAtWork = lane.segments.some(({ from, to }) => from <= lanes.now && lanes.now < to)
  return (
    <>
      <text class={`name${isAtWork ? ' at-work' : ''}`} x="14" y={top + 17}>
        {lane.name}
      </text>
      {end === undefined ? null : (
        <text x={names_width + axis.x(end) + 8} y={top + 18}>
          {besideText(lane, lanes.now, percentShown(parts))}
        </text>
      )}
    </>
  )
}

/** What the service shows of a sub-task, which goes by milestones (docs/progress.md); the bar shows the work. */
function percentShown({ task, lane, drawing: { lanes } }: Parts): number {
  const shown = task.rows.findLast(
    ({ name, user_op }) => name === lane.name && user_op === lane.round,
  )
  return shown?.percent ?? Math.floor((progressAt(lane, lanes.now) ?? 0) * 100)
}

const shapeOf = ({ from, to }: Span, { axis }: Drawing, top: number) => ({
  x: names_width + axis.x(from),
  width: Math.max(3, axis.x(to) - axis.x(from)),
  y: top + 7,
  height: bar_height,
  rx: 3,
})

/** The color of a sub-task that differs from that of the task's others. */
function colorOf({ failure, ended, segments }: Lane, { state }: TaskOverview): string {
  if (failure && !failure.isPlanned) return 'failed'
  const isHalted = groupOf(state) === 'paused' && ended === null && segments.length > 0
  return isHalted ? 'paused' : ''
}

function failureText({ done, code, isPlanned }: NonNullable<Lane['failure']>, now: number): string {
  const where = `${Math.floor(done * 100)} %${code === null ? '' : ` · ${code}`}`
  return isPlanned ? `${now} % · fails at ${where}` : `failed at ${where}`
}

/** What is said beside the bars of a sub-task. */
function besideText({ segments, failure, ended }: Lane, now: number, percent: number): string {
  const first = segments[0]
  const last = segments.at(-1)
  if (failure && first) return failureText(failure, percent)
  if (first === undefined || last === undefined || first.from > now) return ''
  if (ended !== null && ended <= now) return durationText(ended - first.from)
  const speed = segments.find(({ from, to }) => from <= now && now < to)?.speed ?? 0
  return [`${percent} %`, ...(speed > 0 ? [`${Math.round(speed)} Mbit/s`] : [])].join(' · ')
}

/** What will happen if nobody interferes: a click, or Enter, opens the menu of a place in it. */
function PlannedBar({ task, lane, drawing, top, bar }: Parts & { bar: Bar }) {
  const shape = shapeOf(bar, drawing, top)
  if (bar.kind !== 'work') return <rect class={`bar ${bar.kind} planned`} {...shape} />
  const open = (share: number, opener: SVGElement, place: { x: number; y: number }): void => {
    const done = progressAt(lane, bar.from + (bar.to - bar.from) * share) ?? 0
    const percent = percentOf(done * 100)
    chosenPlace.value = { task, subtask: lane.name, round: lane.round, percent, opener, ...place }
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: there are no buttons in SVG.
    <rect
      class="bar work planned"
      {...shape}
      role="button"
      tabindex={0}
      aria-haspopup="menu"
      aria-label={`${lane.name}, planned: advance, fail, stall or lose the agent there`}
      onClick={({ clientX, clientY, currentTarget }) => {
        const box = currentTarget.getBoundingClientRect()
        open((clientX - box.left) / box.width, currentTarget, { x: clientX, y: clientY })
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        // Else the menu, which gets the focus, would take the key for a choice.
        event.preventDefault()
        const { left, bottom, width } = event.currentTarget.getBoundingClientRect()
        open(0.5, event.currentTarget, { x: left + width / 2, y: bottom })
      }}
    />
  )
}
