import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { JournalEntry, TaskOverview, Timeline as TimelineData } from '../../client/types.ts'
import { address } from '../state/address.ts'
import { now as clockNow } from '../state/clock.ts'
import { groupOf } from '../state/states.ts'
import { makeAxis } from './axis.ts'
import { head_height, lane_height, names_width } from './drawing.ts'
import { LaneRow } from './lane-row.tsx'
import { type Lane, type Lanes, lanesOf, workOf } from './lanes.ts'
import { Calls, Idle, LostAgent, NowLine, SourceStates, Ticks } from './marks.tsx'

/** The timeline of a task: solid is past, hatched is planned; a click moves time there, or breaks it there. */

const margin_right = 128

/** Where only the sub-task at hand has the color of the state: those before it went well. */
const standing: readonly string[] = ['failed', 'paused']

export function Timeline({
  task,
  timeline,
  calls,
}: {
  task: TaskOverview
  timeline: TimelineData
  calls: readonly JournalEntry[]
}) {
  const box = useRef<HTMLDivElement>(null)
  const width = useSignal(900)
  const expanded = useSignal<ReadonlySet<number>>(new Set())
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => {
      width.value = Math.max(540, element.clientWidth)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [width])
  const now = Math.max(Date.parse(timeline.now), clockNow.value ?? 0)
  const lanes = useMemo(
    () => lanesOf({ ...timeline, now: new Date(now).toISOString() }),
    [timeline, now],
  )
  const room = width.value - names_width - margin_right
  const axis = makeAxis(workOf(lanes), lanes.shown, room, expanded.value)
  const { at: asked } = address.value.query
  const at = asked === undefined ? now : Number(asked)
  const span = lanes.shown.to - lanes.shown.from
  const drawing = { axis, lanes, at, span }
  const rows = layOut(lanes)
  const below = head_height + rows.length * lane_height
  const height = below + 2 * lane_height + 14
  return (
    <div class="timeline" ref={box}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no picture. */}
      <svg
        width={width.value}
        height={height}
        class={standing.includes(groupOf(task.state)) ? 'running' : groupOf(task.state)}
        role="group"
        aria-label={`Timeline of ${task.name}`}
      >
        <Hatching />
        <Ticks drawing={drawing} height={height} />
        {axis.stretches
          .filter(({ isIdle }) => isIdle)
          .map(({ from, to, x, width: wide }) => (
            <Idle
              key={from}
              {...{ x, wide, height, length: to - from }}
              onExpand={() => {
                expanded.value = new Set([...expanded.value, from])
              }}
            />
          ))}
        {lanes.lost.length === 0 ? null : <LostAgent drawing={drawing} height={height} />}
        {rows.map(({ round, lane, top }) =>
          lane === null ? (
            <text key={round} class="round" x="14" y={top + 17}>
              {round}
            </text>
          ) : (
            <LaneRow key={lane.id} {...{ task, lane, drawing, top }} />
          ),
        )}
        <Calls calls={calls} drawing={drawing} top={below} />
        <SourceStates drawing={drawing} top={below + lane_height} />
        <NowLine drawing={drawing} height={height} now={now} />
      </svg>
    </div>
  )
}

type Line = { round: string; lane: Lane | null; top: number }

/** A line for each round, and one for each of its sub-tasks. */
function layOut({ lanes }: Lanes): Line[] {
  const rounds = [...new Set(lanes.map(({ round }) => round))]
  const lines = rounds.flatMap((round): Omit<Line, 'top'>[] => [
    { round, lane: null },
    ...lanes.filter((lane) => lane.round === round).map((lane) => ({ round, lane })),
  ])
  return lines.map((line, at) => ({ ...line, top: head_height + at * lane_height }))
}

const Hatching = () => (
  <defs>
    {['planned', 'planned-bad'].map((name) => (
      <pattern
        key={name}
        id={name}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(25)"
      >
        <rect class={name} width="2.4" height="6" />
      </pattern>
    ))}
  </defs>
)
