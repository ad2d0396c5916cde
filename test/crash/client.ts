import { Agent, request } from 'node:http'
import { isoOf } from '../../src/schemas/time.ts'
import { credentials, startTest, storesOf, type TestEmulator } from '../helper.ts'
import { type Call, nextCall } from './calls.ts'
import { difference, type Rows, rowsOf } from './file.ts'
import { chanceOf } from './report.ts'

/**
 * A client with an account of its own, and a twin: an emulator in this process that is never
 * killed, and is called as the other answers. As the same calls give the same bytes, what the file
 * holds must be what the twin holds, row by row: after the last call that was answered, or after
 * the one that was under way, if all of it was stored.
 */

export type Answer = { status: number; body: unknown; token: string | undefined }

const agent = new Agent({ keepAlive: true })

/** As the twin is addressed: answers show where they come from. */
const address = { host: 'localhost:80' }

/** @throws Error when there is no answer, or not all of it. */
export const send = (
  url: string,
  { method, path, body }: Call,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const call = request(url + path, {
      method,
      agent,
      headers: { ...address, ...type, ...headers },
    })
    call.on('error', reject).on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => {
        text += part
      })
      response.on('error', reject)
      response.on('end', () => {
        if (!response.complete) return reject(new Error('cut'))
        const token = response.headers['x-subject-token']
        const parsed = text.startsWith('{') ? JSON.parse(text) : text
        resolve({ status: response.statusCode ?? 0, body: parsed, token: token?.toString() })
      })
    })
    call.end(body === undefined ? undefined : JSON.stringify(body))
  })

/** The statuses of what was not done: there is no room, or the server is about to stop. */
const not_done = [503, 507]

/** What was done of a long move of the clock, all the same. */
const cut_at = /was moved only to ([^;]+); everything due by then has happened/

export const startTwin = (): Promise<TestEmulator> =>
  startTest({ teardown: () => {} }, { journal_limit: 0 })

/** All that it holds. */
export const dumpOf = (twin: TestEmulator): Rows => twin.emulator.dump() as Rows

type Named = { account: string; domain_id: string; login: Call; token: string }

/** Makes an account and logs in, in both. @throws Error when they do not answer the same. */
async function introduce(url: string, twin: TestEmulator, name: string): Promise<Named> {
  const both = async (call: Call): Promise<Answer> => {
    const answer = await send(url, call)
    const same = await twin.call(call.method, call.path, { payload: call.body as object })
    if (same.headers['x-subject-token'] === answer.token) return answer
    throw new Error('the twin has another token')
  }
  const made = await both({ method: 'POST', path: '/_emulator/accounts', body: { name } })
  const { domain_id, user, password, projects } = made.body as {
    domain_id: string
    user: string
    password: string
    projects: { id: string }[]
  }
  const body = credentials(
    { project: { id: projects[0]?.id } },
    { name: user, password, domain: { name } },
  )
  const login = { method: 'POST', path: '/v3/auth/tokens', body }
  const { token = '' } = await both(login)
  return { account: name, domain_id, login, token }
}

/** Makes some answers late, after all is done: so that some calls under way are stored. */
const late_answers = {
  match: { probability: 0.3 },
  effect: { delay: 'PT0.02S', acts: true },
  times: 'always',
}

/** A snapshot of nothing, to go back to when there is too much. */
const first: Call = { method: 'POST', path: '/_emulator/snapshots/empty' }

/** Status and body, without what is each request's own, and the size of a snapshot (see `rowsOf`). */
function textOf({ status, body }: Answer): string {
  if (typeof body !== 'object') return `${status} ${body}`
  const { request_id: _, bytes: __, ...rest } = body as Record<string, unknown>
  return JSON.stringify([status, rest])
}

/** The end of what a twin was told last. */
const turns = new WeakMap<TestEmulator, Promise<void>>()

export class Client {
  /** How the calls that were under way have ended. */
  readonly ends = { whole: 0, steps: 0, none: 0 }
  answered = 0
  /** For want of room, or because the server was about to stop. */
  refused = 0
  /** Moves of the clock that were refused on their way. */
  cut = 0
  #turn = 0
  #isOut = false
  #under_way: Call | undefined
  /** What its answer said the clock has come to, when a long move was refused on its way. */
  #cut_at: string | undefined
  readonly #twin: TestEmulator
  readonly #named: Named
  readonly #chance: ReturnType<typeof chanceOf>

  private constructor(twin: TestEmulator, named: Named, seed: number) {
    this.#twin = twin
    this.#named = named
    this.#chance = chanceOf(seed)
  }

  /** @param seed of its calls. @throws Error when the account cannot be made. */
  static async open(url: string, twin: TestEmulator, name: string, seed: number): Promise<Client> {
    return new Client(twin, await introduce(url, twin, name), seed)
  }

  async beLate(url: string): Promise<void> {
    await this.#both(url, { method: 'POST', path: '/_emulator/faults', body: late_answers })
  }

  /**
   * Calls one after another until there is no answer, or `isOver`; or until a long move is refused on its
   * way, of which only the file knows which steps were made: `compare` has to come next.
   *
   * @returns what was answered otherwise than by the twin.
   */
  async live(url: string, isOver: () => boolean, onAnswer = () => {}): Promise<string[]> {
    while (!isOver()) {
      this.#under_way = this.#next()
      let told: string[]
      try {
        const [answer, problems] = await this.#both(url, this.#under_way)
        this.#isOut = answer.status === 401
        if (answer.token) this.#named.token = answer.token
        if (not_done.includes(answer.status)) this.refused++
        else this.answered++
        told = problems
      } catch {
        return []
      }
      onAnswer()
      if (this.isCut) return []
      this.#under_way = undefined
      if (told.length > 0) return told
    }
    return []
  }

  get domain_id(): string {
    return this.#named.domain_id
  }

  get isCut(): boolean {
    return this.#cut_at !== undefined
  }

  /** One call that changes nothing, to both; it must not be refused. */
  async look(url: string, path: string): Promise<string[]> {
    const [{ status }, problems] = await this.#both(url, { method: 'GET', path })
    return not_done.includes(status) ? [`${path}: ${status}`] : problems
  }

  /**
   * What is wrong with what the file holds.
   *
   * @param twins what the twin holds.
   * @param isCut whether the call that was under way may be there, if all of it is.
   */
  async compare(rows: Rows, twins: Rows, isCut = true): Promise<string[]> {
    const { account, domain_id } = this.#named
    const found = rowsOf(rows, domain_id)
    const without = difference(found, rowsOf(twins, domain_id))
    const call = this.#under_way
    const told_at = this.#cut_at
    this.#under_way = undefined
    this.#cut_at = undefined
    if (without === undefined && told_at === undefined) {
      if (call) this.ends.none++
      return []
    }
    if (!call || !(isCut || told_at)) return [`${account}, after what was answered: ${without}`]
    const isThere = () => difference(found, rowsOf(dumpOf(this.#twin), domain_id)) === undefined
    if (await this.#tellUntil(call, isThere)) {
      this.ends.steps++
      const moment = isoOf(this.#twin.emulator.accounts.get(domain_id).now())
      if (told_at === undefined || told_at === moment) return []
      return [`${account} was told that its clock has come to ${told_at}, and it is ${moment}`]
    }
    const withIt = difference(found, rowsOf(dumpOf(this.#twin), domain_id))
    if (withIt === undefined) {
      this.ends.whole++
      return []
    }
    const what = `${call.method} ${call.path} was under way`
    return [`${account}, ${what}. Without it: ${without}. With it: ${withIt}`]
  }

  #next(): Call {
    const { account, domain_id, login } = this.#named
    // The clock was moved past the end of the token, or back to before it was given.
    if (this.#isOut) return login
    if (this.#turn++ === 0) return first
    const { sources, tasks } = storesOf(this.#twin.emulator, domain_id)
    const known = { sources: sources.all(), tasks: tasks.all() }
    return nextCall(account, known, this.#turn, this.#chance)
  }

  #addressed(call: Call): Call {
    const { account } = this.#named
    const { path } = call
    return path.startsWith('/_emulator') ? { ...call, path: `${path}?account=${account}` } : call
  }

  /**
   * Tells the twin a call, which is cut there, too, between two of its steps if it is so by then: a long move
   * of the clock has some.
   */
  #tellUntil(call: Call, isSo: () => boolean): Promise<boolean> {
    return this.#inTurn(async () => {
      const { time } = this.#twin.emulator
      const { pause } = time
      let isCut = false
      time.pause = async () => {
        isCut = isSo()
        if (isCut) throw new Error('cut here, too')
      }
      await this.#send(call)
      time.pause = pause
      return isCut
    })
  }

  /** One after the other: a cut is meant for one call. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = (turns.get(this.#twin) ?? Promise.resolve()).then(work)
    const over = mine.then(
      () => {},
      () => {},
    )
    turns.set(this.#twin, over)
    return mine
  }

  get #headers(): Record<string, string> {
    return { 'x-auth-token': this.#named.token }
  }

  #tell(call: Call): Promise<Answer> {
    return this.#inTurn(() => this.#send(call))
  }

  async #send(call: Call): Promise<Answer> {
    const { method, path, body } = this.#addressed(call)
    const payload = body === undefined ? {} : { payload: body as object }
    const answer = await this.#twin.call(method, path, { headers: this.#headers, ...payload })
    return { ...answer, token: undefined }
  }

  /** @returns the answer, and what the twin has answered otherwise. */
  async #both(url: string, call: Call): Promise<[Answer, string[]]> {
    const answer = await send(url, this.#addressed(call), this.#headers)
    if (not_done.includes(answer.status)) {
      const [, moment] = cut_at.exec(JSON.stringify(answer.body)) ?? []
      if (moment !== undefined) {
        this.cut++
        this.#cut_at = moment
      }
      return [answer, []]
    }
    const [had, should] = [answer, await this.#tell(call)].map(textOf)
    if (had === should) return [answer, []]
    const { method, path } = call
    return [answer, [`${method} ${path}: ${had?.slice(0, 500)} for ${should?.slice(0, 500)}`]]
  }
}
