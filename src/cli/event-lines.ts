import type { Event } from '../client/types.ts'
import { ownValue } from '../text/own-value.ts'
import type { Output } from './output.ts'

/** What happened, in a line each, under a heading for each day. */

type Data = Event['data']

const text = (data: Data, name: string): string => String(ownValue(data, name) ?? '')
const object = (data: Data, name: string): Record<string, unknown> =>
  (ownValue(data, name) ?? {}) as Record<string, unknown>

/** `READY → RUNNING`; one word where nothing changed. */
const change = (from: string, to: string): string => (from === to ? to : `${from} → ${to}`)

const list = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : '')

const subtask = (verb: string) => (data: Data) =>
  `${text(data, 'user_op')} ${text(data, 'name')} ${verb}`

/** A type that is not here is shown by its name. */
const sentences: Readonly<Record<string, (data: Data) => string>> = {
  'source.registered': () => 'source registered',
  'source.checked': (data) => {
    const errors = list(ownValue(data, 'errors'))
    const warnings = list(ownValue(data, 'warnings'))
    const outcome = errors === '' ? 'checks passed' : `checks failed: ${errors}`
    return warnings === '' ? outcome : `${outcome}; warnings: ${warnings}`
  },
  'source.state': (data) => {
    const state = change(text(data, 'from'), text(data, 'state'))
    const cycle = text(data, 'migration_cycle')
    return `source ${state}${cycle === text(data, 'from_cycle') ? '' : ` (${cycle})`}`
  },
  'source.agent': (data) =>
    ownValue(data, 'connected') === true ? 'agent connected' : 'agent lost',
  'source.deleted': () => 'source deleted',
  'task.created': () => 'task created',
  'task.action': (data) => `action ${text(data, 'operation')}`,
  'task.state': (data) => change(text(data, 'from'), text(data, 'state')),
  'task.estimate': () => 'new estimate of the remaining time',
  'task.changed': changedText,
  'task.log': (data) => `upload of logs: ${text(data, 'status')}`,
  'task.gave_up': (data) => `scenario ${text(data, 'scenario')} is used up`,
  'task.deleted': () => 'task deleted',
  'round.began': (data) => `round ${text(data, 'user_op')} began`,
  'subtask.began': subtask('began'),
  'subtask.retimed': subtask('goes on at another speed'),
  'subtask.stalled': subtask('stalled'),
  'subtask.failed': subtask('failed'),
  'subtask.dropped': subtask('was dropped'),
  'subtask.paused': subtask('paused'),
  'subtask.reset': subtask('begins again'),
  'subtask.ended': subtask('ended'),
  'target.power': (data) => `target switched ${ownValue(data, 'on') === true ? 'on' : 'off'}`,
}

/** Which fields of the task changed; those of its target with its name before them. */
function changedText(data: Data): string {
  const { target_server, ...rest } = object(data, 'after')
  const target = Object.keys((target_server ?? {}) as object).map((name) => `target ${name}`)
  const fields = [...Object.keys(rest), ...target].map((name) => name.replaceAll('_', ' '))
  return fields.length === 0 ? 'task changed' : `changed: ${fields.join(', ')}`
}

/** The code that a task failed with is told by the change of the task that follows. */
function codeAfter(events: readonly Event[], index: number): string {
  const { type, task } = events[index] ?? {}
  if (type !== 'subtask.failed' && type !== 'subtask.paused') return ''
  const next = events[index + 1]
  if (next?.type !== 'task.changed' || next.task !== task) return ''
  const code = /SMS\.\d{4}/.exec(JSON.stringify(object(next.data, 'after')))
  return code === null ? '' : ` with ${code[0]}`
}

/** What happened, in words; in red if it is bad. @param more is said after it. */
export function eventText({ type, data }: Event, out: Output, more = ''): string {
  const sentence = `${ownValue(sentences, type)?.(data) ?? type}${more}`
  const isBad = /failed|lost|_FAIL|\u2192 error/.test(sentence)
  return isBad ? out.style('red', sentence) : sentence
}

/** The name of a task or a source that an event tells; undefined for most. */
export const nameInEvent = ({ type, data }: Event): string | undefined =>
  /^(task|source)\./.test(type) ? text(data, 'name') || undefined : undefined

/**
 * The lines of events, those of a day below its date. Moments have a fraction of a second where one of them
 * needs it.
 *
 * @param nameOf the name of a task or a source by its id; undefined where all events are about the same.
 * @param now a moment to mark between what has happened and what is planned.
 */
export function eventLines(
  events: readonly Event[],
  out: Output,
  { nameOf, now }: { nameOf?: (event: Event) => string; now?: string } = {},
): string[] {
  const isFine = [...events.map(({ at }) => at), ...(now === undefined ? [] : [now])].some(
    (at) => !at.endsWith('.000Z'),
  )
  const timeOf = (at: string): string => at.slice(11, isFine ? 23 : 19)
  const width = Math.max(0, ...events.map((event) => nameOf?.(event).length ?? 0))
  const lines: { at: string; line: string }[] = events.map((event, index) => {
    const { at } = event
    const whose = nameOf === undefined ? [] : [nameOf(event).padEnd(width)]
    const what = eventText(event, out, codeAfter(events, index))
    return { at, line: [out.style('dim', timeOf(at)), ...whose, what].join('  ') }
  })
  if (now !== undefined) {
    const index = events.findIndex(({ at }) => at > now)
    const line = out.style('bold', `${timeOf(now)}  now`)
    lines.splice(index < 0 ? lines.length : index, 0, { at: now, line })
  }
  return lines.flatMap(({ at, line }, index) => {
    const day = at.slice(0, 10)
    return day === lines[index - 1]?.at.slice(0, 10) ? [line] : [out.style('bold', day), line]
  })
}
