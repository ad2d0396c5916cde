import { hideInTarget } from '../domain/hiding/hiding.ts'
import { hideInJson } from '../domain/hiding/json-hiding.ts'
import { jsonOf } from '../domain/hiding/secret-keys.ts'
import { kept_headers } from './field-kinds.ts'
import { Pseudonyms } from './pseudonyms.ts'
import type { RecordedCall, RecordedMessage, Recording } from './recording.ts'
import { serviceOfUrl } from './service-of-url.ts'

/** One that may be written. */
export type RedactedRecording = Recording & { readonly isRedacted: true }

/**
 * A recording without what is private (docs/parity.md, "What is hidden"). It comes before everything else
 * that is done with a recording, so that no report can have what is hidden.
 *
 * @returns calls whose same values have the same pseudonyms; the program that recorded them is not told.
 */
export function redactRecording({ calls, skipped }: Recording): RedactedRecording {
  const redact = redactor()
  return { calls: calls.map(redact), skipped, creator: '', isRedacted: true }
}

/** Redacts call after call; what is the same value has the same pseudonym in all of them. */
export function redactor(): (call: RecordedCall) => RecordedCall {
  const pseudonyms = new Pseudonyms()
  return (call) => {
    const url = redactUrl(call.url, pseudonyms)
    return {
      ...call,
      url,
      path: serviceOfUrl(url)?.path ?? url.pathname,
      request: redactMessage(call.request, pseudonyms),
      response: {
        ...redactMessage(call.response, pseudonyms),
        status: call.response.status,
      },
    }
  }
}

/** Without a user, a password, a port or a fragment. */
function redactUrl({ protocol, hostname, pathname, search }: URL, pseudonyms: Pseudonyms): URL {
  const target = hideInTarget(`${pathname}${search}`, pseudonyms)
  return new URL(`${protocol}//${pseudonyms.host(hostname)}${target}`)
}

function redactMessage(
  { headers, text }: RecordedMessage,
  pseudonyms: Pseudonyms,
): RecordedMessage {
  const kept = new Map(
    [...headers].flatMap(([name, value]): [string, string][] =>
      kept_headers.has(name) ? [[name, redactHeader(name, value, pseudonyms)]] : [],
    ),
  )
  if (text === undefined) return { headers: kept, body: undefined }
  if (jsonOf(text) === undefined) {
    return { headers: kept, body: undefined, text: pseudonyms.hide(text, false, '') }
  }
  const shown = hideInJson(text, pseudonyms)
  return { headers: kept, body: jsonOf(shown), text: shown }
}

function redactHeader(name: string, value: string, pseudonyms: Pseudonyms): string {
  if (name === 'host') return pseudonyms.host(value.replace(/:\d+$/, ''))
  if (name === 'allow') return /^[A-Z, ]{1,64}$/.test(value) ? value : ''
  return pseudonyms.show(value, { name: name.replaceAll('-', '_'), parent: '' })
}
