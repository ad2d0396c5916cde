import { readdirSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { parse } from 'yaml'
import { hashPassword } from '../../src/domain/identity/passwords.ts'
import { act, linuxSource, newTask, scenario, type TestEmulator } from '../helper.ts'
import { fileOf } from './grammar.ts'
import type { Property } from './properties.ts'

/** Fixtures, scenarios and faults: a bad one is refused with its place, a good one comes back as it is. */

type Answer = Awaited<ReturnType<TestEmulator['call']>>
type Detail = { path?: unknown; message?: unknown; line?: unknown }

/** Where two values are not the same; undefined if they are. */
function difference(one: unknown, other: unknown, path = ''): string | undefined {
  if (isDeepStrictEqual(one, other)) return undefined
  const keys = [one, other].flatMap((value) => Object.keys(Object(value)))
  if (keys.length > 0 && typeof one === typeof other) {
    for (const key of keys) {
      const of = (value: unknown): unknown => (Object(value) as Record<string, unknown>)[key]
      const found = difference(of(one), of(other), `${path}.${key}`)
      if (found) return found
    }
  }
  return `${path}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`
}

const stateOf = ({ emulator }: TestEmulator): string => JSON.stringify(emulator.dump())

/** @throws Error for a refusal that does not say where, or after which something is there. */
function checkRefusal({ status, body }: Answer, text: string, before: string, after: string): void {
  if (status !== 400 && status !== 409) throw new Error(`${status} ${JSON.stringify(body)}`)
  if (after !== before) throw new Error('something of a refused document is there')
  const details: Detail[] = body.error.details ?? []
  const lines_count = text.split(/\r\n|\r|\n/).length
  if (details.length === 0) throw new Error(`no place in ${JSON.stringify(body)}`)
  for (const { path, message, line } of details) {
    const isPlaced = typeof path === 'string' && path !== '' && typeof message === 'string'
    const isLine = line === undefined || (Number(line) >= 1 && Number(line) <= lines_count)
    // What stands in the text has a line; what the text is, or refers to, as a whole may have none.
    const isThere = path === 'the document' || path === 'body' || line !== undefined
    if (!isPlaced || !isLine || !isThere) throw new Error(`no place in ${JSON.stringify(body)}`)
  }
}

async function post({ call }: TestEmulator, url: string, payload: string): Promise<Answer> {
  return call('POST', url, { payload, headers: { 'content-type': 'text/plain' } })
}

const documentsIn = (folder: string): unknown[] =>
  readdirSync(folder).map((file) =>
    parse(readFileSync(`${folder}/${file}`, 'utf8'), { merge: true }),
  )

const password_hash = hashPassword('Secret@123', 'salt')
const clock = { mode: 'frozen', now: '2026-01-01T12:00:00Z', pace: 60 }
const fault = { match: { operation: 'List*' }, effect: { status: 503, delay: 'PT1S' }, times: 2 }
const slow = scenario('slow', { slow: [{ at: 'MIGRATE_*', factor: 2 }], noise: 0.1 })

export const fixtures = [
  {
    version: 1,
    accounts: [
      {
        name: 'emulator',
        clock,
        users: [
          { name: 'ann', id: 'a1', password_hash, roles: ['SMS FullAccess'] },
          {
            name: 'bob',
            password_hash,
            access_keys: [{ ak: 'AK1', sk: 'SK1' }],
            locked_for: 'PT1M',
          },
        ],
        agencies: [{ name: 'migrators', trusts: ['other'], roles: ['SMS FullAccess'] }],
        lockout: { attempts: 3, within: 'PT15M', lasts: 'PT15M' },
        projects: [{ name: 'ap-southeast-1', id: 'p1' }, { name: 'cn-north-4' }],
        scenarios: [slow],
        faults: [fault],
        sources: [linuxSource({ name: 'lin-01' })],
        tasks: [{ source: 'lin-01', name: 'one', steps: ['start', { wait: 'PT5M' }, 'stop'] }],
      },
      { name: 'other', id: '0'.repeat(32), site: 'international' },
    ],
  },
  {
    accounts: [
      {
        name: 'emulator',
        sources: [linuxSource({ id: 's1', connected: false }), linuxSource({ agent: 'external' })],
        templates: [{ id: 't1', name: 'web', is_template: true }],
        privacy_agreement: true,
        counters: { number: 5, uuid: 5, timer: 5, event: 5, token: 5 },
      },
    ],
  },
]

const fixtureFiles: Property = {
  name: 'a fixture loads as a whole and comes back the same, or is refused with its place',
  share: 0.04,
  make: (emulator) =>
    fc.asyncProperty(fileOf(fixtures), fc.boolean(), async (text, replace) => {
      const before = stateOf(emulator)
      const answer = await post(emulator, `/_emulator/fixtures?replace=${replace}`, text)
      if (answer.status !== 200) {
        checkRefusal(answer, text, before, stateOf(emulator))
        return
      }
      for (const name of answer.body.accounts as string[]) await comesBack(emulator, name)
      await emulator.call('POST', '/_emulator/reset?all=true')
      if (stateOf(emulator) !== before) throw new Error('a reset leaves something behind')
    }),
}

/** An account that was exported and is loaded again is exported the same. */
async function comesBack(emulator: TestEmulator, name: string): Promise<void> {
  const url = `/_emulator/fixtures?account=${encodeURIComponent(name)}`
  const { body } = await emulator.call('GET', url)
  const again = await post(emulator, '/_emulator/fixtures?replace=true', JSON.stringify(body))
  if (again.status !== 200) throw new Error(`its export is refused: ${JSON.stringify(again.body)}`)
  const { body: later } = await emulator.call('GET', url)
  // Counters only go up: a load counts the timers that it sets.
  const [{ counters: first }, { counters: second }] = [body.accounts[0], later.accounts[0]]
  for (const [name, count] of Object.entries(first)) {
    if (second[name] < Number(count)) throw new Error(`the counter ${name} has gone back`)
    second[name] = count
  }
  const other = difference(body, later)
  if (other) throw new Error(`it comes back otherwise: ${other}`)
}

/** What is listed can be put in again, and is then listed the same. */
async function listsTheSame(emulator: TestEmulator, url: string, what: string): Promise<void> {
  const { body } = await emulator.call('GET', url)
  await emulator.call('DELETE', url)
  // What is counted, not said, is left out.
  const said = (body[what] as Record<string, unknown>[]).map(({ left: _, ...one }) => one)
  if (said.length > 0) {
    const answer = await post(emulator, url, JSON.stringify({ [what]: said }))
    if (answer.status !== 200)
      throw new Error(`refused when listed: ${JSON.stringify(answer.body)}`)
  }
  const { body: later } = await emulator.call('GET', url)
  const other = difference(body, later)
  if (other) throw new Error(`it is listed otherwise: ${other}`)
  await emulator.call('DELETE', url)
}

const scenarioFiles: Property = {
  name: 'a scenario is taken as a whole and listed as it is, or is refused with its place',
  share: 0.08,
  make: (emulator) =>
    fc.asyncProperty(fileOf(documentsIn('fixtures/scenarios')), async (text) => {
      const url = '/_emulator/scenarios'
      const before = stateOf(emulator)
      const answer = await post(emulator, url, text)
      if (answer.status !== 200) {
        checkRefusal(answer, text, before, stateOf(emulator))
        return
      }
      await listsTheSame(emulator, url, 'scenarios')
    }),
}

const lives: Property = {
  name: 'under any scenario a migration comes to where nothing more happens',
  share: 0.01,
  make: (emulator) =>
    fc.asyncProperty(fileOf(documentsIn('fixtures/scenarios')), async (text) => {
      await emulator.call('POST', '/_emulator/reset')
      if ((await post(emulator, '/_emulator/scenarios', text)).status !== 200) return
      const { task } = await newTask(emulator, { syncing: true })
      if (task) await act(emulator, task, 'start')
      const url = '/_emulator/clock/advance'
      const answer = await emulator.control('POST', url, { until: 'idle', max: 'P1D' })
      if (answer.status >= 500) throw new Error(JSON.stringify(answer.body))
      if (
        task &&
        (await emulator.control('GET', `/_emulator/tasks/${task}/timeline`)).status >= 500
      ) {
        throw new Error('the timeline cannot be read')
      }
    }),
}

export const faults = [
  fault,
  [fault, { effect: { connection: 'reset' }, times: 'always' }],
  {
    plan: 'flaky',
    faults: [
      { match: { path: '/v3/tasks/*', nth: 3, probability: 0.5 }, effect: { body: 'half' } },
      { match: { from: '2026-01-01T12:00:00Z' }, effect: { delay: { uniform: [1, 'PT2S'] } } },
      { effect: { delay: { lognormal: { median: 20, sigma: 0.5 } }, headers: { 'x-a': 'b' } } },
      { match: { method: 'POST' }, effect: { code: 'APIGW.0308', retry_after: 5 }, id: 'limit' },
      { effect: { body: 'slow', over: 'PT3S' } },
    ],
  },
]

const faultFiles: Property = {
  name: 'faults are taken as a whole and listed as they are, or are refused with their place',
  share: 0.07,
  make: (emulator) =>
    fc.asyncProperty(fileOf(faults), async (text) => {
      const url = '/_emulator/faults'
      const before = stateOf(emulator)
      const answer = await post(emulator, url, text)
      if (answer.status !== 200) {
        checkRefusal(answer, text, before, stateOf(emulator))
        return
      }
      await listsTheSame(emulator, url, 'faults')
    }),
}

export const files = [fixtureFiles, scenarioFiles, lives, faultFiles]
