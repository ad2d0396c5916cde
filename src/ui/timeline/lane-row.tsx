import type { TaskOverview } from '../../client/types.ts'
import { groupOf } from '../state/states.ts'
import { durationText, timeText } from '../text/moments.ts'
import { type Drawing, names_width } from './drawing.ts'
import { type Lane, progressAt, type Segment } from './lanes.ts'
import { chosenPlace } from './strike.tsx'

/** A sub-task in the timeline: its bars, and what is said beside them. */

const bar_height = 13

/** A line for a sub-task. @param top where it begins, in pixels. */
export function LaneRow({
  task,
  lane,
  drawing,
  top,
}: {
  task: TaskOverview
  lane: Lane
  drawing: Drawing
  top: number
}) {
  const { axis, lanes, span } = drawing
  const end = lane.segments.at(-1)?.to
  const bars = (segments: readonly Segment[]) =>
    segments.map((segment) => <Bar key={segment.from} {...{ task, lane, segment, drawing, top }} />)
  const isAtWork = lane.segments.some(({ from, to }) => from <= lanes.now && lanes.now < to)
  // What the service shows, which goes by milestones (docs/progress.md); the bar shows the work.
  const shown = task.rows.findLast(
    ({ name, user_op }) => name === lane.name && user_op === lane.round,
  )
  const percent = shown?.percent ?? Math.floor((progressAt(lane, lanes.now) ?? 0) * 100)
  const ends = end === undefined ? '' : `, ends ${timeText(end, span)}`
  const label = `${lane.name}: ${lane.ended !== null && lane.ended <= lanes.now ? 'done' : `${percent} %`}${ends}`
  return (
    <g class={colorOf(lane, task)}>
      <text class={`name${isAtWork ? ' at-work' : ''}`} x="14" y={top + 17}>
        {lane.name}
      </text>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a group of shapes is no control. */}
      <g role="img" aria-label={label}>
        {bars(lane.segments.filter(({ isPlanned }) => !isPlanned))}
        {lane.failure === null ? null : (
          <rect
            class="failure"
            x={names_width + axis.x(lane.failure.at) - 1.5}
            y={top + 3}
            width="3"
            height="21"
          />
        )}
      </g>
      {bars(lane.segments.filter(({ isPlanned }) => isPlanned))}
      {end === undefined ? null : (
        <text x={names_width + axis.x(end) + 8} y={top + 18}>
          {besideText(lane, lanes.now, percent)}
        </text>
      )}
    </g>
  )
}

/** The color of a sub-task that differs from that of the task's others. */
function colorOf({ failure, ended, segments }: Lane, { state }: TaskOverview): string {
  if (failure && !failure.isPlanned) return 'failed'
  const isHalted = groupOf(state) === 'paused' && ended === null && segments.length > 0
  return isHalted ? 'paused' : ''
}

function failureText({ done, code, isPlanned }: NonNullable<Lane['failure']>, now: number): string {
  const where = `${Math.floor(done * 100)} % ${code ?? ''}`
  return isPlanned ? `${now} % · fails at ${where}` : where
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

function Bar({
  task,
  lane,
  segment,
  drawing: { axis },
  top,
}: {
  task: TaskOverview
  lane: Lane
  segment: Segment
  drawing: Drawing
  top: number
}) {
  const x = names_width + axis.x(segment.from)
  const width = Math.max(3, axis.x(segment.to) - axis.x(segment.from))
  const shape = { x, width, y: top + 7, height: bar_height, rx: 3 }
  const kind = `${segment.kind}${segment.isPlanned ? ' planned' : ''}`
  if (!segment.isPlanned || segment.kind !== 'work')
    return <rect class={`bar ${kind}`} {...shape} />
  const open = (share: number, place: { x: number; y: number }): void => {
    const done = segment.from_done + (segment.to_done - segment.from_done) * share
    const percent = Math.min(99, Math.max(1, Math.round(done * 100)))
    chosenPlace.value = { task, subtask: lane.name, round: lane.round, percent, ...place }
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: there are no buttons in SVG.
    <rect
      class={`bar ${kind}`}
      {...shape}
      role="button"
      tabindex={0}
      aria-haspopup="menu"
      aria-label={`${lane.name}, planned: advance, fail, stall or lose the agent there`}
      onClick={({ clientX, clientY, currentTarget }) => {
        const box = currentTarget.getBoundingClientRect()
        open((clientX - box.left) / box.width, { x: clientX, y: clientY })
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return
        // Else the menu, which gets the focus, would take the key for a choice.
        event.preventDefault()
        const { left, bottom, width: wide } = event.currentTarget.getBoundingClientRect()
        open(0.5, { x: left + wide / 2, y: bottom })
      }}
    />
  )
}
