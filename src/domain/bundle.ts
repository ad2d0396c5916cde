import type { RecordedCall } from '../schemas/bundle.ts'
import { well_known } from './boot.ts'

/** Recording a run, taking its secrets out, and finding where another one differs. */

/** A run that is longer goes on unrecorded: what is replayed must be its beginning. */
const calls_max = 20_000
const bytes_max = 128 * 1_048_576

export type Recording = {
  /** Each with its place in the order of the calls. */
  calls: { place: number; call: RecordedCall }[]
  /** How many places there are. */
  places: number
  bytes: number
  missed: number
}

export const newRecording = (): Recording => ({ calls: [], places: 0, bytes: 0, missed: 0 })

/** A place for a call that is recorded later. */
export const nextPlace = (recording: Recording): number => recording.places++

/** The calls in the order in which they did what they did. */
export const recordedCalls = ({ calls }: Recording): RecordedCall[] =>
  calls.toSorted((one, other) => one.place - other.place).map(({ call }) => call)

/**
 * @param place of the call, if it has one already.
 * @returns false when there is no room for it.
 */
export function recordCall(
  recording: Recording,
  call: RecordedCall,
  place = nextPlace(recording),
): boolean {
  const bytes = call.body.length
  const isFull = recording.calls.length >= calls_max || recording.bytes + bytes > bytes_max
  if (isFull || recording.missed > 0) {
    recording.missed++
    return false
  }
  recording.calls.push({ place, call })
  recording.bytes += bytes
  return true
}

/** Adds the answer's body to a call that is recorded. */
export function recordAnswer(recording: Recording, call: RecordedCall, answer: string): void {
  call.answer = answer
  recording.bytes += answer.length
}

/**
 * Passwords and keys that the emulator made for accounts on the way: a replay makes the same, as
 * they follow from the seed, and logins with stand-ins would fail.
 */
export function credentialsMade(calls: readonly RecordedCall[]): ReadonlySet<string> {
  const answers = calls.filter(
    ({ method, status, url }) =>
      method === 'POST' && status === 201 && /^\/_emulator\/accounts\b/.test(url),
  )
  return new Set(
    answers.flatMap(({ answer }) => {
      const { password, sk } = JSON.parse(answer ?? '{}') as Record<string, string>
      return [password, sk].filter((secret) => secret !== undefined)
    }),
  )
}

/** Answers that tell of the process or of real time, and so differ from run to run. */
const uncompared = /^\/_emulator\/(info|bundle|requests|docs|openapi)\b/

export const isCompared = (url: string): boolean => !uncompared.test(url)

/** Answer headers that are a part of what the emulator says. */
export const compared_headers = ['x-request-id', 'x-subject-token', 'retry-after'] as const

const public_secrets = new Set(
  (well_known.users ?? []).flatMap(({ password = '', access_keys = [] }) => [
    password,
    ...access_keys.map(({ sk }) => sk),
  ]),
)

/** A secret and its value, in JSON (also within a text of JSON) and in YAML. */
const secret =
  /((?:\\*")?\b(?:password|sk|secret|secret_key)(?:\\*")?\s*:\s*)("(?:[^"\\]|\\.)*"|\\"(?:(?!\\").)*\\"|'[^']*'|[^\s"',{}[\]]+)/g

/**
 * Puts a stand-in in the place of every password and secret key that is not public: the same one
 * wherever the same secret stood, so that logins go on to work, and wrong ones to fail.
 *
 * @param made those that the emulator made itself: they stay.
 */
export function standIns(made: ReadonlySet<string> = new Set()): {
  replace(text: string): string
  count(): number
} {
  const known = new Map<string, string>()
  const standInOf = (value: string): string => {
    const name = known.get(value) ?? `stand-in-${known.size + 1}`
    known.set(value, name)
    return name
  }
  return {
    count: () => known.size,
    replace: (text) =>
      text.replace(secret, (all, name: string, quoted: string) => {
        const [, open = '', value = '', close = ''] =
          /^(\\*["']|)(.*?)(\\*["']|)$/s.exec(quoted) ?? []
        const isKnown = public_secrets.has(value) || made.has(value)
        const isSecret = value !== '' && value !== 'null' && !isKnown
        return isSecret ? `${name}${open}${standInOf(value)}${close}` : all
      }),
  }
}

/** An answer, or with status null the end of the connection without one. */
export type Answer = { status: number | null; headers: Record<string, string>; body: string }

/** What differs between a recorded answer and another one, in one text; null if nothing does. */
export function differenceOf(call: RecordedCall, answer: Answer): string | null {
  const [status, other] = [call.status ?? 'none', answer.status ?? 'none']
  if (status !== other) return `status ${status} was ${other}`
  if (call.answer === null) return null
  for (const name of compared_headers) {
    const [before, now] = [call.answer_headers[name], answer.headers[name]]
    if (before !== now) return `header ${name} "${short(before)}" was "${short(now)}"`
  }
  if (answer.body === call.answer) return null
  const at = firstDifference(call.answer, answer.body)
  const around = (text: string) => text.slice(Math.max(at - 30, 0), at + 50)
  return `byte ${at} of the body: …${around(call.answer)}… was …${around(answer.body)}…`
}

/** Tokens are long. */
const short = (text = ''): string => (text.length > 64 ? `${text.slice(0, 63)}…` : text)

function firstDifference(one: string, other: string): number {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  return at
}
