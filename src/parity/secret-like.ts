import { hasSecretForm } from '../domain/hiding/hiding.ts'
import { decodePercents } from '../text/targets.ts'
import type { RecordedCall } from './recording.ts'

/**
 * The last search before a file is written: texts that look like secrets whatever they are called. It finds
 * nothing where redaction did its work, since pseudonyms are counters.
 */

/** Runs of the signs of base64, base64url and hex; what parts hosts, paths and queries ends one. */
const run = /[A-Za-z0-9+_-]{16,}/g
/** Access keys are 20 upper-case letters and digits, or 40 of both cases. */
const access_key = /(?<![A-Za-z0-9])(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{20}(?![A-Za-z0-9])/

/** Shannon's entropy of the signs, in bits for each. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length
    return sum - share * Math.log2(share)
  }, 0)
}

/** What each part between hyphens, underscores and pluses is in a name: a word or two, with a number or without. */
const word =
  /^(?:[A-Z]{1,20}|[A-Z]?[a-z]{1,20}|[A-Z]?[a-z]{2,15}[A-Z][a-z]{2,15})?\d{0,4}[A-Za-z]{0,4}$/

/** A name of the contract, rather than something random. */
const isWords = (text: string): boolean => text.split(/[-_+]/).every((part) => word.test(part))

/** The fraction of a number, as JSON writes it. */
const number = /^\d+(?:e[+-]?\d{1,3})?$/i
/** When a request was signed, as `X-Sdk-Date` says it. */
const moment = /^\d{8}T\d{6}Z$/

/** Whether a text has a part of high entropy, or of the form of an access key, a token or a key in PEM. */
export function looksSecret(text: string): boolean {
  if (access_key.test(text) || hasSecretForm(text)) return true
  for (const [part] of text.matchAll(run)) {
    const isPlain = isWords(part) || number.test(part) || moment.test(part)
    if (!isPlain && entropyOf(part) >= 3.3) return true
  }
  return false
}

/**
 * Finds what redaction left of a call and should not have.
 *
 * @returns where there is a text of high entropy or of the form of a secret; undefined for nowhere.
 */
export function secretPlaceOf({ url, request, response }: RecordedCall): string | undefined {
  const places: [string, string[]][] = [
    ['the URL', [decodePercents(url.href)]],
    ['a header', [...request.headers, ...response.headers].flat()],
    ['the body that was sent', [request.text ?? '']],
    ['the body of the answer', [response.text ?? '']],
  ]
  return places.find(([, texts]) => texts.some(looksSecret))?.[0]
}
