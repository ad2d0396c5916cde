import t from 'tap'
import type { z } from 'zod'
import { configOf, testSettings } from '../../src/config.ts'
import { schemaOf } from '../../src/http/pipeline/validate.ts'
import { makeServiceApps } from '../../src/http/service-apps.ts'
import { exportFixture } from '../../src/operations/control/fixture-export.ts'
import { loadAccounts } from '../../src/operations/control/fixture-loading.ts'
import { Fault } from '../../src/schemas/control/faults.ts'
import { Fixture } from '../../src/schemas/control/fixture.ts'
import { Scenario } from '../../src/schemas/control/scenarios.ts'
import { asSampled } from '../answers-met.ts'
import { seed, trials } from '../effort.ts'
import {
  act,
  exampleBody,
  linuxSource,
  newTask,
  scenario,
  startTest,
  type TestEmulator,
  taskFor,
  until,
} from '../helper.ts'
import { extremesFor, type Leaf, numericLeaves, written } from '../numeric-leaves.ts'

/**
 * The extremes of every number, duration and moment that can be sent: each is refused with a sentence, or the
 * account can be worked with afterward.
 */

type Tap = Parameters<typeof startTest>[0] & Pick<typeof t, 'ok' | 'strictSame'>

type Case = { what: string; method: string; url: string; payload?: string }

/** What is looked at: lists, views, exports. */
const looks = (task: string, source: string) => [
  ...['/v3/sources', '/v3/tasks', `/v3/tasks/${task}`, `/v3/sources/${source}`, '/v3/errors'],
  ...[`/v3/tasks/${task}/consistency-result`, `/v3/tasks/${task}/speed-limit`],
  ...['/v3/vm/templates', '/v3/migprojects', `/_emulator/tasks/${task}/timeline`],
  ...['/_emulator/tasks', '/_emulator/sources', '/_emulator/clock', '/_emulator/info'],
  ...['/_emulator/accounts', '/_emulator/scenarios', '/_emulator/faults', '/_emulator/snapshots'],
  ...['/_emulator/requests?limit=1'],
]

/** A task for another target than that of the first. */
const another = (source: string) => {
  const task = taskFor(source) as { target_server: object }
  return { ...task, target_server: { ...task.target_server, vm_id: 'another' } }
}

const moves = [{ by: 'PT1S' }, { by: 'P1D' }, { until: 'idle', max: 'P3650D' }, { events: 20 }]

/** An account with a migration half-way, to which one case after the other happens. */
class Stage {
  readonly test: TestEmulator
  readonly task: string
  readonly source: string
  readonly #start: Fixture
  /** Whether anything was accepted since the start: what is refused changes nothing. */
  #isChanged = false

  private constructor(test: TestEmulator, task: string, source: string) {
    this.test = test
    this.task = task
    this.source = source
    const { pieces } = exportFixture(test.emulator.accounts.get())
    this.#start = JSON.parse(pieces.join(''))
  }

  static async set(t: Tap): Promise<Stage> {
    const test = await startTest(t, { auth: 'off' }, [], undefined, asSampled)
    const { task, source } = await newTask(test, { syncing: true })
    await act(test, task, 'start')
    await until(test, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 50 })
    const stage = new Stage(test, task, source)
    return stage
  }

  /** @throws Error for an answer that is a failure. */
  async #ask(method: string, url: string, payload?: string) {
    const headers = payload === undefined ? {} : { 'content-type': 'application/json' }
    const answer = await this.test.call(
      method,
      url,
      payload === undefined ? {} : { payload, headers },
    )
    if (method !== 'GET' && answer.status < 400) this.#isChanged = true
    if (answer.status < 500) return answer
    throw new Error(`${method} ${url} ${payload}: ${answer.status} ${JSON.stringify(answer.body)}`)
  }

  /** @throws Error for an answer that is a refusal or a failure. */
  async expect(method: string, url: string, payload?: string) {
    const { status, body } = await this.#ask(method, url, payload)
    if (status < 300) return body
    throw new Error(`${method} ${url} ${payload}: ${status} ${JSON.stringify(body)}`)
  }

  /**
   * Sends the case. What is accepted must leave an account that can be looked at, moved, exported, loaded,
   * emptied and used again.
   */
  async undergo({ method, url, payload }: Case): Promise<void> {
    if (this.#isChanged) loadAccounts(this.test.emulator.accounts, this.#start, { replace: true })
    this.#isChanged = false
    const { status, body } = await this.#ask(method, url, payload)
    if (status >= 300) {
      const said = body.error?.message ?? body.error_msg ?? body.message ?? body.error?.title
      if (typeof said !== 'string' || said.length < 10) throw new Error(`refused without a word`)
      return
    }
    if (url === '/_emulator/faults') {
      await this.test.sms('GET', '/v3/tasks')
      await this.expect('DELETE', url)
    }
    await this.#begin()
    await this.#look()
    await this.#reload()
    for (const move of moves) {
      await this.#ask('POST', '/_emulator/clock/advance', JSON.stringify(move))
    }
    await this.#look()
    await this.#reload()
    await this.#use()
  }

  async #reload(): Promise<void> {
    const saved = await this.expect('GET', '/_emulator/fixtures')
    await this.expect('POST', '/_emulator/fixtures?replace=true', JSON.stringify(saved))
  }

  /** Begins another migration, as far as what was accepted lets it. */
  async #begin(): Promise<void> {
    const { body } = await this.#ask('POST', '/v3/sources', JSON.stringify(linuxSource()))
    if (body.id === undefined) return
    await this.#ask('POST', '/_emulator/clock/advance', '{"by":"PT1S"}')
    const task = await this.#ask('POST', '/v3/tasks', JSON.stringify(another(body.id)))
    if (task.body.id === undefined) return
    await this.#ask('POST', `/v3/tasks/${task.body.id}/action`, '{"operation":"start"}')
    await this.#ask('POST', '/_emulator/clock/advance', '{"by":"PT7M"}')
  }

  async #look(): Promise<void> {
    for (const url of looks(this.task, this.source)) await this.#ask('GET', url)
  }

  async #use(): Promise<void> {
    await this.expect('DELETE', '/_emulator/scenarios')
    await this.#ask('PUT', '/_emulator/clock', '{"mode":"flowing","pace":60}')
    this.test.wall.now += 3_600_000
    await this.#look()
    await this.expect('PUT', '/_emulator/clock', '{"mode":"frozen"}')
    const { id } = await this.expect('POST', '/v3/sources', JSON.stringify(linuxSource()))
    await this.expect('DELETE', `/v3/sources/${id}`)
    await this.expect('POST', '/_emulator/reset?all=true')
  }
}

/**
 * A quick run tries one in so many of the places for a case; `FUZZ_SEED` chooses which. A thorough one tries all.
 * The number is odd: each leaf has four places, and each of the four is to have its turn.
 */
const one_in = Math.ceil(20 / trials(1)) | 1
/** Places for cases that every leaf has: an extreme may be missing, or be the same as another. */
const places = 4

/** Which extremes to send: the outermost that a schema takes and one that it refuses; with `FUZZ_EFFORT=100` all. */
function chosen(leaf: Leaf, accepts: (text: string) => boolean): (string | undefined)[] {
  const extremes = extremesFor(leaf)
  if (trials(1) >= 100) return extremes
  const taken = extremes.filter((json) => accepts(written(leaf, json)))
  const sizeOf = (json: string) => Number(json.startsWith('"') ? extremes.indexOf(json) : json)
  const sorted = taken.toSorted((one, other) => sizeOf(one) - sizeOf(other))
  const ends = [
    sorted[0],
    sorted.find((json) => sizeOf(json) > 0),
    sorted.at(-1),
    extremes.findLast((json) => !taken.includes(json)),
  ]
  return ends.map((one, at) => (ends.indexOf(one) === at ? one : undefined))
}

/** The cases of a run. What a schema takes is asked only of the leaves that are tried: its documents may be long. */
function casesFor(
  schema: z.ZodType,
  request: { method: string; url: string },
  base?: unknown,
  isMeant = (_: Leaf) => true,
): Case[] {
  const accepts = (text: string) => schema.safeParse(JSON.parse(text)).success
  const isTried = (place: number) => (place + seed) % one_in === 0
  const casesOf = (leaf: Leaf, isChosen: (at: number) => boolean): Case[] =>
    chosen(leaf, accepts)
      .filter((json, at) => json !== undefined && isChosen(at))
      .map((json = '') => ({
        ...request,
        what: `${leaf.path.join('.')} = ${json}`,
        payload: written(leaf, json),
      }))
  const leaves = numericLeaves(schema, base).filter(isMeant)
  const cases = leaves.flatMap((leaf, index) => {
    const first = index * places
    const isLeafTried = Array.from({ length: places }, (_, at) => first + at).some(isTried)
    return isLeafTried ? casesOf(leaf, (at) => one_in === 1 || isTried(first + at)) : []
  })
  if (cases.length > 0) return cases
  // Each schema has a case in every run, however few numbers it has.
  const some = leaves.slice(seed % leaves.length).flatMap((leaf) => casesOf(leaf, () => true))
  return some.slice(0, 1)
}

async function undergoAll(t: Tap, cases: readonly Case[]): Promise<void> {
  const problems: string[] = []
  for (const one of cases) {
    try {
      await stage.undergo(one)
    } catch (error) {
      problems.push(`${one.method} ${one.url} ${one.what}: ${String(error).slice(0, 500)}`)
    }
  }
  t.strictSame(problems, [], `${cases.length} cases`)
  t.ok(cases.length > 0, 'at least one case')
}

/** What people write in files: a document of each kind. */
const fixtureOf = (account: object) => ({ accounts: [{ name: 'emulator', ...account }] })
const described = fixtureOf({
  clock: { mode: 'frozen' },
  users: [{ name: 'ann', password: 'Secret@123', locked_for: 'PT1M', failed_ago: ['PT1M'] }],
  sources: [linuxSource({ name: 'web' }), linuxSource({ name: 'db', registered_ago: 'PT1S' })],
  tasks: [{ source: 'web', steps: ['start', { wait: 'PT5M' }] }],
})

const files: Record<string, (stage: Stage) => Promise<Case[]> | Case[]> = {
  scenarios: () => casesFor(Scenario, { method: 'POST', url: '/_emulator/scenarios' }),
  faults: () => casesFor(Fault, { method: 'POST', url: '/_emulator/faults' }),
  fixtures: () => casesFor(Fixture, fixture_route, described, ({ path }) => !isSaved(path)),
  exports: async (stage) => {
    await stage.expect(
      'POST',
      '/_emulator/scenarios',
      JSON.stringify(scenario('s', { noise: 0.1 })),
    )
    const base = await stage.expect('GET', '/_emulator/fixtures')
    return casesFor(Fixture, fixture_route, base, ({ path }) => isSaved(path))
  },
}
const fixture_route = { method: 'POST', url: '/_emulator/fixtures?replace=true' }
const isSaved = (path: Leaf['path']): boolean =>
  ['saved', 'saved_at', 'counters', 'events'].some((name) => path.includes(name))

/** One for all: each case begins with the accounts as they were at its start. */
const stage = await Stage.set(t)

for (const [name, make] of Object.entries(files)) {
  t.test(`${name}: an extreme number is refused, or can be worked with`, async (t) => {
    await undergoAll(t, await make(stage))
  })
}

type Route = {
  method: string
  url: string
  operationId: string
  body?: z.ZodType
  query?: z.ZodType
}

/** Every route, with the schemas of what is sent to it. */
async function routes(): Promise<Route[]> {
  const found: Route[] = []
  const settings = configOf(testSettings)
  const apps = makeServiceApps(settings, async (app) => {
    app.addHook('onRoute', ({ method, url, schema }) => {
      const { operationId = '' } = (schema ?? {}) as { operationId?: string }
      const [body, query] = [schemaOf(schema?.body), schemaOf(schema?.querystring)]
      found.push({
        method: String(method),
        url,
        operationId,
        ...(body && { body }),
        ...(query && { query }),
      })
    })
  })
  await apps.all()
  return found
}

/** Bodies whose operation needs more than its schema says. */
const bases = (operationId: string, { task }: Stage): unknown =>
  ({
    advanceClock: { until: { task, percent: 1 } },
    RegisterServer: linuxSource(),
  })[operationId] ?? exampleOf(operationId)

function exampleOf(operationId: string): unknown {
  try {
    return exampleBody(operationId)
  } catch {
    return undefined
  }
}

for (const { method, url, operationId, body, query } of await routes()) {
  if (![body, query].some((schema) => schema && numericLeaves(schema).length > 0)) continue
  t.test(`${method} ${url}: an extreme number is refused, or can be worked with`, async (t) => {
    const { task, source } = stage
    const filled = url
      .replace(/:task_id/, task)
      .replace(/:source_id|:server_id/, source)
      .replace(/:\w+/g, 'x')
    const sent = body ? casesFor(body, { method, url: filled }, bases(operationId, stage)) : []
    const asked = (query ? casesFor(query, { method, url }) : []).map(
      ({ payload = '', ...one }) => ({
        ...one,
        url: `${filled}?${new URLSearchParams(JSON.parse(payload))}`,
      }),
    )
    await undergoAll(t, [...sent, ...asked])
  })
}
