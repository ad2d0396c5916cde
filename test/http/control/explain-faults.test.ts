import t from 'tap'
import { FaultEffect } from '../../../src/schemas/control/faults.ts'
import { account_id, credentials, linuxSource, startTest, type TestEmulator } from '../../helper.ts'

/** `GET /_emulator/explain/{request_id}` of calls that met a fault, and of those that were answered well. */

/** One fault of each kind, and what is said of the call that met it. */
const kinds: { effect: FaultEffect; status: number | null; why: RegExp[] }[] = [
  {
    effect: { delay: 300 },
    status: 200,
    why: [/delayed by 300 ms\.$/],
  },
  {
    effect: { headers: { 'x-seen': '1' }, retry_after: 7 },
    status: 200,
    why: [/got the headers x-seen, retry-after\.$/],
  },
  { effect: { body: 'half' }, status: 200, why: [/only half of the body was sent/] },
  { effect: { body: 'broken' }, status: 200, why: [/is not JSON/] },
  { effect: { body: 'slow', over: 10 }, status: 200, why: [/small pieces/] },
  {
    effect: { connection: 'drop' },
    status: null,
    why: [/closed without an answer/, /did not reach the service/],
  },
  {
    effect: { connection: 'reset', acts: true, delay: 20 },
    status: null,
    why: [/delayed by 20 ms; the connection was reset \(RST\)/, /went on to the service/],
  },
  {
    effect: { status: 503, message: 'busy' },
    status: 503,
    why: [/the fault answered 503 in place/, /did not reach the service/],
  },
  {
    effect: { code: 'SMS.7605', acts: true },
    status: 400,
    why: [/the fault answered 400 in place/, /went on to the service/],
  },
]

const latest = async ({ control }: TestEmulator) =>
  (await control('GET', '/_emulator/requests?limit=1')).body.requests[0]

const explained = async ({ control }: TestEmulator, id: unknown) =>
  (await control('GET', `/_emulator/explain/${id}`)).body

t.test('explain: a call that met a fault of any kind is explained by that fault', async (t) => {
  const emulator = await startTest(t)
  await emulator.sms('GET', '/v3/tasks')
  await emulator.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = emulator.app.server.address() as { port: number }
  for (const { effect, status, why } of kinds) {
    const fault = { id: 'it', match: { operation: 'ListTasks' }, effect }
    t.equal((await emulator.control('POST', '/_emulator/faults', fault)).status, 200)
    await fetch(`http://127.0.0.1:${port}/v3/tasks`, {
      headers: { 'x-auth-token': emulator.tokens.sms ?? '' },
    })
      .then((answer) => answer.text())
      .catch(() => {})
    const call = await latest(emulator)
    const explanation = await explained(emulator, call.id)
    const what = JSON.stringify(effect)
    t.match(
      explanation,
      { request_id: call.id, account: account_id, fault: 'it', answer: { status } },
      what,
    )
    t.match(explanation.request, { method: 'GET', target: '/v3/tasks' }, what)
    const words = [explanation.why, ...explanation.causes].join('\n')
    t.match(words, /The call met the fault "it"/, what)
    for (const part of why) t.match(words, new RegExp(part.source, 'm'), what)
    t.strictSame(call.explanation, explanation, 'the journal says the same')
    await emulator.control('DELETE', '/_emulator/faults')
  }
  const shown = new Set(kinds.flatMap(({ effect }) => Object.keys(effect)))
  t.strictSame([...shown].sort(), Object.keys(FaultEffect.shape).sort(), 'every effect is tried')
})

t.test('explain: a fault that finds no body to spoil has not spoiled one', async (t) => {
  const emulator = await startTest(t)
  const fault = { match: { operation: 'ListTasks' }, effect: { body: 'half' } }
  await emulator.control('POST', '/_emulator/faults', fault)
  const { headers } = await emulator.sms('HEAD', '/v3/tasks')
  t.match(await explained(emulator, headers['x-request-id']), {
    fault: 'fault-1',
    answer: { status: 200 },
  })
})

t.test('explain: a refusal of the service that met a fault tells both', async (t) => {
  const emulator = await startTest(t)
  const { sms, control } = emulator
  const match = { operation: 'RegisterServer' }
  await control('POST', '/_emulator/faults', [
    { match, effect: { delay: 20 } },
    { match, effect: { connection: 'drop', acts: true } },
  ])
  const { headers } = await sms('POST', '/v3/sources', linuxSource({ name: 7 }))
  t.match(await explained(emulator, headers['x-request-id']), {
    answer: { status: 400, code: /^SMS/ },
    validation: [{ path: 'body.name' }],
    causes: [/"fault-1": the answer was delayed by 20 ms\.$/, /GET \/_emulator\/faults/],
  })
  await sms('POST', '/v3/sources', linuxSource({ name: 7 })).catch(() => {})
  t.match(await explained(emulator, (await latest(emulator)).id), {
    answer: { status: null, code: null, message: null },
    why: /closed without an answer/,
    causes: [/./, /^The answer that was lost: 400 SMS\.\d{4} /],
  })
})

t.test('explain: a call that was answered well says so in one sentence', async (t) => {
  const emulator = await startTest(t)
  const { sms, call } = emulator
  const login = await call('POST', '/v3/auth/tokens', { payload: credentials() })
  const created = await sms('POST', '/v3/sources', linuxSource())
  for (const [{ headers }, method, status] of [
    [await sms('GET', '/v3/tasks?limit=5'), 'GET', 200],
    [created, 'POST', 200],
    [login, 'POST', 201],
  ] as const) {
    const explanation = await explained(emulator, headers['x-request-id'])
    t.match(explanation, {
      account: account_id,
      request: { method },
      answer: { status, code: null, message: null },
      fault: null,
      causes: [],
      why: `The call was answered with ${status}: nothing refused it, and it met no fault.`,
    })
  }
})

t.test('explain: a secret in the address of a call is not shown', async (t) => {
  const emulator = await startTest(t)
  const { headers } = await emulator.sms('GET', '/v3/tasks?token=hidden-words')
  const explanation = await explained(emulator, headers['x-request-id'])
  t.match(explanation, { answer: { status: 200 } })
  t.notMatch(JSON.stringify(explanation), /hidden-words/)
})

t.test('explain: a reset forgets what faults did', async (t) => {
  const emulator = await startTest(t)
  const fault = { match: { operation: 'ListTasks' }, effect: { delay: 20 } }
  await emulator.control('POST', '/_emulator/faults', fault)
  const { headers } = await emulator.sms('GET', '/v3/tasks')
  const id = headers['x-request-id']
  t.match(await explained(emulator, id), { fault: 'fault-1' })
  await emulator.control('POST', '/_emulator/reset')
  t.match(await explained(emulator, id), { error: { code: 'EMULATOR.0404', message: /A reset/ } })
})

t.test('explain: without a journal faults and refusals are explained all the same', async (t) => {
  const emulator = await startTest(t, { journal_limit: 0 })
  const fault = { match: { operation: 'ListTasks' }, effect: { delay: 20 } }
  await emulator.control('POST', '/_emulator/faults', fault)
  const { headers } = await emulator.sms('GET', '/v3/tasks')
  t.match(await explained(emulator, headers['x-request-id']), { fault: 'fault-1' })
  const fine = await emulator.sms('GET', '/v3/tasks')
  t.match(await explained(emulator, fine.headers['x-request-id']), {
    error: { message: /in the journal/ },
  })
})
