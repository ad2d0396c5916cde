import { join } from 'node:path'
import t from 'tap'
import { EmulatorError, start, type TestAccount } from '../src/index.ts'
import setUpRun, { withAccount } from '../src/testing/testing.ts'
import { smsAccount } from '../src/testing/vitest.ts'

/** What test runners of Node.js load; `npm test -- recipes` runs it with the runners themselves. */

const emulator = await start()
const { SMS_EMULATOR_URL: url_before } = process.env
process.env.SMS_EMULATOR_URL = emulator.url
t.teardown(async () => {
  await emulator.close()
  if (url_before === undefined) delete process.env.SMS_EMULATOR_URL
  else process.env.SMS_EMULATOR_URL = url_before
})

const fault = { match: { operation: 'ListTasks' }, effect: { status: 503 } } as const
const namesNow = async () =>
  (await emulator.client.accounts.list()).accounts.map(({ name }) => name)

/** Calls SMS as the program under test does. */
const call = async (account: TestAccount, path: string) =>
  fetch(account.url + path, { headers: await account.headers() })

t.test('a test has an account of its own, frozen at pace 1, until its end', async (t) => {
  let name = ''
  const run = withAccount(
    { now: '2026-01-01T00:00:00Z', projects: ['cn-north-4'] },
    async (one) => {
      name = one.name
      t.ok((await namesNow()).includes(name))
      t.equal(one.url, emulator.url)
      t.match(one.credentials.projects, [{ name: 'cn-north-4' }])
      t.match(await one.client.clock.get(), {
        mode: 'frozen',
        pace: 1,
        now: '2026-01-01T00:00:00.000Z',
      })
    },
  )
  t.equal(run.length, 0, 'a runner that counts parameters expects no callback')
  await run()
  t.notOk((await namesNow()).includes(name))
})

t.test('a test gets what the runner hands to it, after the account', async (t) => {
  const given: unknown[] = []
  await withAccount({}, (_, ...rest: unknown[]) => given.push(...rest))(10, null)
  t.strictSame(given, [10, null])
})

t.test('an account begins with a fixture, of a file or an object, and a scenario', async (t) => {
  const fixture = { accounts: [{ name: 'any' }] }
  const file = join(t.testdir({ 'a.json': JSON.stringify(fixture) }), 'a.json')
  const scenario = '{name: cut, then: {fail: {at: MIGRATE_LINUX_FILE, percent: 63}}}'
  for (const one of [fixture, file]) {
    await withAccount({ fixture: one, scenario }, async ({ client }) => {
      t.match(await client.scenarios.list(), { scenarios: [{ name: 'cut' }] })
    })()
  }
})

t.test('options of another type are refused by their names', async (t) => {
  const refused = (options: object, message: RegExp) => {
    t.throws(() => smsAccount(options), { constructor: EmulatorError, message })
    t.throws(() => withAccount(options, () => {}), { constructor: EmulatorError, message })
  }
  for (const name of ['fixture', 'scenario']) {
    for (const given of [5, 0, null, false]) {
      const message = `^${name}: ${given} is not an object or a text; write (smsAccount|withAccount)\\(`
      refused({ [name]: given }, new RegExp(message))
    }
  }
  const before = await namesNow()
  for (const [name, given] of [
    ['now', 'yesterday'],
    ['now', null],
    ['projects', 5],
    ['projects', null],
  ] as const) {
    await t.rejects(withAccount({ [name]: given } as object, () => {})(), {
      constructor: EmulatorError,
      message: new RegExp(`^${name}: `),
    })
  }
  t.strictSame(await namesNow(), before)
})

t.test('a fixture that is refused leaves no account behind', async (t) => {
  const before = await namesNow()
  await t.rejects(
    withAccount({ fixture: 'none.yaml' }, () => {})(),
    /"none.yaml" cannot be read: there is no such file/,
  )
  t.strictSame(await namesNow(), before)
})

t.test(
  'the error of a failed test says what was called, why it was refused, and the time',
  async (t) => {
    const failure = new TypeError('as the test has it')
    const run = withAccount({ now: 0 }, async (account) => {
      await call(account, '/v3/tasks/none')
      throw failure
    })
    await t.rejects(run(), failure)
    const told =
      /^as the test has it\n\nSMS emulator: account \S+ at http:\S+\nclock frozen at 1970-01-01T00:00:00.000Z, pace 1\ncalls:\n {2}KeystoneCreateToken 201\n {2}ShowTask \d+ SMS\.\d+: \w.+\n {4}\w.+\n$/
    t.match(failure.message, told)
    t.match(failure.stack, failure.message, 'and so does its stack')
  },
)

t.test(
  'the error of a failed test says of how many calls nobody knows whose they were, and why the latest was refused',
  async (t) => {
    await fetch(`${emulator.url}/v3/before`)
    const failure = new Error('as the test has it')
    const forget = withAccount({ now: 0 }, async ({ url }) => {
      await fetch(`${url}/v3/sources`)
      await fetch(`${url}/v3/tasks?limit=1`)
      throw failure
    })
    await t.rejects(forget(), failure)
    t.match(
      failure.message,
      /\ncalls:\n {2}none\n2 calls without an account were refused during this test, made by it or by another; the latest:\n {2}GET \/v3\/tasks\?limit=1 401 APIGW\.0301: .*X-Auth-Token.*\n {4}.+\n$/,
    )
  },
)

t.test('an error without a message that can be set is thrown as it is', async (t) => {
  for (const thrown of ['a text', Object.freeze(new Error('frozen'))]) {
    const run = withAccount({}, () => {
      throw thrown
    })
    t.equal(await run().catch((error: unknown) => error), thrown)
  }
  const stopped = new DOMException('stopped', 'AbortError')
  const failing = withAccount({}, () => Promise.reject(stopped))
  await t.rejects(failing(), { message: /^stopped\n\nSMS emulator/ })
})

t.test('a failed test whose emulator is gone says so below its own error', async (t) => {
  const gone = await start()
  process.env.SMS_EMULATOR_URL = gone.url
  t.teardown(() => {
    process.env.SMS_EMULATOR_URL = emulator.url
  })
  const run = withAccount({}, async () => {
    await gone.close()
    throw new Error('first')
  })
  await t.rejects(run(), /^first\n\nSMS emulator: it cannot be asked: No emulator answers/)
})

t.test('a test that does not use up its faults fails', async (t) => {
  const run = (calls: number) =>
    withAccount({}, async (account) => {
      await account.client.faults.add({ ...fault, times: 2 })
      for (let made = 0; made < calls; made++) await call(account, '/v3/tasks')
    })
  await run(2)()
  await t.rejects(
    run(1)(),
    /Faults were not used up: fault-1 \(operation ListTasks: status 503\) was met by 1 call, 1 left\. The program did not make these calls\.\n\nSMS emulator/,
  )
})

t.test('tap, whose assertions do not throw, gets the report as a comment', async (t) => {
  const comments: string[] = []
  const assertions = (passes: boolean) => ({
    passing: () => passes,
    comment: (text: string) => comments.push(text),
  })
  type Context = [assertions: object]
  await withAccount<Context>({}, () => {})(assertions(true))
  t.strictSame(comments, [])
  await withAccount<Context>({}, ({ client }) => client.faults.add(fault))(assertions(false))
  t.match(comments, [/^SMS emulator: account/])
  const failing = withAccount<Context>({}, () => Promise.reject(new Error('one line')))
  await t.rejects(failing(assertions(true)), { message: 'one line' })
  t.equal(comments.length, 2)
})

t.test('a test that its runner ends, as after a timeout, prints its report', async (t) => {
  const printed = new Promise<string>((resolve) => {
    t.intercept(process.stderr, 'write', { value: resolve })
  })
  const timeout = new AbortController()
  const context = { name: 'hangs\u001b[2J', signal: timeout.signal }
  let name = ''
  const running = withAccount({ now: 0 }, async (account, _: typeof context) => {
    name = account.name
    timeout.abort()
    await printed
  })(context)
  t.match(
    await printed,
    /^hangs\\u001b\[2J: ended by its runner, unfinished\n\nSMS emulator: account/,
  )
  await running.catch(() => {})
  t.notOk((await namesNow()).includes(name))
})

t.test('the fixture of vitest says of a failed test what was called', async (t) => {
  const errors = [{ message: 'expected 1 to be 2' }]
  let name = ''
  await smsAccount({ now: 0 })({ task: { result: { state: 'fail', errors } } }, async (one) => {
    name = one.name
    await one.client.faults.add(fault)
  })
  t.match(errors[0]?.message, /^expected 1 to be 2\n\nSMS emulator: account \S+ at \S+\nclock froz/)
  t.notOk((await namesNow()).includes(name))
})

t.test(
  'the fixture of vitest fails a test that does not use up its faults, but not a skipped one',
  async (t) => {
    const use = async ({ client }: TestAccount) => {
      await client.faults.add(fault)
    }
    await t.rejects(smsAccount()({ task: {} }, use), /^Faults were not used up: fault-1/)
    await smsAccount()({ task: { result: { state: 'skip', pending: true } } }, use)
  },
)

t.test('vitest reads in the text of the fixture that it needs the task', async (t) => {
  t.match(String(smsAccount()), /^async \(\{ task \}, use\) =>/)
})

t.test(
  'an option that is not known, or a test in the place of the options, is refused',
  async (t) => {
    const refusal = (message: RegExp) => ({ constructor: EmulatorError, message })
    t.throws(
      () => smsAccount({ fixtures: 'web.yaml' } as object),
      refusal(/^options: "fixtures" is unknown; use fixture, scenario, now or projects\.$/),
    )
    t.throws(
      () => withAccount({}, undefined as unknown as () => void),
      refusal(/^test is missing; write withAccount\(\{ fixture: 'web.yaml' \}, async /),
    )
    t.throws(
      () => withAccount((() => {}) as object, () => {}),
      refusal(
        /^options: a function is not an object; write withAccount\(\{ fixture: 'web.yaml' \}, /,
      ),
    )
  },
)

t.test(
  'the global set-up takes the emulator that is named, and says when none answers there',
  async (t) => {
    await setUpRun()
    t.equal(process.env.SMS_EMULATOR_URL, emulator.url)
    process.env.SMS_EMULATOR_URL = 'http://127.0.0.1:1'
    const unreachable = {
      name: 'EmulatorUnreachable',
      message:
        /^No emulator answers at http:\/\/127\.0\.0\.1:1: .+\. The URL is that of SMS_EMULATOR_URL: start an emulator there, or unset the variable\.$/,
    }
    await t.rejects(setUpRun(), unreachable)
    await t.rejects(withAccount({}, () => {})(), unreachable)
    process.env.SMS_EMULATOR_URL = emulator.url
  },
)
