import type { Entry, Header } from 'har-format'
import type { RecordedCall, RecordedMessage } from './recording.ts'

/** A call as an entry of an HTTP Archive: what of it is read again, and for the rest what says nothing. */
export function entryOf({
  at_ms,
  duration_ms,
  method,
  url,
  request,
  response,
}: RecordedCall): Entry {
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
