import { isTooDeep } from '../../text/json-depth.ts'
import { replacerOf, type Steps } from '../../text/replace-many.ts'
import {
  hasSecretForm,
  hideInAnswer,
  hideInBody,
  hideInHeaders,
  hideInTarget,
  hideInText,
  isHiddenByForm,
  withoutQuote,
} from '../hiding/hiding.ts'
import type { Hiding } from '../hiding/json-hiding.ts'

/** Hides what may not be shown of a call in the log, the journal and explanations. */

export const redacted = '[redacted]'

/** Shorter values are in too many places by chance. */
const repeated_min = 6

/**
 * What is hidden of one call, so that it can be found where else it is: as a message quotes it. The work is
 * bounded by the length of the call: each of its texts is read once, and then once more by `scrub`.
 */
export class Redaction implements Hiding {
  readonly #secret = new Set<string>()
  readonly #unknown = new Set<string>()
  readonly #shown = new Set<string>()

  hide(value: string, isSecret: boolean): string {
    if (value === '' || value === redacted) return value
    if (value.length >= repeated_min && !isHiddenByForm(value))
      (isSecret ? this.#secret : this.#unknown).add(value)
    return redacted
  }

  show(value: string): string {
    if (value.length >= repeated_min) this.#shown.add(value)
    return hideInText(withoutQuote(value), this)
  }

  target(target: string): string {
    return hideInTarget(target, this)
  }

  headers(headers: Parameters<typeof hideInHeaders>[0]): ReturnType<typeof hideInHeaders> {
    return hideInHeaders(headers, this)
  }

  /** A body: as JSON if it is that, else as text. */
  body(text: string | null): unknown {
    return text === null || text === '' ? null : contentOf(hideInBody(text, this))
  }

  answer(text: string | null): unknown {
    return text === null || text === '' ? null : contentOf(hideInAnswer(text, this))
  }

  /** Takes the secrets out of every text of a value of our own, such as an explanation. */
  texts<Value>(value: Value): Value {
    return mapTexts(value, (text) => hideInText(withoutQuote(text), this))
  }

  /**
   * Takes what was hidden out of every text of a value. What is only not known to be harmless stays where
   * the same value may be shown: a region in an unknown header is no reason to hide the region.
   */
  scrub<Value>(value: Value, steps?: Steps): Value {
    const unknown = [...this.#unknown].filter((one) => !this.#shown.has(one))
    const hidden = [...this.#secret, ...unknown]
    if (hidden.length === 0) return value
    return mapTexts(value, replacerOf(new Map(hidden.map((one) => [one, redacted])), steps))
  }
}

/** What a text of JSON says; one that is nested too deep, or broken, stays a text. */
function contentOf(text: string): unknown {
  if (isTooDeep(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A value with its texts changed. */
function mapTexts<Value>(value: Value, change: (text: string) => string): Value {
  const visit = (part: unknown): unknown => {
    if (typeof part === 'string') return change(part)
    if (Array.isArray(part)) return part.map(visit)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([key, field]) => [key, visit(field)]))
  }
  return visit(value) as Value
}

/** Whether an address has only signs that neither name a value nor encode another, and nothing with the form of a secret. */
const isPlain = (target: string): boolean => /^[\w/.~-]*$/.test(target) && !hasSecretForm(target)

/** An address as the log writes it. */
export const redactTarget = (target: string): string =>
  isPlain(target) ? target : new Redaction().target(target)

/** Prose as it may be shown. */
export const redactText = (text: string): string => new Redaction().texts(text)
