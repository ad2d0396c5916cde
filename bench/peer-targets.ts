import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { full } from './data.ts'
import { canned, type Data, json, nextTask, type Target } from './works.ts'

/** What people would use instead, given the answers that this emulator has to the same calls. */

const fromPeers = createRequire(`${process.cwd()}/bench/peers/package.json`)

/** The file that a peer's command runs. @throws Error when it is not installed */
export function commandOf(name: string, command: string): string {
  const file = join(process.cwd(), 'bench/peers/node_modules', name, 'package.json')
  if (!existsSync(file)) throw new Error(`${name} is not installed: npm ci in bench/peers`)
  const { bin } = JSON.parse(readFileSync(file, 'utf8'))
  return join(file, '..', typeof bin === 'string' ? bin : bin[command])
}

const get = { method: 'GET', headers: { 'x-auth-token': 'any' } } as const
const post = { method: 'POST', headers: { ...json, 'x-auth-token': 'any' } } as const

/** Our document with the seeded answers as its examples, so that Prism says as much as the others. */
function documentWith({ folder, texts }: Data): string {
  const file = join(folder, 'sms.json')
  const document = JSON.parse(readFileSync('openapi/sms.json', 'utf8'))
  const giveExample = (path: string, text: string) => {
    document.paths[path].get.responses['200'].content['application/json'].example = JSON.parse(text)
  }
  giveExample('/v3/tasks/{task_id}', texts.get)
  giveExample('/v3/tasks', texts.list20)
  writeFileSync(file, JSON.stringify(document))
  return file
}

function prism(data: Data): Target {
  return {
    name: 'Prism',
    kind: 'peer',
    alive: '/v3',
    command: (port) => ({
      file: process.execPath,
      args: [
        ...[commandOf('@stoplight/prism-cli', 'prism'), 'mock', documentWith(data)],
        ...['-p', `${port}`, '-h', '127.0.0.1', '-v', 'silent'],
      ],
    }),
    // Its answers have no state: the list of 20 is the only one it has.
    calls: async () => ({ ...canned(data), list50: undefined }),
  }
}

function mockoon(data: Data): Target {
  const { folder, texts } = data
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
        route('get', 'v3/tasks/:task_id', texts.get, 2),
        route('get', 'v3/tasks', texts.list50, 3),
        route('get', 'v3/short', texts.list20, 4),
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
    calls: async () => ({ ...canned(data), list20: { ...get, path: '/v3/short' } }),
  }
}

function jsonServer(data: Data): Target {
  const { folder, task_id, texts } = data
  const next = nextTask(data)
  const file = join(folder, 'json-server.json')
  return {
    name: 'json-server 1',
    kind: 'peer',
    alive: '/alive',
    command: (port) => {
      const { tasks: some } = JSON.parse(texts.list50) as { tasks: object[] }
      const states = ['SYNCING', 'RUNNING', 'MIGRATE_SUCCESS', 'SYNCING', 'READY']
      const tasks = Array.from({ length: full.tasks }, (_, index) => ({
        ...(index === 0 ? JSON.parse(texts.get) : some[index % some.length]),
        ...{ id: index === 0 ? task_id : `task-${index}`, state: states[index % states.length] },
      }))
      writeFileSync(file, JSON.stringify({ alive: [], tasks, sources: [] }))
      const args = [file, '-p', `${port}`, '-h', '127.0.0.1']
      return { file: process.execPath, args: [commandOf('json-server', 'json-server'), ...args] }
    },
    calls: async () => ({
      get: { ...get, path: `/tasks/${task_id}` },
      list50: { ...get, path: '/tasks?state=RUNNING&_page=1&_per_page=50' },
      list20: { ...get, path: '/tasks?_page=1&_per_page=20' },
      create: { ...post, path: '/tasks', next: () => ({ body: next().body }) },
    }),
  }
}

function wiremock(data: Data): Target {
  const { folder, texts } = data
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
        mapping({ method: 'GET', urlPathPattern: '/v3/tasks/[0-9a-f-]+', ...token }, texts.get),
        mapping({ method: 'GET', ...tasks, ...asked('50'), ...token }, texts.list50),
        mapping({ method: 'GET', ...tasks, ...asked('20'), ...token }, texts.list20),
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
    calls: async () => canned(data),
    warm: 6,
  }
}

export const peersOf = (data: Data): Target[] => [
  prism(data),
  mockoon(data),
  jsonServer(data),
  wiremock(data),
]
