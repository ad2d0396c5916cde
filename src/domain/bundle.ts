import type { RecordedCall } from '../schemas/bundle.ts'
import { well_known } from './boot.ts'

/** Recording a run, taking its secrets out, and finding where another one differs. */

/** A run that is longer goes on unrecorded: what is replayed must be its beginning. */
const calls_max = 20_000
const bytes_max = 128 * 1_048_576

export type Recording = { calls: RecordedCall[]; bytes: number; missed: number }

export const newRecording = (): Recording => ({ calls: [], bytes: 0, missed: 0 })

export function recordCall(recording: Recording, call: RecordedCall): void {
  const bytes = call.body.length + (call.answer?.length ?? 0)
  const isFull = recording.calls.length >= calls_max || recording.bytes + bytes > bytes_max
  if (isFull || recording.missed > 0) {
    recording.missed++
    return
  }
  recording.calls.push(call)
  recording.bytes += bytes
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
 */
export function standIns(): { replace(text: string): string; count(): number } {
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
        const isSecret = value !== '' && value !== 'null' && !public_secrets.has(value)
        return isSecret ? `${name}${open}${standInOf(value)}${close}` : all
      }),
  }
}

export type Answer = { status: number; headers: Record<string, string>; body: string }

/** What differs between a recorded answer and another one, in one text; null if nothing does. */
export function differenceOf(call: RecordedCall, answer: Answer): string | null {
  if (answer.status !== call.status) return `status ${call.status} was ${answer.status}`
  if (call.answer === null) return null
  for (const name of compared_headers) {
    const [before, now] = [call.answer_headers[name], answer.headers[name]]
    if (before !== now) return `header ${name} "${before ?? ''}" was "${now ?? ''}"`
  }
  if (answer.body === call.answer) return null
  const at = firstDifference(call.answer, answer.body)
  const around = (text: string) => text.slice(Math.max(at - 30, 0), at + 50)
  return `byte ${at} of the body: …${around(call.answer)}… was …${around(answer.body)}…`
}

function firstDifference(one: string, other: string): number {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  return at
}
