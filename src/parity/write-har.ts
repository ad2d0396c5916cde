import { rename, rm, writeFile } from 'node:fs/promises'
import type { Entry, Har, Header } from 'har-format'
import { version } from '../package.ts'
import { reasonOf } from '../text/failures.ts'
import type { RecordedCall, RecordedMessage } from './recording.ts'
import { RecordingRefused } from './recording-refused.ts'
import type { RedactedRecording } from './redact.ts'
import { looksSecret } from './secret-like.ts'

/**
 * Writes a recording as a HAR file that only its owner can read: whole, or not at all.
 *
 * @throws RecordingRefused where a text still looks like a secret, or the file cannot be written.
 */
export async function writeHar({ calls }: RedactedRecording, file: string): Promise<void> {
  for (const call of calls) {
    const place = secretPlaceOf(call)
    if (place === undefined) continue
    throw new RecordingRefused(
      `${file} is not written: ${place} of entry ${call.index} still looks like a secret after redaction; take this entry out.`,
    )
  }
  const text = JSON.stringify(harOf(calls), null, 1)
  const unfinished = `${file}.${process.pid}.tmp`
  try {
    await writeFile(unfinished, text, { mode: 0o600, flush: true })
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {})
    throw new RecordingRefused(`${file} cannot be written: ${reasonOf(error)}.`)
  }
}

/**
 * The last search: what redaction left and should not have.
 *
 * @returns where there is a text of high entropy or of the form of an access key; undefined for nowhere.
 */
export function secretPlaceOf({ url, request, response }: RecordedCall): string | undefined {
  const places: [string, string[]][] = [
    ['the URL', [decodeURIComponent(url.href)]],
    ['a header', [...request.headers, ...response.headers].flat()],
    ['the body that was sent', [request.text ?? '']],
    ['the body of the answer', [response.text ?? '']],
  ]
  return places.find(([, texts]) => texts.some(looksSecret))?.[0]
}

const harOf = (calls: readonly RecordedCall[]): Har => ({
  log: {
    version: '1.2',
    creator: { name: 'sms-emulator', version },
    entries: calls.map(entryOf),
  },
})

function entryOf({ at_ms, duration_ms, method, url, request, response }: RecordedCall): Entry {
  const shared = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1 }
  return {
    startedDateTime: new Date(at_ms).toISOString(),
    time: duration_ms,
    request: {
      ...shared,
      method,
      url: url.href,
      queryString: [...url.searchParams].map(([name, value]) => ({ name, value })),
      headers: headersOf(request),
      bodySize: sizeOf(request),
      ...(request.text === undefined
        ? {}
        : { postData: { mimeType: typeOf(request), text: request.text } }),
    },
    response: {
      ...shared,
      status: response.status,
      statusText: '',
      headers: headersOf(response),
      redirectURL: '',
      bodySize: sizeOf(response),
      content: {
        size: sizeOf(response),
        mimeType: typeOf(response),
        ...(response.text === undefined ? {} : { text: response.text }),
      },
    },
    cache: {},
    timings: { send: 0, wait: duration_ms, receive: 0 },
  }
}

const headersOf = ({ headers }: RecordedMessage): Header[] =>
  [...headers].map(([name, value]) => ({ name, value }))
const sizeOf = ({ text = '' }: RecordedMessage): number => Buffer.byteLength(text)
const typeOf = ({ headers }: RecordedMessage): string => headers.get('content-type') ?? ''
