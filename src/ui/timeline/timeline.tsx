import { useComputed, useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { JournalEntry, TaskOverview, Timeline as TimelineData } from '../../client/types.ts'
import { address, go, withQuery } from '../state/address.ts'
import { now as clockNow } from '../state/clock.ts'
import { groupOf } from '../state/states.ts'
import { makeAxis } from './axis.ts'
import { CallRow } from './call-row.tsx'
import { head_height, lane_height, names_width } from './drawing.ts'
import { LaneBars, LaneTexts } from './lane-row.tsx'
import { type Lane, type Lanes, lanesOf, workOf } from './lanes.ts'
import { Idle, LostAgent, SourceStates, Ticks } from './marks.tsx'
import { NowFlag, NowLine } from './now-line.tsx'

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
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => {
      width.value = Math.max(540, element.clientWidth)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [width])
  // Drawn again when something moves by half a pixel, or the time that is shown by a second.
  const step = useRef(1)
  const ticked = useComputed(() => Math.floor((clockNow.value ?? 0) / step.current) * step.current)
  const now = Math.max(Date.parse(timeline.now), ticked.value)
  const lanes = useMemo(
    () => lanesOf({ ...timeline, now: new Date(now).toISOString() }),
    [timeline, now],
  )
  const room = width.value - names_width - margin_right
  const { at: asked, expanded = '' } = address.value.query
  const open = new Set(expanded.split('_').map(Number))
  const axis = makeAxis(workOf(lanes), lanes.shown, room, open)
  step.current = Math.min(1_000, Math.max(1, 0.5 / axis.scale))
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
          .filter(({ fold }) => fold !== null)
          .map((stretch) => (
            <Idle
              key={stretch.from}
              {...{ stretch, height }}
              onToggle={() => toggle(open, stretch.from)}
            />
          ))}
        {lanes.lost.length === 0 ? null : <LostAgent drawing={drawing} height={height} />}
        {rows.map(({ lane, top }) =>
          lane === null ? null : <LaneBars key={lane.id} {...{ task, lane, drawing, top }} />,
        )}
        <SourceStates drawing={drawing} top={below + lane_height} />
        <NowLine drawing={drawing} height={height} now={now} />
        {rows.map(({ round, lane, top }) =>
          lane === null ? (
            <text key={round} class="round" x="14" y={top + 17}>
              {round}
            </text>
          ) : (
            <LaneTexts key={lane.id} {...{ task, lane, drawing, top }} />
          ),
        )}
        <CallRow task={task} calls={calls} drawing={drawing} top={below} />
        <NowFlag drawing={drawing} />
      </svg>
    </div>
  )
}

/** Shows an idle stretch in full, or narrow again; which are open is in the address. */
function toggle(open: ReadonlySet<number>, from: number): void {
  const kept = [...open].filter((one) => one > 0 && one !== from)
  const expanded = (open.has(from) ? kept : [...kept, from]).join('_')
  go(withQuery({ expanded }), false)
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
  <pattern
    id="planned"
    width="6"
    height="6"
    patternUnits="userSpaceOnUse"
    patternTransform="rotate(25)"
  >
    <rect width="2.4" height="6" />
  </pattern>
)
