import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { JournalEntry, TaskOverview, Timeline as TimelineData } from '../client/types.ts'
import { address, go, withQuery } from './address.ts'
import { type Axis, makeAxis } from './axis.ts'
import { now as clockNow } from './clock.ts'
import { type Lane, type Lanes, lanesOf, progressAt, type Segment, workOf } from './lanes.ts'
import { durationText, timeText } from './moments.ts'
import { groupOf } from './states.ts'
import { chosenPlace } from './strike.tsx'

/** The timeline of a task: solid is past, hatched is planned; a click moves time there, or breaks it there. */

const names_width = 186
const margin_right = 128
const lane_height = 28
const bar_height = 13
const head_height = 40

type Drawing = { axis: Axis; lanes: Lanes; at: number; span: number }

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
      width.value = Math.max(640, element.clientWidth)
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
        class={groupOf(task.state)}
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

/** Times above the picture, as many as there is room for. */
function Ticks({ drawing: { axis, lanes, span }, height }: { drawing: Drawing; height: number }) {
  const moments = lanes.lanes.flatMap(({ segments }) =>
    segments.flatMap(({ from, to }) => [from, to]),
  )
  const places: { ms: number; x: number }[] = []
  const now_x = axis.x(lanes.now)
  for (const ms of [...new Set([...moments, lanes.shown.from])].sort((one, other) => one - other)) {
    const x = axis.x(ms)
    const last = places.at(-1)
    if ((last === undefined || x - last.x > 84) && Math.abs(x - now_x) > 70) places.push({ ms, x })
  }
  return (
    <g class="ticks">
      {places.map(({ ms, x }) => (
        <g key={ms}>
          <path d={`M${names_width + x} ${head_height - 8}V${height - 10}`} />
          <text x={names_width + x} y="24" text-anchor="middle">
            {timeText(ms, span)}
          </text>
        </g>
      ))}
    </g>
  )
}

function Idle({
  x,
  wide,
  height,
  length,
  onExpand,
}: {
  x: number
  wide: number
  height: number
  length: number
  onExpand: () => void
}) {
  const label = `Nothing is at work for ${durationText(length)}: expand`
  return (
    // biome-ignore lint/a11y/useSemanticElements: there are no buttons in SVG.
    <g
      class="idle"
      role="button"
      tabIndex={0}
      aria-label={label}
      onClick={onExpand}
      onKeyDown={(event) => (event.key === 'Enter' ? onExpand() : undefined)}
    >
      <rect x={names_width + x} y={head_height - 6} width={wide} height={height - head_height} />
      <text x={names_width + x + wide / 2} y={height - 2} text-anchor="middle">
        {durationText(length)}
      </text>
    </g>
  )
}

function LaneRow({
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
  const percent = Math.floor((progressAt(lane, lanes.now) ?? 0) * 100)
  const ends = end === undefined ? '' : `, ends ${timeText(end, span)}`
  const label = `${lane.name}: ${lane.ended !== null && lane.ended <= lanes.now ? 'done' : `${percent} %`}${ends}`
  return (
    <g>
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

/** What is said beside the bars of a sub-task. */
function besideText({ segments, failure, ended }: Lane, now: number, percent: number): string {
  const first = segments[0]
  const last = segments.at(-1)
  if (failure && first) return `${Math.floor(failure.done * 100)} % ${failure.code ?? ''}`
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
      tabIndex={0}
      aria-haspopup="menu"
      aria-label={`${lane.name}, planned: advance, fail, stall or lose the agent there`}
      onClick={({ clientX, clientY, currentTarget }) => {
        const box = currentTarget.getBoundingClientRect()
        open((clientX - box.left) / box.width, { x: clientX, y: clientY })
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return
        const { left, bottom, width: wide } = event.currentTarget.getBoundingClientRect()
        open(0.5, { x: left + wide / 2, y: bottom })
      }}
    />
  )
}

/** The calls of the client about the task, on the same axis; a refused one is a cross. */
function Calls({
  calls,
  drawing: { axis, lanes, span },
  top,
}: {
  calls: readonly JournalEntry[]
  drawing: Drawing
  top: number
}) {
  const shown = calls.filter(({ clock }) => Date.parse(clock) >= lanes.shown.from)
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a group of shapes is no control.
    <g class="calls" role="img" aria-label={`${shown.length} calls about this task`}>
      <text class="round" x="14" y={top + 17}>
        CALLS
      </text>
      {shown.map(({ id, clock, operation, status, code }) => {
        const x = names_width + axis.x(Date.parse(clock))
        const y = top + 13
        const title = `${timeText(Date.parse(clock), span)} ${operation ?? ''} ${status ?? 'no answer'} ${code ?? ''}`
        return (
          <g key={id}>
            <title>{title}</title>
            {status !== null && status < 400 ? (
              <circle cx={x} cy={y} r="3.2" />
            ) : (
              <path class="refused" d={`M${x - 4} ${y - 4}l8 8m0-8l-8 8`} />
            )}
          </g>
        )
      })}
    </g>
  )
}

function SourceStates({ drawing: { axis, lanes }, top }: { drawing: Drawing; top: number }) {
  const label = lanes.source.map(({ state }) => state).join(', ')
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a group of shapes is no control.
    <g class="source" role="img" aria-label={`States of the source: ${label}`}>
      <text class="round" x="14" y={top + 17}>
        SOURCE
      </text>
      {lanes.source.map(({ from, to, state, isPlanned }) => {
        const x = names_width + axis.x(from)
        const width = axis.x(to) - axis.x(from)
        return (
          <g key={`${from} ${state}`} class={isPlanned ? 'planned' : ''}>
            <title>{state}</title>
            <rect {...{ x, width: Math.max(1, width), y: top + 5, height: 16, rx: 3 }} />
            {width > state.length * 6.6 + 10 ? (
              <text x={x + 7} y={top + 17}>
                {state}
              </text>
            ) : null}
          </g>
        )
      })}
    </g>
  )
}

/** The line of now. Dragged, it shows the task at another moment; nothing moves by it. */
function NowLine({
  drawing: { axis, at, lanes, span },
  height,
  now,
}: {
  drawing: Drawing
  height: number
  now: number
}) {
  const x = names_width + axis.x(at)
  const isElsewhere = address.value.query.at !== undefined
  const show = (ms: number): void => {
    const kept = Math.min(lanes.shown.to, Math.max(lanes.shown.from, ms))
    go(withQuery({ at: String(Math.round(kept)) }), false)
  }
  const text = timeText(at, span)
  const wide = text.length * 7 + 12
  return (
    <g class={`now${isElsewhere ? ' elsewhere' : ''}`}>
      {isElsewhere ? (
        <path class="real" d={`M${names_width + axis.x(now)} ${head_height - 8}V${height - 10}`} />
      ) : null}
      <path d={`M${x} ${head_height - 10}V${height - 10}`} />
      <g
        role="slider"
        tabIndex={0}
        aria-label="The moment that is looked at"
        aria-valuemin={lanes.shown.from}
        aria-valuemax={lanes.shown.to}
        aria-valuenow={at}
        aria-valuetext={text}
        onPointerDown={({ currentTarget, pointerId }) => currentTarget.setPointerCapture(pointerId)}
        onPointerMove={({ currentTarget, pointerId, clientX }) => {
          if (!currentTarget.hasPointerCapture(pointerId)) return
          const svg = currentTarget.ownerSVGElement?.getBoundingClientRect()
          show(axis.at(clientX - (svg?.left ?? 0) - names_width))
        }}
        onKeyDown={(event) => {
          const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
          if (step === undefined) return
          event.preventDefault()
          show(at + (step * span) / 100)
        }}
      >
        <rect class="flag" x={x - wide / 2} y="9" width={wide} height="20" rx="4" />
        <text x={x} y="23" text-anchor="middle">
          {text}
        </text>
      </g>
    </g>
  )
}
