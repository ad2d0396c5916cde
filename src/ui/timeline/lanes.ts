import type { Event, Timeline } from '../../client/types.ts'
import type { Span } from './axis.ts'

/** What a timeline shows: a lane for each sub-task, and one for the states of the source. */

/** A stretch of work on a sub-task, or of standing still, with its progress at both ends from 0 to 1. */
export type Segment = Span & {
  kind: 'work' | 'stalled'
  /** Whether it lies in the future: before and after now are two segments. */
  isPlanned: boolean
  from_done: number
  to_done: number
  /** In Mbit/s; 0 while no data move. */
  speed: number
}

/** What is drawn of segments. */
export type Bar = Span & Pick<Segment, 'kind' | 'isPlanned'>

/** A sub-task of a round. */
export type Lane = {
  id: number
  name: string
  round: string
  segments: Segment[]
  /** Where it ended badly, or will. */
  failure: { at: number; done: number; code: string | null; isPlanned: boolean } | null
  /** When it ended well, or will. */
  ended: number | null
}

/** A state of the source, and when; one that goes on is two, up to now and from now. */
export type SourceSpan = Span & { state: string; isPlanned: boolean }

export type Lanes = {
  lanes: Lane[]
  source: SourceSpan[]
  /** When the agent of the source was lost, or will be. */
  lost: Span[]
  now: number
  /** All that is shown. */
  shown: Span
}

type Data = {
  id?: number
  name?: string
  user_op?: string
  rows?: { id: number; name: string }[]
  done?: number
  goal?: number
  until?: number | null
  ends?: number | null
  speed?: number
  error?: string
  state?: string
  after?: { error_json?: string }
}

type Open = Omit<Segment, 'isPlanned' | 'to' | 'to_done'> & { until: number | null; goal: number }

/** @param timeline as `client.timeline` gives it. */
export function lanesOf({ past, planned, now: shown_now }: Timeline): Lanes {
  const now = Date.parse(shown_now)
  const events = [...past, ...planned]
  const at = (event: Event): number => Date.parse(event.at)
  const first = events[0]
  const last = events.at(-1)
  const begin = first === undefined ? now : at(first)
  const to = Math.max(now, last === undefined ? now : at(last))
  const shown = { from: Math.min(begin, now), to: to + Math.max(1, (to - begin) * 0.02) }
  const rows = new Map<number, Row>()
  let failed: Row | undefined
  for (const event of events) {
    const data = event.data as Data
    // The code of a failure is told of the task, right after its sub-task has failed.
    if (data.after?.error_json) failed?.tellCode(codeIn(data.after.error_json))
    if (event.type === 'round.began')
      for (const row of data.rows ?? [])
        rows.set(row.id, new Row({ ...row, round: data.user_op ?? '' }))
    else if (event.type.startsWith('subtask.') && data.id !== undefined) {
      const { id, name = '', user_op = '' } = data
      const row = rows.get(id) ?? new Row({ id, name, round: user_op })
      rows.set(id, row)
      row.apply(event.type, at(event), data, now)
      if (event.type === 'subtask.failed') failed = row
    }
  }
  const lanes = [...rows.values()].map((row) => row.lane(shown.to, now))
  return {
    ...{ lanes, now, shown },
    source: sourceSpans(events, now, shown.to),
    lost: lostSpans(events, shown.to),
  }
}

/** The code in `error_json` of a task; null in one of another form. */
const codeIn = (error_json: string): string | null =>
  /"error_code":"([^"]+)"/.exec(error_json)?.[1] ?? null

/** A sub-task, as event after event tells of it. */
class Row {
  readonly #lane: Lane
  #open: Open | undefined

  constructor({ id, name, round }: { id: number; name: string; round: string }) {
    this.#lane = { id, name, round, segments: [], failure: null, ended: null }
  }

  apply(type: string, at: number, data: Data, now: number): void {
    const { done = 0, goal = 1, until = null, speed = 0 } = data
    const from = { from: at, from_done: done, speed }
    if (type === 'subtask.traced') return
    this.#close(at, type === 'subtask.ended' ? 1 : data.done, now)
    if (type === 'subtask.began' || type === 'subtask.retimed') {
      this.#open = { ...from, kind: 'work', goal, until }
      this.#lane.failure = null
    }
    if (type === 'subtask.stalled')
      this.#open = { ...from, kind: 'stalled', goal: done, until, speed: 0 }
    if (type === 'subtask.failed')
      this.#lane.failure = { at, done, code: data.error ?? null, isPlanned: at > now }
    if (type === 'subtask.ended') this.#lane.ended = at
  }

  tellCode(code: string | null): void {
    if (this.#lane.failure) this.#lane.failure.code ??= code
  }

  lane(end: number, now: number): Lane {
    const { until, goal } = this.#open ?? { until: null, goal: undefined }
    if (this.#open) this.#close(Math.min(until ?? end, end), until === null ? undefined : goal, now)
    return this.#lane
  }

  #close(at: number, done: number | undefined, now: number): void {
    const open = this.#open
    this.#open = undefined
    if (!open || at <= open.from) return
    const { from, from_done, kind, speed } = open
    const to_done = done ?? doneAt(open, at)
    const whole = { from, to: at, from_done, to_done, kind, speed }
    if (at <= now) this.#lane.segments.push({ ...whole, isPlanned: false })
    else if (from >= now) this.#lane.segments.push({ ...whole, isPlanned: true })
    else {
      const middle = from_done + ((to_done - from_done) * (now - from)) / (at - from)
      this.#lane.segments.push({ ...whole, to: now, to_done: middle, isPlanned: false })
      this.#lane.segments.push({ ...whole, from: now, from_done: middle, isPlanned: true })
    }
  }
}

const doneAt = ({ from, from_done, goal, until }: Open, at: number): number =>
  until === null || until <= from
    ? from_done
    : from_done + (goal - from_done) * Math.min(1, (at - from) / (until - from))

function sourceSpans(events: readonly Event[], now: number, end: number): SourceSpan[] {
  const changes = events.filter(({ type }) => type === 'source.state')
  return changes.flatMap((event, index) => {
    const from = Date.parse(event.at)
    const next = changes[index + 1]
    const to = next === undefined ? end : Date.parse(next.at)
    const state = (event.data as Data).state ?? ''
    const past = { from, to: Math.min(to, now), state, isPlanned: false }
    const planned = { from: Math.max(from, now), to, state, isPlanned: true }
    return [past, planned].filter((span) => span.to > span.from)
  })
}

function lostSpans(events: readonly Event[], end: number): Span[] {
  const changes = events.filter(({ type }) => type === 'source.agent')
  return changes.flatMap(({ at, data }, index) => {
    const next = changes[index + 1]
    const to = next === undefined ? end : Date.parse(next.at)
    return data.connected === false && to > Date.parse(at) ? [{ from: Date.parse(at), to }] : []
  })
}

/** Segments of one kind that touch: however often a plan was changed, the work is one bar. */
export function barsOf(segments: readonly Segment[]): Bar[] {
  const bars: Bar[] = []
  for (const { from, to, kind, isPlanned } of segments) {
    const last = bars.at(-1)
    const isSame = last?.to === from && last.kind === kind && last.isPlanned === isPlanned
    if (isSame) last.to = to
    else bars.push({ from, to, kind, isPlanned })
  }
  return bars
}

/** When something is, or will be, at work on any sub-task. */
export const workOf = ({ lanes }: Pick<Lanes, 'lanes'>): Span[] =>
  lanes.flatMap(({ segments }) => segments.map(({ from, to }) => ({ from, to })))

/** The progress of a sub-task at a moment, from 0 to 1; null before it began. */
export function progressAt({ segments }: Lane, ms: number): number | null {
  const begun = segments.filter(({ from }) => from <= ms).at(-1)
  if (begun === undefined) return null
  const { from, to, from_done, to_done } = begun
  return from_done + (to_done - from_done) * Math.min(1, (ms - from) / (to - from))
}
