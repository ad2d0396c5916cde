/** Moments and durations as people read them. The clock is shown in UTC, as the API says it. */

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** @param ms epoch milliseconds. @returns such as `2026-01-01 00:10:00.000Z`. */
export const momentText = (ms: number): string => new Date(ms).toISOString().replace('T', ' ')

/**
 * @param ms epoch milliseconds.
 * @param span how much time is shown beside it, in milliseconds: what it needs to be told apart by.
 * @returns the time of the day, with milliseconds where a picture shows less than a minute, with the date where it shows days.
 */
export function timeText(ms: number, span = hour): string {
  const text = new Date(ms).toISOString()
  if (span < minute) return text.slice(11, 23)
  return span > day ? `${text.slice(5, 10)} ${text.slice(11, 16)}` : text.slice(11, 19)
}

const units: readonly (readonly [ms: number, name: string])[] = [
  [day, 'd'],
  [hour, 'h'],
  [minute, 'min'],
  [second, 's'],
]

/** @param ms milliseconds. @returns its two largest units: `4 min 29 s`, `1 h 12 min`, `0.3 s`. */
export function durationText(ms: number): string {
  const length = Math.max(0, Math.round(ms))
  const first = units.findIndex(([unit]) => length >= unit)
  const unit = units[first]
  if (unit === undefined) return `${length} ms`
  if (unit[0] === second && length < 10 * second) return `${Number((length / second).toFixed(1))} s`
  const next = units[first + 1]
  const many = Math.floor(length / unit[0])
  const rest = next === undefined ? 0 : Math.floor((length % unit[0]) / next[0])
  return `${many} ${unit[1]}${next === undefined || rest === 0 ? '' : ` ${rest} ${next[1]}`}`
}
