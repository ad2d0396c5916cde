import t from 'tap'
import { linuxServer, start, taskFor, UnexpectedRequests } from '../../src/index.ts'
import { callerOf } from './migration.ts'

/** `requests.expect`: so many calls of a kind, or an error that tells what was called instead. */

const emulator = await start()
t.teardown(() => emulator.close())

t.test('it returns the calls that were expected', async (t) => {
  await using account = await emulator.account()
  const { requests } = account.client
  const call = await callerOf(account)
  await call('GET', '/v3/sources')
  t.match(await requests.expect({ operation: 'ListServers' }), [{ method: 'GET', status: 200 }])
  t.strictSame(await requests.expect({ operation: 'ListTasks', times: 0 }), [])
  await call('GET', '/v3/sources')
  t.equal((await requests.expect({ operation: 'List*', status: '2xx', times: 2 })).length, 2)
})

t.test(
  'another number is told with the calls that were made, and why some were refused',
  async (t) => {
    await using account = await emulator.account()
    const { requests } = account.client
    await t.rejects(requests.expect({ operation: 'CreateTask', times: 2 }), {
      name: 'UnexpectedRequests',
      message:
        'Expected 2 calls of CreateTask, but there were 0. No calls were made, or the journal was cleared since.',
    })
    const call = await callerOf(account)
    const { body } = await call('POST', '/v3/sources', linuxServer())
    await call('POST', '/v3/tasks', taskFor(body.id))
    const error: UnexpectedRequests = await requests
      .expect({ operation: 'CreateTask', status: '2xx' })
      .then(
        () => t.fail('it was met'),
        (thrown) => thrown,
      )
    t.type(error, UnexpectedRequests)
    t.match(error, {
      count: 0,
      requests: [{}, { operation: 'RegisterServer' }, { code: 'SMS.6603' }],
    })
    const [head, ...lines] = error.message.split('\n')
    t.equal(
      head,
      'Expected 1 call of CreateTask, status 2xx, but there were 0. The calls that were made:',
    )
    t.match(lines, [
      '  KeystoneCreateToken 201',
      '  RegisterServer 200',
      /^ {2}CreateTask 400 SMS\.6603: .*not connected/,
    ])
  },
)

t.test('a call without a token belongs to no account, and is told of apart', async (t) => {
  await using account = await emulator.account()
  await fetch(`${account.url}/v3/sources`)
  const { message } = await account.client.requests.expect({ operation: 'ListServers' }).then(
    () => t.fail('it was met'),
    (error) => error,
  )
  t.match(
    message,
    /since\.\n1 call without an account was refused during this test, made by it or by another; the latest:\n {2}GET \/v3\/sources 401 APIGW\.0301: /,
  )
})

t.test('of many calls the latest are told', async (t) => {
  await using account = await emulator.account()
  const call = await callerOf(account)
  for (let made = 0; made < 30; made++) await call('GET', '/v3/tasks')
  await t.rejects(account.client.requests.expect({ operation: 'ListTasks', times: 1 }), {
    message:
      /^Expected 1 call of ListTasks, but there were 30\. The latest 20 of 31 calls that were made:\n( {2}ListTasks 200\n?){20}$/,
  })
})

t.test('every wait ends with its signal', async (t) => {
  const { clock, requests } = emulator.client
  const reason = new Error('long enough')
  const signal = AbortSignal.abort(reason)
  for (const wait of [
    () => emulator.client.ready({ signal }),
    () => clock.set({ mode: 'frozen' }, { signal }),
    () => clock.advance({ by: 1 }, { signal }),
    () => clock.advanceUntil('idle', { signal }),
    () => requests.wait({}, { signal }),
    () => requests.follow({}, { signal }).next(),
  ] as (() => Promise<unknown>)[]) {
    t.equal(await wait().catch((error) => error), reason)
  }
  const controller = new AbortController()
  const waiting = requests.wait({ timeout: 'PT60S' }, controller)
  controller.abort(reason)
  t.equal(await waiting.catch((error) => error), reason)
})
