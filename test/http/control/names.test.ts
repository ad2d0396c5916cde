import t from 'tap'
import { possibleRows } from '../../../src/domain/migration/plan.ts'
import { roundHas, SubTask } from '../../../src/schemas/sms/sub-tasks.ts'
import { didYouMean } from '../../../src/text/names.ts'
import { linuxSource, newTask, startTest } from '../../helper.ts'

/** A name that is wrong is refused where it is given, with the name that was meant, before anything happens. */

const advance = '/_emulator/clock/advance'

t.test('a name with another number is suggested only where nothing else is near', async (t) => {
  const cases: [word: string, names: string[], suggested: string][] = [
    ['lin-5', ['lin-05', 'lin-15', 'lin-25'], '; did you mean lin-05?'],
    ['lin-15', ['lin-05', 'lni-15'], '; did you mean lni-15?'],
    ['lim-05', ['lin-05', 'lin-15'], '; did you mean lin-05?'],
    ['web', ['web-1', 'wed-2'], '; did you mean web-1?'],
    ['lin-5', ['lin-15', 'lin-25'], '; did you mean lin-15 or lin-25?'],
    ['CUTOVERZ', ['CUTOVER0'], '; did you mean CUTOVER0?'],
  ]
  for (const [word, names, suggested] of cases) {
    t.equal(didYouMean(word, names), suggested, `${word} of ${names}`)
  }
})

t.test('advanceClock: not until what a task can never come to', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  const before = emulator.emulator.dump()
  const cases: [until: object, message: RegExp][] = [
    [
      { subtask: 'MIGRATE_LINX_FILE' },
      /^until\.subtask: "MIGRATE_LINX_FILE" .*did you mean MIGRATE_LINUX_FILE/,
    ],
    [{ subtask: 'MIGRATE_LINUX' }, /did you mean MIGRATE_LINUX_FILE or MIGRATE_LINUX_BLOCK\?/],
    [
      { subtask: 'MIGRATE_WINDOWS_BLOCK' },
      /"MIGRATE_WINDOWS_BLOCK" is not a sub-task of task ".*" \(LINUX, MIGRATE_FILE\)/,
    ],
    [{ subtask: 'MIGRATE_LINUX_BLOCK' }, /did you mean MIGRATE_LINUX_FILE\?/],
    [
      { subtask: 'CLONE_VM', user_op: 'CUTOVER0' },
      /"CLONE_VM" is not a sub-task of round CUTOVER0 of task/,
    ],
    [
      { user_op: 'CUTOVERZ' },
      /^until\.user_op: "CUTOVERZ" is not a round; did you mean CUTOVER0\?/,
    ],
    [{ user_op: 'CUTOVER' }, /did you mean CUTOVER0\?/],
    [{ state: 'SYNCIN' }, /^until\.state: "SYNCIN" is not one of .*did you mean SYNCING\?/],
  ]
  for (const [until, message] of cases) {
    const answer = await emulator.control('POST', advance, { until: { task, ...until } })
    t.match(answer, { status: 400, body: { error: { message } } }, JSON.stringify(until))
  }
  t.match(
    await emulator.control('POST', advance, { until: { task: 'MigratonTask', state: 'ABORT' } }),
    {
      status: 404,
      body: { error: { message: /Did you mean MigrationTask\?/ } },
    },
  )
  t.strictSame(emulator.emulator.dump(), before)
})

t.test('addScenarios: what a scenario can never meet is refused with what was meant', async (t) => {
  const { control, emulator } = await startTest(t)
  const before = emulator.dump()
  const cases: [then: string, message: RegExp, match?: string][] = [
    [
      'refuse: { operation: CreateTsk, code: SMS.6501 }',
      /then\.refuse\.operation: "CreateTsk" is not an operation of SMS; did you mean CreateTask/,
    ],
    [
      'refuse: { operation: KeystoneCreateToken, code: SMS.6501 }',
      /"KeystoneCreateToken" is not an operation of SMS/,
    ],
    [
      'refuse: { operation: "Creat*k", code: SMS.65o1 }',
      /"SMS.65o1" is not an error code such as SMS.6501/,
    ],
    [
      'fail: { at: MIGRATE_LINX_FILE }',
      /then\.fail\.at: "MIGRATE_LINX_FILE" .*did you mean MIGRATE_LINUX_FILE/,
    ],
    ['fail: { at: "MIGRAT_*" }', /"MIGRAT_\*" .*did you mean/],
    ['fail: { at: CONFIGURE_LINUX }', /did you mean CONFIGURE_LINUX_BLOCK or CONFIGURE_LINUX_FILE/],
    [
      'stall: { at: SSL_CONFIG, round: CUTOVR0 }',
      /"CUTOVR0" is not a round; did you mean CUTOVER0/,
    ],
    [
      'stall: { at: SSL_CONFIG, round: CUTOVER }',
      /"SSL_CONFIG" is not a sub-task of round CUTOVER; use DETTACH_AGENT_IMAGE, /,
    ],
    [
      'slow: [{ at: MIGRATE_WINDOWS_BLOCK, factor: 2 }]',
      /then\.slow\.0\.at: "MIGRATE_WINDOWS_BLOCK" never happens in migrations of LINUX/,
      'os: LINUX',
    ],
    [
      'fail: { at: MIGRATE_LINUX_BLOCK }',
      /never happens in migrations of MIGRATE_FILE; did you mean MIGRATE_LINUX_FILE/,
      'type: MIGRATE_FILE',
    ],
    ['timings: { rounds: { REPLICTE: {} } }', /"REPLICTE" is not a round; did you mean REPLICATE/],
    [
      'timings: { rounds: { REPLICATE: { SSL_CONFG: { lasts: PT1S } } } }',
      /did you mean SSL_CONFIG/,
    ],
    [
      'timings: { rounds: { CUTOVER: { SSL_CONFIG: { lasts: PT1S } } } }',
      /"SSL_CONFIG" is not a sub-task of round CUTOVER/,
    ],
  ]
  for (const [then, message, match = ''] of cases) {
    const text = `name: n\nmatch: { ${match} }\nthen: { ${then} }`
    const answer = await control('POST', '/_emulator/scenarios', text)
    t.match(answer, { status: 400, body: { error: { message } } }, then)
  }
  t.strictSame(emulator.dump(), before)
})

t.test('addScenarios: operations of a refusal may be a pattern', async (t) => {
  const emulator = await startTest(t)
  const text = 'name: n\nthen: { refuse: { operation: "List*", code: SMS.6501 } }'
  t.match(await emulator.control('POST', '/_emulator/scenarios', text), { status: 200 })
  t.match(await emulator.sms('GET', '/v3/tasks'), { body: { error_code: 'SMS.6501' } })
})

t.test('the sub-tasks of each round are those that the plan gives', async (t) => {
  const kinds = ['REPLICATE', 'CUTOVER', 'RESYNC', 'CLONE'] as const
  const traits = (['LINUX', 'WINDOWS'] as const).flatMap((os_type) =>
    (['MIGRATE_FILE', 'MIGRATE_BLOCK'] as const).map((type) => ({
      ...{ os_type, type, syncing: true, vm_template_id: null },
    })),
  )
  const all = new Set(traits.flatMap((task) => possibleRows(task)))
  t.strictSame([...all].sort(), [...SubTask.options].sort())
  for (const kind of kinds) {
    const planned = new Set(traits.flatMap((task) => possibleRows(task, kind)))
    const told = SubTask.options.filter((name) => roundHas(kind, name))
    t.strictSame([...planned].sort(), [...told].sort(), kind)
  }
})

t.test('listRequests: a filter that fits no call is refused', async (t) => {
  const { control } = await startTest(t)
  const cases: [query: string, message: RegExp][] = [
    ['method=GETT', /^\?method: "GETT" is not one of .*did you mean GET\?/],
    ['code=SMS.76o5', /^\?code: "SMS.76o5" is not an error code such as SMS.7605/],
    ['code=SNS.7605', /did you mean SMS/],
    ['path=v3/tasks', /^\?path: "v3\/tasks" is not a path: begin it with \/ or \*/],
    ['path=/v3/tasks?x=1', /has a query/],
    ['operaton=ListTasks', /^the query: "operaton" is unknown; did you mean operation\?/],
    ['status=9xx', /^\?status: "9xx" is not a status such as 404, 4xx or none/],
  ]
  for (const [query, message] of cases) {
    const url = `/_emulator/requests?${query.replaceAll('?', '%3F')}`
    t.match(await control('GET', url), { status: 400, body: { error: { message } } }, query)
  }
  for (const code of ['SMS.7605', 'SMS.*', '*', '401', '4*', 'APIGW.0301', 'S*']) {
    t.match(await control('GET', `/_emulator/requests?code=${code}`), { status: 200 }, code)
  }
})

t.test('a name that URLs drop is refused when it is given', async (t) => {
  const { control, emulator } = await startTest(t)
  const before = emulator.dump()
  for (const name of ['.', '..']) {
    const message = new RegExp(
      `"${name.replaceAll('.', '\\.')}" cannot be used as a name: URLs drop it`,
    )
    const refused = { status: 400, body: { error: { message } } }
    t.match(await control('POST', '/_emulator/accounts', { name }), refused)
    t.match(
      await control('POST', '/_emulator/fixtures', `accounts: [{ name: '${name}' }]`),
      refused,
    )
  }
  t.strictSame(emulator.dump(), before)
})

t.test('what is not there is answered with what was meant, however much there is', async (t) => {
  const { control } = await startTest(t)
  for (let count = 1; count <= 40; count++) {
    await control('POST', '/_emulator/accounts', { name: `worker-${count}` })
  }
  const answer = await control('GET', '/_emulator/clock?account=worker-4x')
  const { message } = answer.body.error
  t.match(answer, { status: 404 })
  t.match(
    message,
    /^There is no account "worker-4x"\. Did you mean worker-4\? There are 41 in all\.$/,
  )
  t.ok(message.length < 200)
  const far = await control('GET', '/_emulator/clock?account=somebody')
  t.match(far.body.error.message, /There are 41, such as emulator, worker-1, worker-2\.$/)
  const unknown = await control('PUT', '/_emulator/snapshots/none')
  t.match(unknown.body.error.message, /snapshot "none" in account "emulator"\. There are none\.$/)
})

t.test('loadFixture: a fixture cannot bring an id that URLs drop', async (t) => {
  const { control, emulator } = await startTest(t)
  const before = emulator.dump()
  const source = { ...linuxSource(), name: 'web-01' }
  for (const [entry, path] of [
    [{ sources: [{ ...source, id: '..' }] }, 'sources.0.id'],
    [{ sources: [source], tasks: [{ source: 'web-01', id: '.' }] }, 'tasks.0.id'],
    [{ projects: [{ name: 'eu', id: '..' }] }, 'projects.0.id'],
    [{ users: [{ name: 'a', password: 'Some@1234', id: '..' }] }, 'users.0.id'],
  ] as const) {
    const answer = await control('POST', '/_emulator/fixtures', {
      accounts: [{ name: 'other', ...entry }],
    })
    t.match(answer, {
      status: 400,
      body: { error: { message: new RegExp(`accounts\\.0\\.${path}: .*URLs drop it`) } },
    })
  }
  t.strictSame(emulator.dump(), before)
})

t.test('a form is told in words, and a name that several have is told once', async (t) => {
  const { sms } = await startTest(t)
  const window = { start: '24:00', end: '24:00', speed: 1 }
  const { task } = await newTask(await startTest(t))
  t.match((await sms('POST', `/v3/tasks/${task}/speed-limit`, { speed_limit: [window] })).body, {
    error_msg: /"24:00" is not a time of day from 0:00 to 23:59/,
  })
  t.equal(didYouMean('web-1', ['web-01', 'web-01']), '; did you mean web-01?')
})
