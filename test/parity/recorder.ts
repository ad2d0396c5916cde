import type { Entry } from 'har-format'
import { credentials, noon, type TestEmulator } from '../helper.ts'
import { entryOf, harOf } from './har.ts'

/** Records calls to an emulator that plays the cloud. */

const region = 'ap-southeast-3'
const project_id = '0215ef11e49d4743be23dd97a1561e91'

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
        at: new Date(now).toISOString(),
        request_headers: service === 'sms' ? { 'X-Project-Id': project_id } : {},
        ...(body === undefined ? {} : { sent: body }),
        status: answer.status,
        answered: answer.body,
        response_headers: {
          date: new Date(now).toUTCString(),
          'content-type': String(answer.headers['content-type'] ?? ''),
        },
      }),
    )
  }

  /** The recording as a file's text. */
  get har(): string {
    return JSON.stringify(harOf(...this.entries))
  }
}
