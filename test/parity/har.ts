import type { Entry, Har } from 'har-format'

/** HAR files as tests write them. */

export type EntryWish = {
  url?: string
  method?: string
  status?: number
  at?: string
  request_headers?: Record<string, string>
  response_headers?: Record<string, string>
  sent?: unknown
  answered?: unknown
}

/** An entry as a browser writes it; bodies are written as JSON unless they are texts. */
export function entryOf(wish: EntryWish = {}): Entry {
  const pairs = (headers: Record<string, string> = {}) =>
    Object.entries(headers).map(([name, value]) => ({ name, value }))
  const shared = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1, bodySize: -1 }
  const answered = textOf(wish.answered)
  return {
    startedDateTime: wish.at ?? '2026-01-01T12:00:00.000Z',
    time: 25,
    request: {
      ...shared,
      method: wish.method ?? 'GET',
      url: wish.url ?? 'https://sms.ap-southeast-3.myhuaweicloud.com/v3/tasks',
      queryString: [],
      headers: pairs(wish.request_headers),
      ...(wish.sent === undefined
        ? {}
        : { postData: { mimeType: 'application/json', text: textOf(wish.sent) ?? '' } }),
    },
    response: {
      ...shared,
      status: wish.status ?? 200,
      statusText: '',
      headers: pairs(wish.response_headers),
      redirectURL: '',
      content: {
        size: 0,
        mimeType: 'application/json',
        ...(answered === undefined ? {} : { text: answered }),
      },
    },
    cache: {},
    timings: { send: 0, wait: 25, receive: 0 },
  }
}

const textOf = (body: unknown): string | undefined =>
  body === undefined || typeof body === 'string' ? body : JSON.stringify(body)

export const harOf = (...entries: Entry[]): Har => ({
  log: { version: '1.2', creator: { name: 'a browser', version: '1' }, entries },
})
