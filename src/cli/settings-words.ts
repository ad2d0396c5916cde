import { moment, span } from './output.ts'

/** What scenarios and faults say, in words: `fail at MIGRATE_LINUX_FILE, code SMS.0515`. */

/** Fields that hold milliseconds in a list of the control API. */
const durations = new Set([
  ...['after', 'auto_start', 'delay', 'drill', 'every', 'for', 'lasts', 'network_check', 'over'],
  ...['per', 'recover_after'],
])
const moments = new Set(['from', 'until'])

/** `at MIGRATE_LINUX_FILE, code SMS.0515`: the fields of an object, each with its value. */
export const fieldsText = (fields: object): string =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${valueText(name, value)}`)
    .join(', ')

function valueText(name: string, value: unknown): string {
  if (typeof value === 'number' && durations.has(name)) return span(value)
  if (typeof value === 'number' && moments.has(name)) return moment(new Date(value).toISOString())
  if (Array.isArray(value)) {
    const isPlain = value.every((item) => typeof item !== 'object')
    if (isPlain) return value.join(', ')
    return value.map((item) => fieldsText(item)).join(`; ${name} `)
  }
  return typeof value === 'object' && value !== null ? `(${fieldsText(value)})` : String(value)
}
