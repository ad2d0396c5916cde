import { type MemoryEmulator, startInMemory } from '../process/memory-emulator.ts'
import type { FixtureAccount } from '../schemas/control/fixture.ts'
import { stand_in_password } from './imported-account.ts'

/** The emulator that is compared with the cloud: an account in memory, whose agents are played from outside. */

export type CloudAnswer = { status: number; headers: Record<string, unknown>; body: unknown }

export type CloudCall = {
  method: string
  /** With the prefix `/sms` or `/iam`, and the query. */
  url: string
  /** The body as text; absent for none. */
  text?: string
  headers?: Record<string, string>
  /** Without it the call has no token. */
  project?: string
}

export class EmulatedCloud {
  readonly #emulator: MemoryEmulator
  readonly #account: FixtureAccount
  readonly #tokens = new Map<string, string>()
  #now: number

  private constructor(emulator: MemoryEmulator, account: FixtureAccount, now: number) {
    this.#emulator = emulator
    this.#account = account
    this.#now = now
  }

  /** @throws ApiError for an account that cannot be loaded. */
  static async start(account: FixtureAccount, now: number): Promise<EmulatedCloud> {
    const emulator = await startInMemory({
      now,
      boot: [{ ...account, clock: { mode: 'frozen', now, pace: 1 } }],
      settings: { agent: 'external' },
    })
    return new EmulatedCloud(emulator, account, now)
  }

  get now(): number {
    return this.#now
  }

  /** The id of the first project. */
  get project(): string {
    return this.#account.projects?.[0]?.id ?? ''
  }

  close(): Promise<void> {
    return this.#emulator.close()
  }

  /** Moves the clock to a moment, unless that has passed. */
  async moveTo(moment: number): Promise<void> {
    if (moment <= this.#now) return
    await this.control('PUT', '/_emulator/clock', { now: moment })
    this.#now = moment
  }

  /** A call to the control API about the account. */
  async control(method: string, url: string, body: unknown): Promise<CloudAnswer> {
    const account = encodeURIComponent(this.#account.name)
    return this.send({ method, url: `${url}?account=${account}`, text: JSON.stringify(body) })
  }

  /** A call to SMS with the token of the first project. */
  sms(method: string, path: string, body?: unknown): Promise<CloudAnswer> {
    return this.send({
      method,
      url: `/sms${path}`,
      project: this.project,
      ...(body === undefined ? {} : { text: JSON.stringify(body) }),
    })
  }

  /** Sends a call; a token that has expired is replaced, as clients do. */
  async send(call: CloudCall): Promise<CloudAnswer> {
    if (call.project === undefined) return this.#sendOnce(call, {})
    const answer = await this.#sendOnce(call, { 'x-auth-token': await this.token(call.project) })
    if (answer.status !== 401) return answer
    this.#tokens.delete(call.project)
    return this.#sendOnce(call, { 'x-auth-token': await this.token(call.project) })
  }

  async #sendOnce(
    { method, url, text, headers }: CloudCall,
    token: Record<string, string>,
  ): Promise<CloudAnswer> {
    const answer = await this.#emulator.send({
      method,
      url,
      headers: {
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        ...token,
      },
      ...(text === undefined ? {} : { payload: text }),
    })
    return { status: answer.status, headers: answer.headers, body: bodyOf(answer.text) }
  }

  /** A token of the user for a project. */
  async token(project: string): Promise<string> {
    const known = this.#tokens.get(project)
    if (known !== undefined) return known
    const [user] = this.#account.users ?? []
    const { headers } = await this.#sendOnce(
      {
        method: 'POST',
        url: '/iam/v3/auth/tokens',
        text: JSON.stringify({
          auth: {
            identity: {
              methods: ['password'],
              password: {
                user: {
                  name: user?.name,
                  password: stand_in_password,
                  domain: { name: this.#account.name },
                },
              },
            },
            scope: { project: { id: project } },
          },
        }),
      },
      {},
    )
    const token = String(headers['x-subject-token'] ?? '')
    this.#tokens.set(project, token)
    return token
  }
}

/** A body as JSON says it, else as text; undefined for none. */
function bodyOf(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
