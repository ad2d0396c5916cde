import { readFileSync } from 'node:fs'
import type { FastifyPluginAsync, InjectOptions } from 'fastify'
import { type ConfigInput, configOf, testSettings } from '../src/config.ts'
import { mergeAccounts, well_known } from '../src/domain/identity/well-known.ts'
import { createEmulator, type Emulator } from '../src/emulator.ts'
import { type App, buildApp } from '../src/http/app.ts'
import { makeServiceApps, sharedServiceApps } from '../src/http/service-apps.ts'
import type { Account } from '../src/operations/account/account.ts'
import { bootAccounts } from '../src/operations/control/reset.ts'
import type { Accounts } from '../src/operations/registry/accounts.ts'
import { readFixtures, readScenarios } from '../src/process/fixture-files.ts'
import { rehearseFixtures } from '../src/process/rehearsal.ts'
import type { FixtureAccount } from '../src/schemas/control/fixture.ts'

/** The moment at which every test begins, unless it says otherwise. */
export const noon = Date.parse('2026-01-01T12:00:00Z')

export const account_id = '0e0000000000000000000000000d0001'
export const project_id = '0215ef11e49d4743be23dd97a1561e91'

type Answer = {
  status: number
  headers: Record<string, unknown>
  // biome-ignore lint/suspicious/noExplicitAny: answers are what the tests are about.
  body: any
}

export type TestEmulator = {
  app: App
  emulator: Emulator
  /** The wall's clock, which stands still unless a test moves it. */
  wall: { now: number }
  /** For how long calls have waited, in order; nothing really waits. */
  sleeps: number[]
  /** The token that `sms` uses. */
  tokens: { sms: string | undefined }
  /** A call without credentials. */
  call(method: string, url: string, options?: Partial<InjectOptions>): Promise<Answer>
  /** A call to SMS with a token of the account. */
  sms(method: string, url: string, body?: unknown): Promise<Answer>
  /** A call to the control API. */
  control(method: string, url: string, body?: unknown): Promise<Answer>
  login(body?: unknown): Promise<string>
  close(): Promise<void>
}

type Teardown = { teardown(work: () => unknown): void }

/**
 * An emulator of a test's own: frozen, at pace 1, in memory, gone at its end.
 *
 * @param former one that ran on the same file: its token goes on to be used.
 * @param before registered before the routes of each service.
 */
export async function startTest(
  t: Teardown,
  settings: ConfigInput = {},
  accounts: FixtureAccount[] = [],
  former?: TestEmulator,
  before?: FastifyPluginAsync,
): Promise<TestEmulator> {
  const wall = { now: noon }
  const sleeps: number[] = []
  const config = configOf({ ...testSettings, now: noon, ...settings })
  const boot = mergeAccounts([well_known, ...readFixtures(config.fixture), ...accounts])
  const emulator = createEmulator(config, {
    wall: () => wall.now,
    boot,
    scenarios: readScenarios(config.scenario),
    later: setImmediate,
    rehearse: rehearseFixtures,
    freeze: true,
    sleep: async (ms) => {
      sleeps.push(ms)
    },
  })
  const checked = { ...config, checkAnswers: true }
  const apps = before ? makeServiceApps(checked, before) : sharedServiceApps(checked)
  if (before) await apps.all()
  const app = buildApp(emulator, { apps })
  let open = true
  const close = async () => {
    if (!open) return
    open = false
    await app.close()
    emulator.close()
  }
  t.teardown(close)
  try {
    bootAccounts(emulator.accounts)
  } catch (error) {
    await close()
    throw error
  }

  const call: TestEmulator['call'] = async (method, url, options = {}) => {
    const response = await app.inject({ method: method as 'GET', url, ...options })
    const { statusCode: status, headers, payload } = response
    const json = String(headers['content-type']).includes('json') && payload !== ''
    return { status, headers, body: json ? response.json() : payload }
  }
  const send = (headers: Record<string, string>) => (method: string, url: string, body?: unknown) =>
    call(method, url, {
      headers,
      ...(body === undefined ? {} : { payload: body as object }),
    })
  const login = async (body: unknown = credentials()) => {
    const answer = await call('POST', '/v3/auth/tokens', { payload: body as object })
    return String(answer.headers['x-subject-token'])
  }
  const tokens = { sms: former?.tokens.sms }
  return {
    tokens,
    app,
    emulator,
    wall,
    sleeps,
    call,
    login,
    close,
    control: send({}),
    sms: async (method, url, body) => {
      tokens.sms ??= await login()
      const answer = await send({ 'x-auth-token': tokens.sms })(method, url, body)
      if (answer.status !== 401) return answer
      // As clients do when their token has died: log in again, and replay.
      tokens.sms = await login()
      return send({ 'x-auth-token': tokens.sms })(method, url, body)
    },
  }
}

/**
 * An account in memory, for tests of operations: no HTTP, no file. It holds what every account holds at first.
 *
 * @returns the account, the wall's clock, which its own clock follows from noon on, and all accounts.
 */
export function testAccount(
  t: Teardown,
  settings: ConfigInput = {},
): { account: Account; wall: { now: number }; accounts: Accounts } {
  const wall = { now: noon }
  const config = configOf({ ...testSettings, clock: 'flowing', ...settings })
  const emulator = createEmulator(config, {
    wall: () => wall.now,
    boot: [well_known],
    freeze: true,
  })
  t.teardown(emulator.close)
  const { accounts } = emulator
  bootAccounts(accounts)
  return { account: accounts.get(), wall, accounts }
}

/** The rows of an account, for tests that look at them or break them. */
export const storesOf = ({ accounts }: Emulator, id = account_id) =>
  accounts.get(id).internals.stores

/** The body of a token request, for a scope. */
export const credentials = (
  scope: unknown = { project: { id: project_id } },
  user: object = { name: 'developer', password: 'Emulator@123', domain: { name: 'emulator' } },
) => ({ auth: { identity: { methods: ['password'], password: { user } }, scope } })

const examples = JSON.parse(readFileSync('test/reference/sms-v3.examples.json', 'utf8')).operations

/** The documented example of an operation's request body, to be changed by a test. */
export const exampleBody = (operationId: string): Record<string, unknown> =>
  structuredClone(examples[operationId].request.body)

export const linuxSource = (change: object = {}) => ({
  ...exampleBody('RegisterServer'),
  ...change,
})

/** A source of a fixture that says no more than it must: for those that are many, or about which nothing is asked. */
export const leastSource = (name: string) => ({
  name,
  os_type: 'LINUX' as const,
  os_version: 'UBUNTU_20_4_64BIT',
  networks: [{ mac: 'fa:16:3e:00:00:01' }],
  agent_version: '2023.11.3',
})

export const windowsSource = (change: object = {}) => ({
  ...exampleBody('RegisterServer'),
  os_type: 'WINDOWS',
  os_version: 'WINDOWS2012_64BIT',
  system_dir: 'C:\\Windows',
  disks: [
    {
      name: 'Disk 0',
      partition_style: 'MBR',
      device_use: 'OS',
      size: 42949672960,
      physical_volumes: [
        { name: 'C:\\', file_system: 'NTFS', index: 1, size: 42580574208, used_size: 16148279296 },
      ],
    },
  ],
  ...change,
})

/** What a task for `windowsSource()` sends. */
export const windowsTask = (change: object = {}) => {
  const { target_server } = exampleBody('CreateTask') as { target_server: { disks: object[] } }
  const [disk] = target_server.disks
  const physical_volumes = windowsSource().disks.flatMap((one) => one.physical_volumes)
  return {
    ...{ type: 'MIGRATE_BLOCK', os_type: 'WINDOWS' },
    target_server: { ...target_server, disks: [{ ...disk, physical_volumes }] },
    ...change,
  }
}

/** A source that has passed its check. @returns its id */
export async function healthySource(
  { sms, control }: TestEmulator,
  change: object = {},
): Promise<string> {
  const { body } = await sms('POST', '/v3/sources', linuxSource(change))
  await control('POST', '/_emulator/clock/advance', { events: 1 })
  return body.id
}

/** The documented CreateTask for a source, over a private address. */
export const taskFor = (source_id: string, change: object = {}): Record<string, unknown> => ({
  ...exampleBody('CreateTask'),
  source_server: { id: source_id },
  use_public_ip: false,
  ...change,
})

/** A task for a new healthy source. @returns both ids */
export async function newTask(
  emulator: TestEmulator,
  change: object = {},
  source_change: object = {},
): Promise<{ task: string; source: string }> {
  const source = await healthySource(emulator, source_change)
  const { body } = await emulator.sms('POST', '/v3/tasks', taskFor(source, change))
  return { task: body.id, source }
}

/** Moves the clock until a task meets a condition. */
export const until = ({ control }: TestEmulator, task: string, condition: object) =>
  control('POST', '/_emulator/clock/advance', { until: { task, ...condition } })

/** An action on a task. */
export const act = ({ sms }: TestEmulator, task: string, operation: string) =>
  sms('POST', `/v3/tasks/${task}/action`, { operation })

/** A scenario as a body of the control API; a function, as literals may have no `then` (Biome). */
export const scenario = (name: string, going: object, match: object = {}) => {
  const key = 'then'
  return { name, match, [key]: going }
}
