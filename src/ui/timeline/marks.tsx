import type { JournalEntry } from '../../client/types.ts'
import { address, go, withQuery } from '../state/address.ts'
import { durationText, timeText } from '../text/moments.ts'
import { type Drawing, head_height, names_width } from './drawing.ts'

/** What is around the lanes: times, idle stretches, calls, states of the source, the line of now. */

/** Times above the picture, as many as there is room for. */
export function Ticks({
  drawing: { axis, lanes, span },
  height,
}: {
  drawing: Drawing
  height: number
}) {
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

/** A stretch in which nothing is at work; a click expands it. */
export function Idle({
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
      tabindex={0}
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

/** The calls of the client about the task, on the same axis; a refused one is a cross. */
export function Calls({
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

/** When the agent is lost, across all lanes. */
export function LostAgent({
  drawing: { axis, lanes },
  height,
}: {
  drawing: Drawing
  height: number
}) {
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a group of shapes is no control.
    <g class="lost" role="img" aria-label="The agent is lost here">
      {lanes.lost.map(({ from, to }) => {
        const x = names_width + axis.x(from)
        const width = Math.max(2, axis.x(to) - axis.x(from))
        return (
          <g key={from}>
            <title>the agent is lost</title>
            <rect {...{ x, width, y: head_height, height: height - head_height - 12 }} />
            <text x={x + 4} y={head_height + 10}>
              agent lost
            </text>
          </g>
        )
      })}
    </g>
  )
}

/** The states of the source, past and planned. */
export function SourceStates({ drawing: { axis, lanes }, top }: { drawing: Drawing; top: number }) {
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
export function NowLine({
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
        tabindex={0}
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
