import type { AccountControl } from './accounts.ts'
import type { AgentControl } from './agents.ts'
import type { Usage, UsagesOf } from './arguments.ts'
import type { EmulatorClient } from './client.ts'
import type { ClockControl } from './clock.ts'
import type { FixtureControl, SnapshotControl } from './contents.ts'
import type { FaultControl, ScenarioControl } from './deviations.ts'
import type { RequestJournal } from './requests.ts'
import type { TestAccount } from './test-account.ts'

/** How each function of the library is called: what its arguments are checked by, and what a wrong one is told. */

const text = (name: string) => ({ name, takes: 'a text' }) as const
const optional_text = (name: string) => ({ name, takes: 'a text', optional: true }) as const
const object = (name: string) => ({ name, takes: 'an object' }) as const
const document = (name: string) => ({ name, takes: 'an object or a text' }) as const
/** An object of options, all of which may be absent. */
const options = (name: string, ...keys: string[]) =>
  ({ name, takes: 'an object', optional: true, keys }) as const

const signal = options('options', 'signal')
const replace = options('options', 'replace')
const filter_keys = ['operation', 'method', 'path', 'status', 'code', 'since']
const filter = (...others: string[]) => options('filter', ...filter_keys, ...others)
const account_options = { ...object('options'), optional: true }

const none = (example: string): Usage => ({ example, parameters: [] })

export const accounts: UsagesOf<AccountControl> = {
  list: none('accounts.list()'),
  create: { example: "accounts.create({ name: 'worker-1' })", parameters: [account_options] },
  open: { example: "accounts.open({ name: 'worker-1' })", parameters: [account_options] },
  delete: { example: "accounts.delete('worker-1')", parameters: [text('account')] },
}

export const agents: UsagesOf<AgentControl> = {
  get: { example: "agents.get('web-1')", parameters: [text('source')] },
  set: {
    example: "agents.set('web-1', { connected: false })",
    parameters: [text('source'), object('change')],
  },
}

export const clock: UsagesOf<ClockControl> = {
  get: none('clock.get()'),
  set: { example: "clock.set({ mode: 'frozen' })", parameters: [object('change'), signal] },
  advance: { example: "clock.advance({ by: '10m' })", parameters: [object('how'), signal] },
  advanceUntil: {
    example: "clock.advanceUntil({ task: 'move-web-1', state: 'SYNCING' })",
    parameters: [
      { ...document('condition'), takes: 'an object or a text' },
      options('options', 'max', 'signal'),
    ],
  },
}

export const fixtures: UsagesOf<FixtureControl> = {
  load: {
    example: "fixtures.load({ accounts: [{ name: 'emulator' }] })",
    parameters: [document('fixture'), replace],
  },
  loadFile: { example: "fixtures.loadFile('fleet.yaml')", parameters: [text('path'), replace] },
  export: none('fixtures.export()'),
}

export const snapshots: UsagesOf<SnapshotControl> = {
  list: none('snapshots.list()'),
  save: { example: "snapshots.save('before')", parameters: [text('name')] },
  upload: {
    example: "snapshots.upload('before', document)",
    parameters: [text('name'), document('document')],
  },
  restore: { example: "snapshots.restore('before')", parameters: [text('name')] },
  download: { example: "snapshots.download('before')", parameters: [text('name')] },
  drop: { example: "snapshots.drop('before')", parameters: [text('name')] },
}

export const scenarios: UsagesOf<ScenarioControl> = {
  list: none('scenarios.list()'),
  library: none('scenarios.library()'),
  add: {
    example: "scenarios.add({ name: 'a', then: { noise: 0.1 } })",
    parameters: [document('scenarios'), replace],
  },
  remove: { example: "scenarios.remove('a')", parameters: [optional_text('name')] },
}

export const faults: UsagesOf<FaultControl> = {
  list: none('faults.list()'),
  add: {
    example: "faults.add({ match: { operation: 'ShowTask' }, effect: { status: 503 } })",
    parameters: [document('faults')],
  },
  remove: { example: "faults.remove('fault-1')", parameters: [optional_text('id')] },
}

export const requests: UsagesOf<RequestJournal> = {
  list: { example: "requests.list({ operation: 'CreateTask' })", parameters: [filter('limit')] },
  get: { example: 'requests.get(requestId)', parameters: [text('id')] },
  count: { example: "requests.count({ operation: 'CreateTask' })", parameters: [filter()] },
  expect: {
    example: "requests.expect({ operation: 'CreateTask' })",
    parameters: [{ ...filter('times'), optional: false }],
  },
  wait: {
    example: "requests.wait({ operation: 'CreateTask' })",
    parameters: [{ ...filter('count', 'timeout'), optional: false }, signal],
  },
  clear: none('requests.clear()'),
  har: { example: "requests.har({ operation: 'CreateTask' })", parameters: [filter('limit')] },
  follow: {
    example: "requests.follow({ operation: 'CreateTask' })",
    parameters: [filter(), signal],
  },
}

const login_options = options('options', 'project')

export const client: UsagesOf<EmulatorClient> = {
  account: { example: "client.account('worker-1')", parameters: [text('account')] },
  login: {
    example: 'client.login(account.credentials)',
    parameters: [
      { ...object('credentials'), required: ['account', 'user', 'password', 'projects'] },
      login_options,
    ],
  },
  credentials: none('client.credentials()'),
  health: none('client.health()'),
  ready: { example: 'client.ready({ signal })', parameters: [signal] },
  info: none('client.info()'),
  reset: { example: 'client.reset({ all: true })', parameters: [options('options', 'all')] },
  tasks: {
    example: 'client.tasks({ limit: 10 })',
    parameters: [options('options', 'task', 'state', 'q', 'limit', 'offset')],
  },
  sources: {
    example: 'client.sources({ limit: 10 })',
    parameters: [options('options', 'state', 'q', 'limit', 'offset')],
  },
  servers: {
    example: 'client.servers({ limit: 10 })',
    parameters: [options('options', 'q', 'limit', 'offset')],
  },
  timeline: {
    example: "client.timeline('move-web-1')",
    parameters: [text('task'), options('options', 'at')],
  },
  events: {
    example: 'client.events({ signal })',
    parameters: [options('options', 'account', 'signal', 'lastEventId', 'onConnection')],
  },
  explain: { example: 'client.explain(requestId)', parameters: [text('requestId')] },
  validate: {
    example: "client.validate('effect: { status: 503 }')",
    parameters: [text('document')],
  },
  bundle: none('client.bundle()'),
  coverage: none('client.coverage()'),
  coverageReport: { example: "client.coverageReport('junit')", parameters: [text('format')] },
}

export const testAccount: UsagesOf<TestAccount> = {
  login: { example: "account.login({ project: 'cn-north-4' })", parameters: [login_options] },
  headers: { example: "account.headers({ project: 'cn-north-4' })", parameters: [login_options] },
  delete: none('account.delete()'),
}

/** Of a new client itself. */
export const clientOptions: Usage = {
  example: "new EmulatorClient('http://127.0.0.1:7670', { account: 'worker-1' })",
  parameters: [options('options', 'account', 'token', 'closed', 'deleted', 'phrase')],
}

/** The bodies that the library makes. */
export const bodies = {
  linuxServer: {
    example: "linuxServer({ name: 'web-1' })",
    parameters: [{ ...object('changes'), optional: true }],
  },
  windowsServer: {
    example: "windowsServer({ name: 'ad-1' })",
    parameters: [{ ...object('changes'), optional: true }],
  },
  taskFor: {
    example: 'taskFor(source.id, { auto_start: true })',
    parameters: [text('sourceId'), { ...object('changes'), optional: true }],
  },
} satisfies Record<string, Usage>
