import type { JournalEntry, TaskOverview } from '../../client/types.ts'
import { counted } from '../../text/numbers.ts'
import { linkTo } from '../state/address.ts'
import { timeText } from '../text/moments.ts'
import { bin_width, binCalls, type CallBin } from './call-bins.ts'
import { type Drawing, lane_height, names_width } from './drawing.ts'

/** The calls of the client about the task, on the same axis: a refused one is a cross, and each leads to the call. */
export function CallRow({
  task,
  calls,
  drawing: { axis, span },
  top,
}: {
  task: TaskOverview
  calls: readonly JournalEntry[]
  drawing: Drawing
  top: number
}) {
  return (
    <g class="calls">
      <text class="round" x="14" y={top + 17}>
        CALLS
      </text>
      {binCalls(calls, axis).map((bin) => (
        <Bin key={bin.x} {...{ task, bin, span, top }} />
      ))}
    </g>
  )
}

/** @returns such as `24 calls, 1 refused, 00:03:20`, or of one `ShowTask 200 00:03:20`. */
function labelOf({ calls, refused }: CallBin, first: JournalEntry, span: number): string {
  const at = timeText(Date.parse(first.clock), span)
  const { operation, path, status, code } = first
  if (calls.length === 1) return `${operation ?? path} ${status ?? 'no answer'} ${code ?? ''} ${at}`
  return `${counted(calls.length, 'call')}, ${refused.length} refused, ${at}`
}

/** Calls of nearly the same moment. One leads to itself; of several the newest refused one, else the newest, beside the others. */
function Bin({
  task,
  bin,
  span,
  top,
}: {
  task: TaskOverview
  bin: CallBin
  span: number
  top: number
}) {
  const { calls, refused, marks } = bin
  const [first] = calls
  const newest = refused.at(-1) ?? calls.at(-1)
  if (first === undefined || newest === undefined) return null
  const label = labelOf(bin, first, span)
  const y = top + 9
  return (
    <a
      href={linkTo('calls', newest.id, calls.length === 1 ? {} : { q: task.id })}
      aria-label={label}
    >
      <title>{label}</title>
      <rect
        class="place"
        x={names_width + bin.x}
        y={top}
        width={bin_width}
        height={lane_height}
        rx="4"
      />
      {marks.map(({ x, isRefused }) =>
        isRefused ? (
          <path
            key={`${x} refused`}
            class="refused"
            d={`M${names_width + x - 4} ${y - 4}l8 8m0-8l-8 8`}
          />
        ) : (
          <circle key={x} cx={names_width + x} cy={y} r="3.2" />
        ),
      )}
      {calls.length === 1 ? null : (
        <text
          class="count"
          x={names_width + bin.x + bin_width / 2}
          y={top + 24}
          text-anchor="middle"
        >
          ×{calls.length}
        </text>
      )}
    </a>
  )
}
