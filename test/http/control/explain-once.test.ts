import t from 'tap'
import { sentencesOf } from '../../../src/client/explanations.ts'
import type { Explanation } from '../../../src/client/types.ts'
import { linuxSource, startTest, type TestEmulator } from '../../helper.ts'
import { type Answer, provocations } from './provocations.ts'

/** `explain` says each thing once: no two sentences of an explanation share most of their words. */

/** Words that carry no meaning of their own. */
const small = new Set(
  'a an and as at be but by can cannot do for from has have in is it its no not of on one only or so than that the this to until was with'.split(
    ' ',
  ),
)

/** The words of a sentence: without the ids and moments that say which resource is meant. */
const wordsOf = (sentence: string): Set<string> =>
  new Set(
    sentence
      .toLowerCase()
      // The names of moves, as the tables of transitions have them.
      .replace(/→ (\S+) \([^)]*\)/g, '→ $1')
      .replace(/(source server|task|template|migration project) "?(?=[0-9a-f]{8}-)/g, ' ')
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|\d{4}-\d\d-\d\dt\S+|\("[^"]*"\)/g, ' ')
      .split(/[^\p{L}\d_./-]+/u)
      .map((word) => word.replace(/^[./]+|[./]+$/g, ''))
      .filter((word) => word !== '' && !small.has(word)),
  )

/** Whether two sentences share most of their words. */
function areAlike(one: string, other: string): boolean {
  const [words, others] = [wordsOf(one), wordsOf(other)]
  const shared = [...words].filter((word) => others.has(word)).length
  return shared > 2 && shared > Math.min(words.size, others.size) / 2
}

/** The sentences of an explanation as the command shows it, the message of the answer first. */
const allOf = (explanation: Explanation): string[] =>
  [explanation.answer.message ?? '', ...sentencesOf(explanation)].flatMap((text) =>
    text.split(/(?<=[.?!]) (?=[A-Z])/),
  )

async function explained({ control }: TestEmulator, { headers }: Answer): Promise<Explanation> {
  return (await control('GET', `/_emulator/explain/${headers['x-request-id']}`)).body
}

/** Refusals that follow from the request alone, and calls that met a fault. */
async function refusals(emulator: TestEmulator): Promise<[string, Answer][]> {
  const { call, control, login } = emulator
  const json = { 'content-type': 'application/json' }
  const known = { ...json, 'x-auth-token': await login() }
  const source = linuxSource()
  const send = (headers: object, payload: unknown, url = '/v3/sources') =>
    call('POST', url, { headers: { ...headers }, payload: JSON.stringify(payload) })
  const loginAs = (account: string, name: string) => {
    const user = { name, password: 'wrong', domain: { name: account } }
    const identity = { methods: ['password'], password: { user } }
    return send(json, { auth: { identity } }, '/v3/auth/tokens')
  }
  const match = { operation: 'ListTasks' }
  const faults = [
    { match, effect: { status: 503 } },
    { match, effect: { code: 'SMS.7605', acts: true } },
    { match, effect: { delay: 5 } },
    { match, effect: { status: 429, retry_after: 3, message: 'busy' } },
  ]
  await control('POST', '/_emulator/faults', faults)
  const tasks = () => call('GET', '/v3/tasks', { headers: known })
  return [
    ['no credentials', await call('GET', '/v3/tasks')],
    ['a token', await call('GET', '/v3/tasks', { headers: { 'x-auth-token': 'x' } })],
    ['a password', await loginAs('emulator', 'developer')],
    ['a user', await loginAs('emulator', 'nobody')],
    ['an account', await loginAs('nobody', 'developer')],
    ['a login without a body', await send(json, {}, '/v3/auth/tokens')],
    ['no Content-Type', await send({ 'x-auth-token': known['x-auth-token'] }, source)],
    ['another Content-Type', await send({ ...known, 'content-type': 'text/plain' }, source)],
    ['not JSON', await call('POST', '/v3/sources', { headers: known, payload: '{a' })],
    ['parameters of a source', await send(known, {})],
    ['parameters of a task', await send(known, { name: 'a b' }, '/v3/tasks')],
    ['values', await send(known, { ...source, cpu_quantity: 70_000, name: 7, memory: 'x' })],
    ['a query', await call('GET', '/v3/tasks?limit=many&offset=-1', { headers: known })],
    ['an unknown path', await call('GET', '/v3/v3/tasks', { headers: known })],
    ...(await Promise.all(
      faults.map(async (_, n): Promise<[string, Answer]> => [`fault ${n}`, await tasks()]),
    )),
  ]
}

t.test('explain: each thing is said once, of every kind of refusal', async (t) => {
  const emulator = await startTest(t)
  const check = async (what: string, answer: Answer) => {
    const sentences = allOf(await explained(emulator, answer))
    for (const [index, one] of sentences.entries()) {
      for (const other of sentences.slice(index + 1)) {
        t.notOk(areAlike(one, other), `${what}:\n${one}\n${other}`)
      }
    }
    t.ok(sentences.length > 0, what)
  }
  for (const [what, answer] of await refusals(emulator)) await check(what, answer)
  for (const [name, provoke] of Object.entries(provocations)) {
    emulator.tokens.sms = undefined
    await emulator.control('POST', '/_emulator/reset', { all: true })
    const [answer] = await provoke(emulator)
    await check(name, answer)
  }
})

t.test('explain: a login names what is wrong of account, user and password', async (t) => {
  const emulator = await startTest(t)
  const told = new Map(await refusals(emulator))
  for (const [what, cause] of [
    ['a password', 'Account "emulator" has the user "developer", with another password.'],
    ['a user', 'Account "emulator" has no user "nobody".'],
    ['an account', 'There is no account "nobody".'],
  ] as const) {
    const answer = told.get(what)
    t.equal(answer && (await explained(emulator, answer)).causes[0], cause, what)
  }
})

t.test('explain: of missing parameters each is listed once', async (t) => {
  const emulator = await startTest(t)
  const answer = new Map(await refusals(emulator)).get('parameters of a source')
  t.strictSame(answer && sentencesOf(await explained(emulator, answer)), [
    'Also missing: body.name (a text), body.os_type (one of WINDOWS, LINUX), body.networks (a list), body.agent_version (a text)',
  ])
})
