import type { Entry, Har } from 'har-format'
import { credentials, noon, type TestEmulator } from '../helper.ts'

/** Records calls to an emulator that plays the cloud. */

const region = 'ap-southeast-3'
const project_id = '0215ef11e49d4743be23dd97a1561e91'

/** Headers that no recording has. */
const secret = /^(?:x-auth-token|x-subject-token|authorization|set-cookie)$/

export class Recorder {
  readonly entries: Entry[] = []
  readonly cloud: TestEmulator

  constructor(cloud: TestEmulator) {
    this.cloud = cloud
  }

  /** A call to SMS, with a token that is not recorded. @returns the body of the answer. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are what the tests are about.
  readonly sms = async (method: string, url: string, body?: unknown): Promise<any> => {
    const now = await this.#now()
    const answer = await this.cloud.sms(method, url, body)
    this.#note({ service: 'sms', method, url, body, now }, answer)
    return answer.body
  }

  /** A login, whose password is not recorded. */
  readonly login = async (): Promise<void> => {
    const now = await this.#now()
    const answer = await this.cloud.call('POST', '/v3/auth/tokens', {
      payload: credentials() as object,
    })
    const { auth } = credentials()
    const { user } = auth.identity.password
    const body = {
      auth: {
        ...auth,
        identity: { ...auth.identity, password: { user: { ...user, password: '<string 12>' } } },
      },
    }
    this.#note({ service: 'iam', method: 'POST', url: '/v3/auth/tokens', body, now }, answer)
  }

  /** Moves the clock of the cloud. */
  readonly pass = async (body: object): Promise<void> => {
    await this.cloud.control('POST', '/_emulator/clock/advance', body)
  }

  async #now(): Promise<number> {
    const { body } = await this.cloud.control('GET', '/_emulator/clock')
    return body.now_ms ?? noon
  }

  #note(
    call: { service: string; method: string; url: string; body?: unknown; now: number },
    answer: Awaited<ReturnType<TestEmulator['call']>>,
  ): void {
    const { service, method, url, body, now } = call
    this.entries.push(
      entryOf({
        method,
        url: `https://${service}.${region}.myhuaweicloud.com${url}`,
        at: now,
        headers: service === 'sms' ? { 'X-Project-Id': project_id } : {},
        body,
        status: answer.status,
        answered: answer.body,
        answer_headers: {
          date: new Date(now).toUTCString(),
          'content-type': String(answer.headers['content-type'] ?? ''),
        },
      }),
    )
  }

  /** The recording as a file's text. */
  get har(): string {
    return harOf(this.entries)
  }
}

export const harOf = (entries: readonly Entry[]): string =>
  JSON.stringify({
    log: { version: '1.2', creator: { name: 'test', version: '1' }, entries: [...entries] },
  } satisfies Har)

/** An entry as other programs write it. */
export function entryOf(call: {
  method: string
  url: string
  at: number
  headers?: Record<string, string>
  body?: unknown
  status: number
  answered: unknown
  answer_headers?: Record<string, string>
}): Entry {
  const { method, url, at, headers = {}, body, status, answered, answer_headers = {} } = call
  const text = typeof answered === 'string' ? answered : JSON.stringify(answered)
  return {
    startedDateTime: new Date(at).toISOString(),
    time: 12,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairsOf(headers),
      queryString: [...new URL(url).searchParams].map(([name, value]) => ({ name, value })),
      headersSize: -1,
      bodySize: -1,
      ...(body === undefined
        ? {}
        : { postData: { mimeType: 'application/json', text: JSON.stringify(body) } }),
    },
    response: {
      status,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairsOf(answer_headers),
      content: { size: text?.length ?? 0, mimeType: 'application/json', text: text ?? '' },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: 12, receive: 0 },
  }
}

const pairsOf = (headers: Record<string, string>) =>
  Object.entries(headers)
    .filter(([name]) => !secret.test(name))
    .map(([name, value]) => ({ name, value }))
