import type { JournalEntry } from '../../client/types.ts'
import type { Axis } from './axis.ts'

/** Calls of nearly the same moment, which a picture cannot show apart. */

/** How wide a bin is, in pixels: what a finger hits. */
export const bin_width = 24

/** Marks of calls closer than this, in pixels, are one mark. */
const mark_width = 3

/** @property x where it begins. @property marks where calls are, the refused last so that they are drawn on top. */
export type CallBin = {
  x: number
  calls: JournalEntry[]
  refused: JournalEntry[]
  marks: { x: number; isRefused: boolean }[]
}

/** Whether a call was not answered as its client hoped. */
export const isRefused = ({ status }: JournalEntry): boolean => status === null || status >= 400

/** The calls in bins of equal width, from left to right; each has at least one call, the oldest first. */
export function binCalls(calls: readonly JournalEntry[], axis: Axis): CallBin[] {
  const first = axis.stretches[0]?.from ?? 0
  const bins = new Map<number, CallBin>()
  const ordered = calls
    .map((call) => ({ call, ms: Date.parse(call.clock) }))
    .filter(({ ms }) => ms >= first)
    .sort((one, other) => one.ms - other.ms)
  for (const { call, ms } of ordered) {
    const at = axis.x(ms)
    const index = Math.floor(at / bin_width)
    const bin = bins.get(index) ?? { x: index * bin_width, calls: [], refused: [], marks: [] }
    bins.set(index, bin)
    bin.calls.push(call)
    if (isRefused(call)) bin.refused.push(call)
    addMark(bin.marks, { x: at, isRefused: isRefused(call) })
  }
  for (const { marks } of bins.values())
    marks.sort((one, other) => Number(one.isRefused) - Number(other.isRefused))
  return [...bins.values()]
}

function addMark(marks: CallBin['marks'], mark: CallBin['marks'][number]): void {
  const isThere = marks.some(
    ({ x, isRefused: bad }) => bad === mark.isRefused && mark.x - x < mark_width,
  )
  if (!isThere) marks.push(mark)
}
