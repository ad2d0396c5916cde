import type { IncomingHttpHeaders } from 'node:http'
import { jsonOf } from '../../domain/hiding/secret-keys.ts'
import type { GrowingHar } from '../growing-har.ts'
import type { RecordedCall, RecordedMessage } from '../recording.ts'
import { RecordingRefused } from '../recording-refused.ts'
import { redactor } from '../redact.ts'
import { secretPlaceOf } from '../secret-like.ts'
import type { Admitted } from './admit.ts'
import type { Passed } from './pass-on.ts'
import type { Upstreams } from './upstreams.ts'

/** Writes calls that went through, without what is hidden. */

/** How many calls were written, were refused here, and were passed on but not written. */
export type RecorderCounts = { written: number; refused: number; left_out: number }

/** A call as it would be read of a recording that has everything. */
export function callOf(
  { service, target }: Admitted,
  upstreams: Upstreams,
  { sent, answer }: Passed,
) {
  const url = new URL(`https://${upstreams[service].host}${target}`)
  return {
    service,
    url,
    path: url.pathname,
    request: messageOf(sent.headers, sent.text),
    response: { ...messageOf(answer.headers, answer.text), status: answer.status },
  }
}

function messageOf(headers: IncomingHttpHeaders, text: string | undefined): RecordedMessage {
  const pairs = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  )
  const kept = { headers: new Map(pairs) }
  return text === undefined || text === ''
    ? { ...kept, body: undefined }
    : { ...kept, body: jsonOf(text), text }
}

/** Writes calls without what is hidden, and leaves out what redaction did not do enough for. */
export function writerOf(
  har: GrowingHar,
  counts: RecorderCounts,
  onProblem: (message: string) => void,
  redact = redactor(),
): (call: Omit<RecordedCall, 'index'>) => void {
  return (call) => {
    const redacted = redact({ ...call, index: har.count })
    const place = secretPlaceOf(redacted)
    try {
      if (place !== undefined) {
        const what = `${redacted.method} ${redacted.path}`
        throw new RecordingRefused(
          `A call is left out (${place === 'the URL' ? redacted.method : what}): ${place} still looks like a secret after redaction.`,
        )
      }
      har.add(redacted)
      counts.written++
    } catch (error) {
      if (!(error instanceof RecordingRefused)) throw error
      counts.left_out++
      onProblem(error.message)
    }
  }
}
