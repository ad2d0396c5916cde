import { z } from 'zod'
import { quoteName, quoteValue } from './sentences.ts'

/** How people write durations and moments to this program: ISO 8601, as in `PT10M`; durations also as in `1h30m`. */

/** The last moment that a clock can show, 9999-12-31T00:00:00Z, and the longest duration, a century. */
export const moment_max = 253_402_214_400_000
/** The first moment that anything can have: what a fixture tells of the past may lie before 1970. 0001-01-01. */
export const moment_min = -62_135_596_800_000
/**
 * Stands for every planned moment past the end of all clocks: 9999-12-31T23:59:59.999Z, which can still be
 * written down and which no clock reaches.
 */
export const never = moment_max + 86_400_000 - 1
export const duration_max = 36_525 * 86_400_000

// Only the last number may have a fraction.
const number = String.raw`(\d+(?:[.,]\d+(?=\w$))?)`
const duration = new RegExp(
  `^P(?=.)(?:${number}D)?(?:T(?=.)(?:${number}H)?(?:${number}M)?(?:${number}S)?)?$`,
  'i',
)
const part = (unit: string): string => String.raw`(?:(\d+(?:\.\d+)?)\s*${unit}\s*)?`
const short_duration = new RegExp(`^(?=\\d)${['d', 'h', 'm', 's', 'ms'].map(part).join('')}$`)
const unit_ms = [86_400_000, 3_600_000, 60_000, 1000, 1]

/**
 * The milliseconds of a duration of days, hours, minutes and seconds, in ISO 8601 (`PT1H30M`) or as people
 * write one (`1h30m`, `90s`, `500ms`); not whole, and maybe Infinity. Undefined for all else, also for one of
 * weeks, months and years.
 */
export function parseDuration(text: string): number | undefined {
  const [, ...numbers] = duration.exec(text) ?? short_duration.exec(text) ?? []
  if (numbers.length === 0) return undefined
  return numbers.reduce(
    (sum, digits = '0', place) => sum + Number(digits.replace(',', '.')) * (unit_ms[place] ?? 0),
    0,
  )
}

/** `duration_max`, as people write it. */
const longest = 'P36525D'
const example = 'such as 10m, 1h30m, 0.5s or PT10M'

/** What is wrong with a text that is not a duration. */
function durationProblem(text: string): string {
  const shown = quoteValue(text)
  if (/^-/.test(text.trim())) return `${shown} is negative; a duration is 0 or more, ${example}`
  const [digits] = /^\d+$/.exec(text.trim()) ?? []
  if (digits !== undefined) {
    const [minutes, seconds] = ['m', 's'].map((unit) => `${quoteName(digits)}${unit}`)
    return `${shown} has no unit; give ${minutes} for minutes or ${seconds} for seconds`
  }
  return `${shown} is not a duration of days, hours, minutes and seconds, ${example}`
}

/**
 * A duration of days and below, not negative; becomes milliseconds. A number is milliseconds already, as in an
 * exported fixture.
 */
export const Duration = z
  .union([z.string(), z.int().nonnegative().max(duration_max)])
  .transform((value, context) => {
    if (typeof value === 'number') return value
    const ms = parseDuration(value)
    if (ms !== undefined && ms <= duration_max) return Math.round(ms)
    context.addIssue(
      ms === undefined
        ? durationProblem(value)
        : `${quoteValue(value)} is too long; the longest duration is ${longest}`,
    )
    return z.NEVER
  })
  .meta({
    description: `A duration ${example} (ISO 8601); a number is milliseconds.`,
  })

/** How long something takes that may happen again and again: at least a second of migration work. */
const repeated_min_ms = 1000

/** A `Duration` of something that repeats; without a minimum it could fill a moment of the clock for ever. */
export const RepeatedDuration = Duration.refine((ms) => ms >= repeated_min_ms, {
  message: 'must be at least 1s, as it may happen again and again',
}).meta({
  description: `A duration ${example} (ISO 8601), at least 1s; a number is milliseconds.`,
})

// Seconds may be left out.
const moment_form = /^(.{10})T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/

/** Whether `2026-02-28` is a day that its month has: `Date.parse` takes 30 February for 2 March. */
export function isDay(text: string): boolean {
  const midnight = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(midnight) && isoOf(midnight).startsWith(text)
}

/** Epoch milliseconds of an ISO 8601 moment with its zone; undefined for all else, also where its day does not exist. */
export function parseMoment(text: string): number | undefined {
  const [, day = ''] = moment_form.exec(text) ?? []
  const moment = isDay(day) ? Date.parse(text) : Number.NaN
  return Number.isNaN(moment) ? undefined : moment
}

/** What is wrong with a text that is not a moment of a clock. */
function momentProblem(text: string): string {
  const moment = parseMoment(text)
  if (moment !== undefined) {
    return moment < 0
      ? `${quoteValue(text)} is too early; the first moment of a clock is ${isoOf(0)}`
      : `${quoteValue(text)} is too late; the last moment of a clock is ${isoOf(moment_max)}`
  }
  return moment_form.test(text)
    ? `${quoteValue(text)} names a day or a time that does not exist`
    : `${quoteValue(text)} is not a moment with a zone, such as 2020-09-15T08:50:31Z`
}

/** An ISO 8601 moment with its zone, or epoch milliseconds; becomes epoch milliseconds. */
export const Instant = z
  .union([z.string(), z.int().nonnegative().max(moment_max)])
  .transform((value, context) => {
    if (typeof value === 'number') return value
    const moment = parseMoment(value)
    if (moment !== undefined && moment >= 0 && moment <= moment_max) return moment
    context.addIssue(momentProblem(value))
    return z.NEVER
  })
  .meta({ description: 'An ISO 8601 moment with its zone, or epoch milliseconds.' })

/** `2020-09-15T08:50:31.000Z`: how moments are shown to people and to the control API's clients. */
export const isoOf = (moment: number): string => new Date(moment).toISOString()
