import { address, go, withQuery } from '../state/address.ts'
import { timeText } from '../text/moments.ts'
import { type Drawing, head_height, names_width } from './drawing.ts'

/** The line of now. Dragged, it shows the task at another moment; nothing moves by it. */

/** How far from the line it is held, in pixels. */
const grip = 6

/** Shows another moment; null is now. */
export const lookAt = (ms: number | null): void =>
  go(withQuery({ at: ms === null ? '' : String(Math.round(ms)) }), false)

const isElsewhere = (): boolean => address.value.query.at !== undefined

/** What follows a pointer that drags the line. */
function dragging({ axis, lanes: { shown } }: Drawing) {
  return {
    onPointerDown: ({ currentTarget, pointerId }: PointerOn) =>
      currentTarget.setPointerCapture(pointerId),
    onPointerMove: ({ currentTarget, pointerId, clientX }: PointerOn) => {
      if (!currentTarget.hasPointerCapture(pointerId)) return
      const svg = currentTarget.ownerSVGElement?.getBoundingClientRect()
      lookAt(kept(axis.at(clientX - (svg?.left ?? 0) - names_width), shown))
    },
  }
}
type PointerOn = { currentTarget: SVGElement; pointerId: number; clientX: number }

const kept = (ms: number, { from, to }: { from: number; to: number }): number =>
  Math.min(to, Math.max(from, ms))

/** The line, which can be dragged wherever nothing lies on it. */
export function NowLine({
  drawing,
  height,
  now,
}: {
  drawing: Drawing
  height: number
  now: number
}) {
  const { axis, at } = drawing
  const x = names_width + axis.x(at)
  const bottom = height - 20
  return (
    <g class={`now${isElsewhere() ? ' elsewhere' : ''}`}>
      {isElsewhere() ? (
        <path class="real" d={`M${names_width + axis.x(now)} ${head_height - 8}V${bottom}`} />
      ) : null}
      <path d={`M${x} ${head_height - 10}V${bottom}`} />
      <rect
        class="grip"
        {...{ x: x - grip, y: head_height - 10, width: 2 * grip, height: bottom - head_height }}
        {...dragging(drawing)}
      />
    </g>
  )
}

/** What arrows and other keys do with the line: a step of the picture, ten, its ends. */
function moved(key: string, { axis, at, lanes: { shown } }: Drawing): number | undefined {
  const pixels = { ArrowLeft: -4, ArrowRight: 4, PageDown: -40, PageUp: 40 }[key]
  if (pixels !== undefined) {
    // Where time is stretched a pixel may be less than a millisecond.
    const there = axis.at(axis.x(at) + pixels)
    return there === at ? at + Math.sign(pixels) : there
  }
  return key === 'Home' ? shown.from : key === 'End' ? shown.to : undefined
}

/** The moment of the line, above it: the handle for the keyboard. */
export function NowFlag({ drawing }: { drawing: Drawing }) {
  const { axis, at, lanes, span } = drawing
  const x = names_width + axis.x(at)
  const text = timeText(at, span)
  const wide = text.length * 7 + 12
  return (
    <g
      class={`now${isElsewhere() ? ' elsewhere' : ''}`}
      role="slider"
      tabindex={0}
      aria-label="The moment that is looked at"
      aria-valuemin={lanes.shown.from}
      aria-valuemax={lanes.shown.to}
      aria-valuenow={at}
      aria-valuetext={text}
      {...dragging(drawing)}
      onKeyDown={(event) => {
        const ms = moved(event.key, drawing)
        if (ms === undefined) return
        event.preventDefault()
        lookAt(kept(ms, lanes.shown))
      }}
    >
      <rect class="flag" x={x - wide / 2} y="6" width={wide} height="24" rx="4" />
      <text x={x} y="22" text-anchor="middle">
        {text}
      </text>
    </g>
  )
}
