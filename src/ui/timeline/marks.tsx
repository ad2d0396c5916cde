import { durationText, timeText } from '../text/moments.ts'
import type { Stretch } from './axis.ts'
import { type Drawing, head_height, names_width } from './drawing.ts'

/** What is around the lanes: times, idle stretches, lost agents, states of the source. */

/** Times above the picture, as many as there is room for. */
export function Ticks({
  drawing: { axis, lanes, span, at },
  height,
}: {
  drawing: Drawing
  height: number
}) {
  const moments = lanes.lanes.flatMap(({ segments }) =>
    segments.flatMap(({ from, to }) => [from, to]),
  )
  const places: { ms: number; x: number }[] = []
  const flag_x = axis.x(at)
  for (const ms of [...new Set([...moments, lanes.shown.from])].sort((one, other) => one - other)) {
    const x = axis.x(ms)
    const last = places.at(-1)
    if ((last === undefined || x - last.x > 84) && Math.abs(x - flag_x) > 70) places.push({ ms, x })
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

/** Long idle time: a click shows it in full, another one narrow again. */
export function Idle({
  stretch: { from, to, x, width, fold },
  height,
  onToggle,
}: {
  stretch: Stretch
  height: number
  onToggle: () => void
}) {
  const isExpanded = fold === 'expanded'
  const length = durationText(to - from)
  return (
    // biome-ignore lint/a11y/useSemanticElements: there are no buttons in SVG.
    <g
      class="idle"
      role="button"
      tabindex={0}
      aria-expanded={isExpanded}
      aria-label={`Nothing is at work for ${length}`}
      onClick={onToggle}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        onToggle()
      }}
    >
      <title>{isExpanded ? 'Show it narrow' : 'Show it in full'}</title>
      <rect
        x={names_width + x}
        y={head_height - 6}
        width={width}
        height={height - head_height + 6}
      />
      <text x={names_width + x + width / 2} y={height - 5} text-anchor="middle">
        {isExpanded ? '−' : '+'} {length}
      </text>
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
  const isNew = lanes.source.map(({ state }, at) => state !== lanes.source[at - 1]?.state)
  const label = lanes.source.flatMap(({ state }, at) => (isNew[at] ? [state] : [])).join(', ')
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a group of shapes is no control.
    <g class="source" role="img" aria-label={`States of the source: ${label}`}>
      <text class="round" x="14" y={top + 17}>
        SOURCE
      </text>
      {lanes.source.map(({ from, to, state, isPlanned }, at) => {
        const x = names_width + axis.x(from)
        const width = axis.x(to) - axis.x(from)
        return (
          <g key={`${from} ${state}`} class={isPlanned ? 'planned' : ''}>
            <title>{state}</title>
            <rect {...{ x, width: Math.max(1, width), y: top + 5, height: 16, rx: 3 }} />
            {isNew[at] && width > state.length * 6.6 + 10 ? (
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
