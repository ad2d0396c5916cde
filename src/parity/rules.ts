import { isIdPath } from './pairs.ts'

/** By which rule the values at a path are compared. */

export type Rule =
  | { name: 'equal' }
  /** Ids: the same two belong together everywhere. */
  | { name: 'reference' }
  /** Both have the same form: a date, an address, a text of its kind. */
  | { name: 'form' }
  /** Neither falls from one answer to the next, and both begin and end together. */
  | { name: 'monotone' }
  /** Neither is more than twice the other. `past`: why it is not compared of what was there before the recording. */
  | { name: 'factor'; past?: string }
  | { name: 'ignored'; because: string }

export type RuleName = Rule['name']
export const rule_names: readonly RuleName[] = [
  'equal',
  'reference',
  'form',
  'monotone',
  'factor',
  'ignored',
]

const ignored = (because: string): Rule => ({ name: 'ignored', because })

/** The first that fits counts; a value that none fits must be equal. Paths are as `tasks[].sub_tasks[].progress`. */
const table: readonly (readonly [path: RegExp, rule: Rule])[] = [
  [/(?:^|\.)request_id$/, ignored('every request has an id of its own')],
  [/^token\.catalog$/, ignored('the catalog of the cloud has every service of a region')],
  [/^token\.roles$/, ignored('roles belong to the user and are not shown to an emulator')],
  [/^links\b|\.links\b/, ignored('links have the address that was called')],
  [/(?:^|\.)password_expires_at$/, ignored('it is a setting of the account')],
  [/_(?:cpu|mem)_usage$|_disk_io$/, ignored('it is measured on the source server')],
  [
    /(?:^|\.)(?:remain_seconds|estimate_complete_time)$/,
    ignored('it follows from the speed of a network'),
  ],
  [
    /(?:^|\.)(?:subtask_info|process_trace)$/,
    ignored('it repeats the latest report of an agent; the progress of sub_tasks is compared'),
  ],
  [/(?:^|\.)(?:error_msg|message)$/, ignored('the code says what is meant; words may differ')],
  [
    /(?:^|\.)(?:cert|ca|private_key|passphrase|target_password)$|_(?:cert|private_key)$/,
    { name: 'form' },
  ],
  [/(?:^|\.)(?:access|secret|securitytoken)$/, { name: 'form' }],
  // Before the moments, whose names end likewise.
  [/(?:^|\.)(?:migrate_speed|compress_rate|totalsize)$/, { name: 'factor' }],
  [/(?:^|\.)total_time$/, { name: 'factor', past: 'it counts what happened before the recording' }],
  [/(?:_date|_time|_at)$/, { name: 'form' }],
  [/(?:^|\.)(?:progress|replicatesize)$/, { name: 'monotone' }],
  [/^target_server\.ip$|\.target_server\.ip$|(?:^|\.)float_ip$/, { name: 'form' }],
]

const known = new Map<string, Rule>()

/** The rule for a path of an answer. */
export function ruleFor(path: string): Rule {
  const before = known.get(path)
  if (before) return before
  const [, rule] = table.find(([pattern]) => pattern.test(path)) ?? []
  const found =
    rule ?? (isIdPath(path) ? { name: 'reference' as const } : { name: 'equal' as const })
  known.set(path, found)
  return found
}

/** What form a value has: the values of one kind look alike. */
export function formOf(value: unknown): string {
  if (typeof value === 'number') return value > 1e11 ? 'moment' : 'number'
  if (typeof value !== 'string') return typeof value
  return forms.find(([, pattern]) => pattern.test(value))?.[0] ?? 'text'
}

const forms: readonly (readonly [string, RegExp])[] = [
  ['empty text', /^$/],
  ['uuid', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i],
  ['32 hex digits', /^[0-9a-f]{32}$/i],
  ['date', /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?$/],
  ['IPv4 address', /^\d{1,3}(?:\.(?:\d{1,3}|x+)){3}$/],
  ['IPv6 address', /^(?=.*:.*:)[0-9a-f:]+$/i],
  ['number', /^-?\d+(?:\.\d+)?$/],
  ['certificate', /^-----BEGIN /],
]
