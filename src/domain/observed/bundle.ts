/** Tested by: test/cli/replay.test.ts */
import type { RecordedCall } from '../../schemas/control/bundle.ts'
import { hideInAnswer, withoutQuote } from '../hiding/hiding.ts'
import { hideLike } from './hidden-parts.ts'

/** Recording a run, taking its secrets out, and finding where another one differs. */

/** A run that is longer goes on unrecorded: what is replayed must be its beginning. */
const calls_max = 20_000
const bytes_max = 128 * 1_048_576

/** A call with its place in the order of the calls. */
export type Recorded = {
  place: number
  call: RecordedCall
  /** What the clock showed of the account that it logs in to; null for other calls. */
  clock: number | null
}

export type Recording = {
  calls: Recorded[]
  /** How many places there are. */
  places: number
  bytes: number
  missed: number
}

export const newRecording = (): Recording => ({ calls: [], places: 0, bytes: 0, missed: 0 })

/** A place for a call that is recorded later. */
export const nextPlace = (recording: Recording): number => recording.places++

/** The calls in the order in which they did what they did. */
export const recordedCalls = ({ calls }: Recording): Recorded[] =>
  calls.toSorted((one, other) => one.place - other.place)

/**
 * @param place of the call, if it has one already.
 * @returns false when there is no room for it.
 */
export function recordCall(
  recording: Recording,
  call: RecordedCall,
  place = nextPlace(recording),
  clock: number | null = null,
): boolean {
  const bytes = call.body.length
  const isFull = recording.calls.length >= calls_max || recording.bytes + bytes > bytes_max
  if (isFull || recording.missed > 0) {
    recording.missed++
    return false
  }
  recording.calls.push({ place, call, clock })
  recording.bytes += bytes
  return true
}

/** Adds the answer's body to a call that is recorded. */
export function recordAnswer(recording: Recording, call: RecordedCall, answer: string): void {
  call.answer = answer
  recording.bytes += answer.length
}

/**
 * Answers that tell of the process or of real time, and so differ from run to run; and explanations, which show
 * hashes of what is hidden.
 */
const uncompared = /^\/_emulator\/(info|bundle|requests|explain|docs|openapi)\b/

export const isCompared = (url: string): boolean => !uncompared.test(url)

/** Answer headers that are a part of what the emulator says. */
export const compared_headers = ['x-request-id', 'x-subject-token', 'retry-after'] as const

/** An answer, or with status null the end of the connection without one. */
export type Answer = { status: number | null; headers: Record<string, string>; body: string }

/** What differs between a recorded answer and another one, in one text; null if nothing does. */
export function differenceOf(call: RecordedCall, answer: Answer): string | null {
  const [status, other] = [call.status ?? 'none', answer.status ?? 'none']
  if (status !== other) return `status ${status} was ${other}`
  if (call.answer === null) return null
  for (const name of compared_headers) {
    const before = call.answer_headers[name] ?? ''
    const now = hideLike(before, answer.headers[name] ?? '')
    if (before !== now) return `header ${name} "${shorten(before)}" was "${shorten(now)}"`
  }
  if (answer.body === call.answer) return null
  const before = unquote(call.answer)
  const now = hideLike(before, unquote(answer.body))
  if (before === now) return null
  const at = firstDifference(before, now)
  const around = (text: string) => text.slice(Math.max(at - 30, 0), at + 50)
  return `byte ${at} of the body: …${around(before)}… was …${around(now)}…`
}

/** Where a text could not be read, a message quotes it and counts its letters: there placeholders differ. */
const unquote = (answer: string): string =>
  hideInAnswer(answer, {
    hide: (value) => value,
    show: (text) => withoutQuote(text).replace(/ at position \d+ \(line \d+ column \d+\)$/, ''),
  })

/** Tokens are long. */
const shorten = (text: string): string => (text.length > 64 ? `${text.slice(0, 63)}…` : text)

function firstDifference(one: string, other: string): number {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  return at
}
