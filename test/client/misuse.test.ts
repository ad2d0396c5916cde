import t from 'tap'
import {
  type EmulatorClient,
  EmulatorError,
  linuxServer,
  start,
  type TestAccount,
  taskFor,
  windowsServer,
} from '../../src/index.ts'

/** What each function of the library says of a wrong argument: what was given, and what to write, in its own names. */

const emulator = await start()
t.teardown(() => emulator.close())
const account = await emulator.account()

/** Words of HTTP, of curl and of the command, which a user of the library has never written. */
const foreign = /\bbody\b|\bquery\b|the path\b|\?\w|Content-Type|curl|-H |--[a-z]|\/_emulator/

type Wrong = [args: unknown[], message: string | RegExp]

/** Wrong calls of each function, by its name below the client. */
const wrong: Record<string, Wrong[]> = {
  account: [
    [[], "account is missing; write client.account('worker-1')."],
    [[{ name: 'a' }], "account: an object is not a text; write client.account('worker-1')."],
  ],
  login: [
    [['developer'], /^credentials: "developer" is not an object; write client\.login\(/],
    [[{ account: 'a' }], 'credentials.user is missing; write client.login(account.credentials).'],
    [[emulator.credentials, 'moon-1'], /^options: "moon-1" is not an object; write/],
    [[emulator.credentials, { region: 'a' }], 'options: "region" is unknown; use project.'],
  ],
  ready: [[['now'], 'options: "now" is not an object; write client.ready({ signal }).']],
  reset: [
    [['worker-1'], 'options: "worker-1" is not an object; write client.reset({ all: true }).'],
    [[{ account: 'worker-1' }], 'options: "account" is unknown; use all.'],
    [[{ all: 'each' }], 'all: "each" is not true or false'],
  ],
  tasks: [
    [[10], 'options: 10 is not an object; write client.tasks({ limit: 10 }).'],
    [[{ lmit: 1 }], 'options: "lmit" is unknown; use task, state, q, limit or offset.'],
    [[{ limit: -1 }], 'limit: -1 is too small; the least is 0'],
  ],
  sources: [[[{ offset: 1.5 }], 'offset: "1.5" is not a number']],
  servers: [[[{ limit: 1.5 }], 'limit: "1.5" is not a number']],
  timeline: [
    [[], "task is missing; write client.timeline('move-web-1')."],
    [['a', { att: 'x' }], 'options: "att" is unknown; use at.'],
    [['a', { at: 'noon' }], /^at: "noon" is not a moment with a zone/],
    [['..'], /^"\.\." cannot be used as a name/],
  ],
  events: [
    [
      [{ sgnal: 1 }],
      /^options: "sgnal" is unknown; use account, signal, lastEventId or onConnection/,
    ],
  ],
  explain: [[[12], 'requestId: 12 is not a text; write client.explain(requestId).']],
  validate: [
    [[{ accounts: [] }], /^document: an object is not a text; write client\.validate\('/],
    [[], /^document is missing; write client\.validate\('/],
  ],
  coverageReport: [
    [[], "format is missing; write client.coverageReport('junit')."],
    [['html'], 'format: "html" is not one of json, markdown, junit, github'],
  ],
  'accounts.create': [
    [['w1'], 'options: "w1" is not an object; write accounts.create({ name: \'worker-1\' }).'],
    [[{ nme: 'w1' }], '"nme" is unknown; did you mean name?'],
    [[{ clock: 'frozen' }], 'clock: "frozen" is not an object'],
  ],
  'accounts.open': [[[{ name: 'a b' }], /^name: "a b" is not a name of 1 to 64 letters/]],
  'accounts.delete': [[[], "account is missing; write accounts.delete('worker-1')."]],
  'agents.get': [[[7], "source: 7 is not a text; write agents.get('web-1')."]],
  'agents.set': [
    [['web-1'], "change is missing; write agents.set('web-1', { connected: false })."],
    [['web-1', 'external'], /^change: "external" is not an object; write/],
    [['web-1', { mode: 'x' }], 'mode: "x" is not one of simulated, external'],
  ],
  'clock.set': [
    [['frozen'], 'change: "frozen" is not an object; write clock.set({ mode: \'frozen\' }).'],
    [[{ mode: 'froze' }], /^mode: "froze" is not one of flowing, frozen/],
    [[{ pace: 1 }, 5], /^options: 5 is not an object; write/],
  ],
  'clock.advance': [
    [['10m'], 'how: "10m" is not an object; write clock.advance({ by: \'10m\' }).'],
    [[600], "how: 600 is not an object; write clock.advance({ by: '10m' })."],
    [[], "how is missing; write clock.advance({ by: '10m' })."],
    [[{}], 'give one of by, until or events'],
    [[{ by: 'x' }], /^by: "x" is not a duration/],
    [[{ by: Number.NaN }], 'by: NaN is not a number that can be sent.'],
    [[{ until: { task: 'a', subtask: 'MIGR' } }], /^until\.subtask: "MIGR" is not known here/],
    [[{ by: 1 }, { sgnal: 1 }], 'options: "sgnal" is unknown; use signal.'],
  ],
  'clock.advanceUntil': [
    [[7], /^condition: 7 is not an object or a text; write clock\.advanceUntil\(/],
    [['end'], /^until: "end" is not idle or an object/],
    [['idle', { maximum: 1 }], 'options: "maximum" is unknown; use max or signal.'],
    [['idle', { max: 'long' }], /^max: "long" is not a duration/],
  ],
  'fixtures.load': [
    [[], /^fixture is missing; write fixtures\.load\(/],
    [[5], /^fixture: 5 is not an object or a text/],
    [['{}', { repace: true }], 'options: "repace" is unknown; use replace.'],
    [['accounts: [{ name: a }]', { replace: 'x' }], 'replace: "x" is not true or false'],
  ],
  'fixtures.loadFile': [[[5], "path: 5 is not a text; write fixtures.loadFile('fleet.yaml')."]],
  'snapshots.save': [[['a b'], /^name: "a b" is not a name of 1 to 64 letters/]],
  'snapshots.upload': [[['a'], "document is missing; write snapshots.upload('before', document)."]],
  'snapshots.restore': [[[], "name is missing; write snapshots.restore('before')."]],
  'snapshots.download': [[[1], "name: 1 is not a text; write snapshots.download('before')."]],
  'snapshots.drop': [[[null], "name: null is not a text; write snapshots.drop('before')."]],
  'scenarios.add': [[[], /^scenarios is missing; write scenarios\.add\(\{ name: 'a'/]],
  'scenarios.remove': [[[5], "name: 5 is not a text; write scenarios.remove('a')."]],
  'faults.add': [
    [
      [[{ match: {}, efect: { status: 503 } }]],
      'The fault is not valid: 0: "efect" is unknown; did you mean effect?',
    ],
    [[true], /^faults: true is not an object or a text; write faults\.add\(/],
  ],
  'faults.remove': [
    [[{ id: 'a' }], "id: an object is not a text; write faults.remove('fault-1')."],
  ],
  'requests.list': [
    [['CreateTask'], /^filter: "CreateTask" is not an object; write requests\.list\(\{/],
    [[{ limit: -1 }], 'limit: -1 is too small; the least is 0'],
    [[{ account: 'a' }], /^filter: "account" is unknown; use operation, method, path, status,/],
  ],
  'requests.count': [[[{ operation: 'Lst' }], /^operation: "Lst" is not an operation of SMS/]],
  'requests.get': [
    [[5], 'id: 5 is not a text; write requests.get(requestId).'],
    [['nothing'], /^The journal of account ".*" has no call "nothing"/],
  ],
  'requests.expect': [
    [[], "filter is missing; write requests.expect({ operation: 'CreateTask' })."],
    [[{ operation: 'Lst' }], /^operation: "Lst" is not an operation of SMS/],
    [[{ status: '6xx' }], 'status: "6xx" is not a status such as 404, 4xx or none'],
    [[{ times: -1 }], /^times: -1 is not a number of calls/],
  ],
  'requests.wait': [
    [[], "filter is missing; write requests.wait({ operation: 'CreateTask' })."],
    [[{ timeout: 'x' }], /^timeout: "x" is not a duration/],
    [[{ signal: 1 }], /^filter: "signal" is unknown/],
  ],
  'requests.har': [[[{ method: 'FETCH' }], /^method: "FETCH" is not one of GET, HEAD/]],
  'requests.follow': [
    [[{ operation: 'Lst' }], /^operation: "Lst" is not an operation of SMS/],
    [[{}, 'stop'], /^options: "stop" is not an object; write/],
  ],
}

/** Functions that take nothing. */
const without_arguments = [
  'credentials',
  'health',
  'info',
  'bundle',
  'coverage',
  'accounts.list',
  'clock.get',
  'fixtures.export',
  'snapshots.list',
  'scenarios.list',
  'scenarios.library',
  'faults.list',
  'requests.clear',
]

/** The functions of an object, and of its groups. */
const functionsOf = (value: object, prefix = ''): [string, (...args: never[]) => unknown][] =>
  Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(([name, { value: member }]) => {
    if (typeof member === 'function') return [[`${prefix}${name}`, member]]
    return typeof member === 'object' ? functionsOf(member, `${name}.`) : []
  })

async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    const result = call()
    if (typeof result === 'object' && result !== null && Symbol.asyncIterator in result) {
      await (result as AsyncGenerator).next()
    } else await result
  } catch (error) {
    return error
  }
  throw new Error('it was taken')
}

const shownOf = (name: string, args: unknown[]): string => `${name}(${JSON.stringify(args)})`

t.test('each function of a client tells a wrong argument by its own names', async (t) => {
  const client: EmulatorClient = account.client
  const functions = new Map(functionsOf(client))
  t.strictSame([...functions.keys()].sort(), [...Object.keys(wrong), ...without_arguments].sort())
  for (const [name, cases] of Object.entries(wrong)) {
    for (const [args, message] of cases) {
      const error = await errorOf(() => Reflect.apply(functions.get(name) as never, client, args))
      t.match(error, { name: 'EmulatorError', message }, shownOf(name, args))
      t.notMatch((error as Error).message, foreign, shownOf(name, args))
    }
  }
})

t.test(
  'so do the functions of an emulator and of an account, and those that make bodies',
  async (t) => {
    const { EmulatorClient: Client } = await import('../../src/index.ts')
    const mine: TestAccount = account
    const calls: [call: (...args: never[]) => unknown, ...Wrong][] = [
      [emulator.login, ['moon-1'], /^options: "moon-1" is not an object; write/],
      [emulator.headers, [{ region: 'a' }], 'options: "region" is unknown; use project.'],
      [emulator.account, ['w1'], /^options: "w1" is not an object; write accounts\.open\(/],
      [emulator.account, [{ nme: 'w1' }], '"nme" is unknown; did you mean name?'],
      [mine.login, ['moon-1'], /^options: "moon-1" is not an object; write account\.login\(/],
      [mine.headers, [5], /^options: 5 is not an object; write account\.headers\(/],
      [
        linuxServer,
        ['web-1'],
        'changes: "web-1" is not an object; write linuxServer({ name: \'web-1\' }).',
      ],
      [
        windowsServer,
        [[]],
        "changes: a list is not an object; write windowsServer({ name: 'ad-1' }).",
      ],
      [taskFor, [], 'sourceId is missing; write taskFor(source.id, { auto_start: true }).'],
      [taskFor, [{ id: 'a' }], /^sourceId: an object is not a text; write taskFor\(source\.id/],
      [taskFor, ['a', 'move'], /^changes: "move" is not an object/],
      [
        (...args) => Reflect.construct(Client, args),
        [emulator.url, 'w1'],
        /^options: "w1" is not an object; write new EmulatorClient\(/,
      ],
      [
        (...args) => Reflect.construct(Client, args),
        [emulator.url, { acount: 'w1' }],
        'options: "acount" is unknown; use account, token, closed, deleted or phrase.',
      ],
    ]
    for (const [call, args, message] of calls) {
      const error = await errorOf(() => Reflect.apply(call, undefined, args))
      t.match(error, { name: 'EmulatorError', message }, shownOf(call.name, args))
      t.type(error, EmulatorError)
    }
    t.match(await errorOf(() => Reflect.apply(start, undefined, [7670])), {
      name: 'ConfigRefused',
      message: 'The settings are 7670 and not an object; write start({ port: 7670 }).',
    })
  },
)

t.test('a class that extends the client takes what it likes', async (t) => {
  const { EmulatorClient: Client } = await import('../../src/index.ts')
  class Mine extends Client {
    // @ts-expect-error: another signature
    override async timeline(task: number) {
      return task
    }
  }
  t.equal((await new Mine(emulator.url).timeline(3)) as unknown, 3)
})
