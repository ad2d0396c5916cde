import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'

/** How people write durations and moments to this program: ISO 8601, as in `PT10M`. */

const example = 'such as PT10M, PT0.5S or P1DT2H'

/**
 * An ISO 8601 duration of days and below, not negative; becomes milliseconds. A number is
 * milliseconds already, as in an exported fixture.
 */
export const Duration = z
  .union([z.string(), z.int().nonnegative()])
  .transform((value, context) => {
    if (typeof value === 'number') return value
    try {
      const ms = Temporal.Duration.from(value).total({ unit: 'milliseconds' })
      if (ms >= 0) return Math.round(ms)
    } catch {
      // Not a duration, or one of months and years, whose length depends on a calendar.
    }
    context.addIssue(`"${value}" is not a duration of days, hours, minutes and seconds, ${example}`)
    return z.NEVER
  })
  .meta({ description: `An ISO 8601 duration ${example}; a number is milliseconds.` })

/** An ISO 8601 moment with its zone, or epoch milliseconds; becomes epoch milliseconds. */
export const Instant = z
  .union([z.string(), z.int().nonnegative()])
  .transform((value, context) => {
    if (typeof value === 'number') return value
    const ms = Date.parse(value)
    if (!Number.isNaN(ms) && /(Z|[+-]\d\d:\d\d)$/.test(value)) return ms
    context.addIssue(`"${value}" is not a moment with a zone, such as 2020-09-15T08:50:31Z`)
    return z.NEVER
  })
  .meta({ description: 'An ISO 8601 moment with its zone, or epoch milliseconds.' })

/** `2020-09-15T08:50:31.000Z`: how moments are shown to people and to the control API's clients. */
export const isoOf = (moment: number): string => new Date(moment).toISOString()
