import { createHmac } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { well_known } from '../src/domain/boot.ts'
import { signed } from '../test/signing.ts'
import type { Command } from './children.ts'
import { type Call, once } from './load.ts'
import { exampleBody, idOf } from './seed.ts'

/** Who is measured, at which work, and what each needs for it. */

export const works = {
  get: 'get one task',
  list50: 'list 50 by state',
  list20: 'list 20',
  source: 'create a source',
  create: 'create a task',
  token: 'get a token',
  signed: 'get one, signed',
} as const
export type Work = keyof typeof works

export type Target = {
  name: string
  kind: 'us' | 'peer' | 'limit'
  /** What starts it; called anew for each start. */
  command: (port: number) => Command
  /** Answers 200 as soon as it is up. */
  alive: string
  /** What does the work; called once it is up, when a token can be had. */
  calls: (port: number) => Promise<Partial<Record<Work, Call>>>
}

/** The files that all targets are given, of the same data. */
export type Data = { folder: string; seeded: string; task: string; list50: string; list20: string }

const json = { 'content-type': 'application/json' }
const region_project = '0215ef11e49d4743be23dd97a1561e91'
const login = JSON.stringify({
  auth: {
    identity: {
      methods: ['password'],
      password: {
        user: { name: 'developer', password: 'Emulator@123', domain: { name: 'emulator' } },
      },
    },
    scope: { project: { id: region_project } },
  },
})
export const head = `/v3/tasks/${idOf('task', 0)}`
const paths = { list50: '/v3/tasks?state=RUNNING&limit=50', list20: '/v3/tasks?limit=20' }

/** Bodies of creation; a source and a target have one task each, so that each body names others. */
const sourceBody = JSON.stringify(exampleBody('RegisterServer'))
const taskExample = exampleBody('CreateTask')
const target = taskExample.target_server as object
export const taskBody = (source_id: string): string =>
  JSON.stringify({
    ...taskExample,
    ...{ source_server: { id: source_id }, use_public_ip: false },
    target_server: { ...target, vm_id: source_id },
  })

/** Has a token, and makes tasks for the sources that are free. */
export async function emulatorCalls(port: number): Promise<Record<Work, Call>> {
  const token = { method: 'POST', path: '/v3/auth/tokens', headers: json, body: login } as const
  const { headers } = await once(port, token)
  const auth = { 'x-auth-token': headers.get('x-subject-token') ?? '' }
  let free = 0
  return {
    get: { method: 'GET', path: head, headers: auth },
    list50: { method: 'GET', path: paths.list50, headers: auth },
    list20: { method: 'GET', path: paths.list20, headers: auth },
    source: {
      method: 'POST',
      path: '/v3/sources',
      headers: { ...json, ...auth },
      body: sourceBody,
    },
    create: {
      method: 'POST',
      path: '/v3/tasks',
      headers: { ...json, ...auth },
      next: () => ({ body: taskBody(idOf('free', free++)) }),
    },
    token,
    signed: { method: 'GET', path: head, headers: signature(port) },
  }
}

function signature(port: number): Record<string, string> {
  const [key] = well_known.users?.[0]?.access_keys ?? []
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const host = `127.0.0.1:${port}`
  const wish = { ak: key?.ak ?? '', sk: key?.sk ?? '', target: head, date, headers: { host } }
  return signed(wish).headers as Record<string, string>
}

/** This emulator as it is shipped: on a file, strict, with everything on. */
export function emulator({ folder, seeded }: Data): Target {
  const file = join(folder, 'emulator.db')
  const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    bin: Record<string, string>
  }
  const command = join(process.cwd(), bin['sms-emulator'] ?? '')
  return {
    name: 'this emulator',
    kind: 'us',
    alive: '/_emulator/ready',
    command: (port) => {
      for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
      copyFileSync(seeded, file)
      const args = [command, 'start', '--port', `${port}`, '--db', file, '--log-level', 'warn']
      return { file: process.execPath, args }
    },
    calls: emulatorCalls,
  }
}

const fromPeers = createRequire(`${process.cwd()}/bench/peers/package.json`)

/** The file that a peer's command runs. @throws Error when it is not installed */
function commandOf(name: string, command: string): string {
  const file = join(process.cwd(), 'bench/peers/node_modules', name, 'package.json')
  if (!existsSync(file)) throw new Error(`${name} is not installed: npm ci in bench/peers`)
  const { bin } = JSON.parse(readFileSync(file, 'utf8'))
  return join(file, '..', typeof bin === 'string' ? bin : bin[command])
}

const get = { method: 'GET', headers: { 'x-auth-token': 'any' } } as const
const post = { method: 'POST', headers: { ...json, 'x-auth-token': 'any' } } as const
const canned: Partial<Record<Work, Call>> = {
  get: { ...get, path: head },
  list50: { ...get, path: paths.list50 },
  list20: { ...get, path: paths.list20 },
  source: { ...post, path: '/v3/sources', body: sourceBody },
  create: { ...post, path: '/v3/tasks', body: taskBody(idOf('free', 0)) },
}
const { get: getOnly, create: createOnly } = canned

function prism(): Target {
  return {
    name: 'Prism',
    kind: 'peer',
    alive: '/v3',
    command: (port) => ({
      file: process.execPath,
      args: [
        ...[commandOf('@stoplight/prism-cli', 'prism'), 'mock', 'openapi/sms.json'],
        ...['-p', `${port}`, '-h', '127.0.0.1', '-v', 'silent'],
      ],
    }),
    calls: async () => canned,
  }
}

function mockoon({ folder, task, list50, list20 }: Data): Target {
  const file = join(folder, 'mockoon.json')
  const route = (method: string, endpoint: string, body: string, place: number) => ({
    ...{ uuid: `route-${place}`, type: 'http', documentation: '', method, endpoint },
    responses: [
      {
        ...{ uuid: `response-${place}`, body, latency: 0, statusCode: 200, label: '' },
        headers: [{ key: 'content-type', value: 'application/json' }],
        ...{ bodyType: 'INLINE', filePath: '', sendFileAsBody: false, rules: [] },
        ...{ rulesOperator: 'OR', disableTemplating: true, fallbackTo404: false, default: true },
      },
    ],
  })
  return {
    name: 'Mockoon',
    kind: 'peer',
    alive: '/v3',
    command: (port) => {
      const routes = [
        route('get', 'v3', '{}', 1),
        route('get', 'v3/tasks/:task_id', task, 2),
        route('get', 'v3/tasks', list50, 3),
        route('get', 'v3/short', list20, 4),
        route('post', 'v3/tasks', '{"id":"1"}', 5),
        route('post', 'v3/sources', '{"id":"1"}', 6),
      ]
      const environment = {
        ...{ uuid: 'bench', lastMigration: 33, name: 'bench', port, hostname: '127.0.0.1' },
        ...{ endpointPrefix: '', latency: 0, routes, folders: [], headers: [], data: [] },
        rootChildren: routes.map(({ uuid }) => ({ type: 'route', uuid })),
      }
      writeFileSync(file, JSON.stringify(environment))
      const args = ['start', '-d', file, '-p', `${port}`, '-X', '--disable-admin-api']
      return { file: process.execPath, args: [commandOf('@mockoon/cli', 'mockoon-cli'), ...args] }
    },
    calls: async () => ({ ...canned, list20: { ...get, path: '/v3/short' } }),
  }
}

function jsonServer({ folder, task, list50 }: Data): Target {
  const file = join(folder, 'json-server.json')
  return {
    name: 'json-server 1',
    kind: 'peer',
    alive: '/alive',
    command: (port) => {
      const { tasks: some } = JSON.parse(list50) as { tasks: object[] }
      const states = ['SYNCING', 'RUNNING', 'MIGRATE_SUCCESS', 'SYNCING', 'READY']
      const tasks = Array.from({ length: 10_000 }, (_, index) => ({
        ...(index === 0 ? JSON.parse(task) : some[index % some.length]),
        ...{ id: idOf('task', index), state: states[index % states.length] },
      }))
      writeFileSync(file, JSON.stringify({ alive: [], tasks, sources: [] }))
      const args = [file, '-p', `${port}`, '-h', '127.0.0.1']
      return { file: process.execPath, args: [commandOf('json-server', 'json-server'), ...args] }
    },
    calls: async () => ({
      get: { ...get, path: `/tasks/${idOf('task', 0)}` },
      list50: { ...get, path: '/tasks?state=RUNNING&_page=1&_per_page=50' },
      list20: { ...get, path: '/tasks?_page=1&_per_page=20' },
      source: { ...post, path: '/sources', body: sourceBody },
      create: { ...post, path: '/tasks', body: taskBody(idOf('free', 0)) },
    }),
  }
}

function wiremock({ folder, task, list50, list20 }: Data): Target {
  const root = join(folder, 'wiremock')
  const mapping = (request: object, body: string) => ({
    request,
    response: { status: 200, headers: { 'Content-Type': 'application/json' }, body },
  })
  const token = { headers: { 'X-Auth-Token': { equalTo: 'any' } } }
  return {
    name: 'WireMock',
    kind: 'peer',
    alive: '/__admin/health',
    command: (port) => {
      rmSync(root, { recursive: true, force: true })
      mkdirSync(join(root, 'mappings'), { recursive: true })
      const asked = (limit: string) => ({ queryParameters: { limit: { equalTo: limit } } })
      const tasks = { urlPath: '/v3/tasks' }
      const mappings = [
        mapping({ method: 'GET', urlPathPattern: '/v3/tasks/[0-9a-f-]+', ...token }, task),
        mapping({ method: 'GET', ...tasks, ...asked('50'), ...token }, list50),
        mapping({ method: 'GET', ...tasks, ...asked('20'), ...token }, list20),
        mapping({ method: 'POST', ...tasks, ...token }, '{"id":"1"}'),
        mapping({ method: 'POST', urlPath: '/v3/sources', ...token }, '{"id":"1"}'),
      ]
      writeFileSync(join(root, 'mappings', 'all.json'), JSON.stringify({ mappings }))
      const jar = join(commandOf('wiremock', 'wiremock'), '..', 'build')
      const version = fromPeers('wiremock/package.json').version
      const file = join(jar, `wiremock-standalone-${version}.jar`)
      const quiet = ['--no-request-journal', '--disable-banner', '--async-response-enabled=false']
      const args = ['-jar', file, '--port', `${port}`, '--bind-address', '127.0.0.1']
      return { file: 'java', args: [...args, '--root-dir', root, ...quiet] }
    },
    calls: async () => canned,
  }
}

const azure_account = 'devstoreaccount1'
/** Public: every Azurite has it. */
const azure_key =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

/** A signature for the whole account, good for a day. */
function azureSas(): string {
  const at = (ms: number) => `${new Date(Date.now() + ms).toISOString().slice(0, 19)}Z`
  const day_ms = 86_400_000
  const sas = {
    sv: '2019-12-12',
    ss: 'b',
    srt: 'sco',
    sp: 'rwdlac',
    st: at(-day_ms),
    se: at(day_ms),
  }
  const { sp, ss, srt, st, se, sv } = sas
  const text = `${[azure_account, sp, ss, srt, st, se, '', 'http', sv].join('\n')}\n`
  const sig = createHmac('sha256', Buffer.from(azure_key, 'base64')).update(text).digest('base64')
  return new URLSearchParams({ ...sas, spr: 'http', sig }).toString()
}

function azurite({ folder }: Data): Target {
  const root = join(folder, 'azurite')
  return {
    name: 'Azurite',
    kind: 'peer',
    alive: `/${azure_account}?comp=list&${azureSas()}`,
    command: (port) => {
      rmSync(root, { recursive: true, force: true })
      const args = ['--blobPort', `${port}`, '-l', root, '-s', '--skipApiVersionCheck']
      const quiet = ['--disableTelemetry']
      const file = commandOf('azurite', 'azurite-blob')
      return { file: process.execPath, args: [file, ...args, ...quiet] }
    },
    calls: async (port) => {
      const base = `/${azure_account}/tasks`
      const body = 'x'.repeat(4096)
      const sas = azureSas()
      const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'text/plain' }
      const put = { method: 'PUT', headers } as const
      await once(port, { method: 'PUT', path: `${base}?restype=container&${sas}` })
      await once(port, { ...put, path: `${base}/one?${sas}`, body })
      let blobs = 0
      return {
        get: { method: 'GET', path: `${base}/one?${sas}` },
        create: {
          ...put,
          path: `${base}/blob?${sas}`,
          next: () => ({ path: `${base}/blob-${blobs++}?${sas}`, body }),
        },
      }
    },
  }
}

/** One of the limits: compiled, as the emulator is. */
function limit(name: string, program: string, { folder, task }: Data, hasCreate: boolean): Target {
  const answer = join(folder, 'task.json')
  return {
    name,
    kind: 'limit',
    alive: head,
    command: (port) => {
      writeFileSync(answer, task)
      const file = join(folder, `${program}.db`)
      for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
      const args = [join('.build/bench/limits', `${program}.js`), `${port}`, answer, file]
      return { file: process.execPath, args }
    },
    calls: async () => ({
      ...(getOnly ? { get: getOnly } : {}),
      ...(hasCreate && createOnly ? { create: createOnly } : {}),
    }),
  }
}

export const targetsOf = (data: Data): Target[] => [
  emulator(data),
  prism(),
  mockoon(data),
  jsonServer(data),
  wiremock(data),
  azurite(data),
  limit('node:http', 'bare', data, false),
  limit('Fastify', 'fastify', data, true),
  limit('Fastify + SQLite row', 'sqlite', data, true),
]
