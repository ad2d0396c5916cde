import t from 'tap'
import { credentials, healthySource, startTest, taskFor, until } from '../../helper.ts'

/** Accounts that tests make for themselves. */

t.test('createAccount, listAccounts, deleteAccount: each has its own credentials', async (t) => {
  const emulator = await startTest(t)
  const { call, control } = emulator
  await healthySource(emulator)

  const made = await control('POST', '/_emulator/accounts', {
    name: 'worker-1',
    clock: { now: '2030-01-01T00:00:00Z', pace: 60 },
    projects: ['cn-north-4'],
  })
  t.match(made, {
    status: 201,
    body: {
      account: 'worker-1',
      domain_id: /^[0-9a-f]{32}$/,
      user: 'developer',
      ak: /^[A-Z0-9]{20}$/,
      sk: /^[A-Za-z0-9]{40}$/,
      projects: [{ name: 'cn-north-4' }],
    },
  })
  const { account, user, password, projects } = made.body
  const login = { name: user, password, domain: { name: account } }
  const payload = credentials({ project: { id: projects[0].id } }, login)
  const token = await call('POST', '/v3/auth/tokens', { payload })
  t.equal(token.status, 201)
  const headers = { 'x-auth-token': String(token.headers['x-subject-token']) }
  t.match(await call('GET', '/v3/sources', { headers }), { status: 200, body: { count: 0 } })
  t.match((await control('GET', '/_emulator/clock?account=worker-1')).body, {
    now: '2030-01-01T00:00:00.000Z',
    pace: 60,
  })

  t.match(await control('GET', '/_emulator/accounts'), {
    body: { accounts: [{ name: 'emulator' }, { name: 'worker-1', projects: ['cn-north-4'] }] },
  })
  t.match(await control('DELETE', '/_emulator/accounts/worker-1'), {
    status: 200,
    body: { deleted: 'worker-1' },
  })
  t.equal((await call('GET', '/v3/sources', { headers })).status, 401, 'its token went with it')
  t.equal((await control('GET', '/_emulator/clock?account=worker-1')).status, 404)
  t.notOk(JSON.stringify(emulator.emulator.dump()).includes(made.body.domain_id))
})

t.test('createAccount, deleteAccount: names are made up, taken once, and free again', async (t) => {
  const { control } = await startTest(t)
  const names = []
  for (let count = 0; count < 3; count++) {
    names.push((await control('POST', '/_emulator/accounts')).body.account)
  }
  t.equal(new Set(names).size, 3)
  t.match(await control('POST', '/_emulator/accounts', { name: names[0] }), {
    status: 409,
    body: { error: { code: 'EMULATOR.0409' } },
  })
  t.match(await control('POST', '/_emulator/accounts', { name: 'a b' }), { status: 400 })
  t.match(await control('DELETE', '/_emulator/accounts/emulator'), {
    status: 400,
    body: { error: { message: /reset/ } },
  })
  t.match(await control('DELETE', '/_emulator/accounts/nobody'), { status: 404 })

  const [first] = names
  const before = await control('DELETE', `/_emulator/accounts/${first}`)
  t.equal(before.status, 200)
  const again = await control('POST', '/_emulator/accounts', { name: first })
  t.equal(again.status, 201, 'a name is free again')
})

t.test('createAccount: two accounts never meet', async (t) => {
  const emulator = await startTest(t)
  const { call, control } = emulator
  const workers = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const { body } = await control('POST', '/_emulator/accounts', { name })
      const login = { name: body.user, password: body.password, domain: { name } }
      const payload = credentials({ project: { id: body.projects[0].id } }, login)
      const token = await call('POST', '/v3/auth/tokens', { payload })
      return { name, headers: { 'x-auth-token': String(token.headers['x-subject-token']) } }
    }),
  )
  const tasks = []
  for (const { name, headers } of workers) {
    const as = (method: string, url: string, payload?: object) =>
      call(method, url, { headers, ...(payload ? { payload } : {}) })
    const own = {
      ...emulator,
      sms: as as typeof emulator.sms,
      control: (method: string, url: string, body?: unknown) =>
        control(method, `${url}?account=${name}`, body),
    }
    const source = await healthySource(own)
    const { body } = await as('POST', '/v3/tasks', taskFor(source, { auto_start: true }))
    tasks.push({ own, task: body.id, as })
  }
  const [one, two] = tasks
  if (!one || !two) throw new Error('two tasks')
  t.not(one.task, two.task)
  await until(one.own, one.task, { state: 'MIGRATE_SUCCESS' })
  t.equal((await two.as('GET', `/v3/tasks/${two.task}`)).body.state, 'READY', 'its clock stood')
  t.equal((await two.as('GET', `/v3/tasks/${one.task}`)).status, 404)
})
