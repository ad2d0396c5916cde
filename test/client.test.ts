import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { EmulatorClient } from '../src/client/client.ts'
import { type OperationName, operations } from '../src/client/operations.ts'
import { EmulatorError, EmulatorUnreachable, type RequestFilter, start } from '../src/index.ts'

/** The typed client: held against the printed document, and used. */

type Operation = {
  operationId: string
  parameters?: { name: string; in: string }[]
  requestBody?: unknown
}
const document: { paths: Record<string, Record<string, Operation>> } = JSON.parse(
  readFileSync('openapi/control.json', 'utf8'),
)
const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    operationId: operation.operationId,
    call: `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{}')}`,
    // Last-Event-ID is for browsers, which know no other way to say what the client says by `since`.
    parameters: (operation.parameters ?? [])
      .filter(({ name }) => name !== 'last-event-id')
      .map(({ in: place, name }) => `${place} ${name}`)
      .sort(),
    takesBody: operation.requestBody !== undefined,
  })),
)

const parametersOf = (path: string, query: readonly string[]) => [
  ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `path ${name}`),
  ...query.map((name) => `query ${name}`),
]

type Seen = { method: string; url: URL; body: string; type: string | null }

const filter: RequestFilter = {
  operation: 'ShowTask',
  method: 'GET',
  path: '/',
  status: 1,
  code: 'c',
  since: 's',
}

/** Every method once, with every parameter, against an emulator that answers anything. */
async function everyCall(): Promise<Map<OperationName, Seen>> {
  const seen: Seen[] = []
  const { fetch } = globalThis
  globalThis.fetch = async (url, { method = 'GET', body, headers } = {}) => {
    const type = new Headers(headers).get('content-type')
    seen.push({ method, url: new URL(String(url)), body: String(body ?? ''), type })
    return new Response('{"count": 1}', { headers: { 'x-request-id': 'r' } })
  }
  const client = new EmulatorClient('http://emulator.test/', { account: 'mine' })
  const names = new Map<OperationName, Seen>()
  const call = async (name: OperationName, answer: Promise<unknown>) => {
    await answer
    const made = seen.pop()
    if (made) names.set(name, made)
  }
  try {
    await call('health', client.health())
    await call('ready', client.ready())
    await call('info', client.info())
    await call('reset', client.reset({ all: true }))
    await call('overviewTasks', client.tasks({ limit: 1, offset: 1 }))
    await call('overviewSources', client.sources({ limit: 1, offset: 1 }))
    await call('overviewServers', client.servers({ q: 'web', limit: 1 }))
    await call('showTimeline', client.timeline('a/b', { at: 0 }))
    await call('exportBundle', client.bundle())
    await call('explain', client.explain('r'))
    await call('showCoverage', client.coverage())
    await call('exportFixture', client.fixtures.export())
    await call('loadFixture', client.fixtures.load('accounts: []', { replace: true }))
    await call('showClock', client.clock.get())
    await call('updateClock', client.clock.set({ mode: 'frozen' }))
    await call('advanceClock', client.clock.advance({ by: 'PT1M' }))
    await call('listScenarios', client.scenarios.list())
    await call('listScenarioLibrary', client.scenarios.library())
    await call('addScenarios', client.scenarios.add('name: a', { replace: true }))
    await call('removeScenarios', client.scenarios.remove('a'))
    await call('showAgent', client.agents.get('s'))
    await call('updateAgent', client.agents.set('s', { connected: false }))
    await call('listFaults', client.faults.list())
    await call('addFaults', client.faults.add({ effect: { status: 500 } }))
    await call('removeFaults', client.faults.remove('1'))
    await call('validateDocument', client.validate('accounts: []'))
    await call('listAccounts', client.accounts.list())
    await call('showCredentials', client.credentials())
    await call('createAccount', client.accounts.create({ name: 'w1' }))
    await call('deleteAccount', client.accounts.delete('w1'))
    await call('listRequests', client.requests.list({ ...filter, limit: 1 }))
    await call('showRequest', client.requests.get('r'))
    await call('countRequests', client.requests.count(filter))
    await call('waitForRequests', client.requests.wait({ ...filter, timeout: 'PT1S' }))
    await call('clearRequests', client.requests.clear())
    await call('exportRequests', client.requests.har({ ...filter, limit: 1 }))
    await call(
      'followEvents',
      client
        .events()
        .next()
        .catch(() => {}),
    )
    await call(
      'followRequests',
      client.requests
        .follow(filter)
        .next()
        .catch(() => {}),
    )
    await call('listSnapshots', client.snapshots.list())
    await call('saveSnapshot', client.snapshots.save('a'))
    await call('restoreSnapshot', client.snapshots.restore('a'))
    await call('downloadSnapshot', client.snapshots.download('a'))
    await call('removeSnapshot', client.snapshots.drop('a'))
  } finally {
    globalThis.fetch = fetch
  }
  return names
}

t.test('every operation of the document has its method, with its parameters', async (t) => {
  const made = await everyCall()
  t.strictSame([...made.keys()].sort(), Object.keys(operations).sort(), 'each of the table')
  const byCall = new Map(
    Object.entries(operations).map(([name, [method, path, query]]) => [
      `${method} /_emulator/${path.replace(/\{\w+\}/g, '{}')}`,
      { name: name as OperationName, parameters: parametersOf(path, query).sort() },
    ]),
  )
  for (const { operationId, call, parameters, takesBody } of documented) {
    const mine = byCall.get(call)
    if (!mine) {
      t.fail(`the client has no method for ${call}`)
      continue
    }
    t.equal(mine.name, operationId)
    t.strictSame(mine.parameters, parameters, call)
    const sent = made.get(mine.name)
    t.equal(sent?.method, call.split(' ')[0], call)
    const known = parameters.flatMap((one) => (one.startsWith('query ') ? one.slice(6) : []))
    for (const name of sent?.url.searchParams.keys() ?? []) t.ok(known.includes(name), name)
    if (!takesBody) t.equal(sent?.body, '', `${call} takes no body`)
  }
})

t.test('names in a path are escaped; text goes as it is, an object as JSON', async (t) => {
  const made = await everyCall()
  const timeline = made.get('showTimeline')
  t.equal(
    timeline?.url.href,
    'http://emulator.test/_emulator/tasks/a%2Fb/timeline?account=mine&at=0',
  )
  t.match(made.get('loadFixture'), { body: 'accounts: []', type: 'application/yaml' })
  t.match(made.get('updateClock'), { body: '{"mode":"frozen"}', type: 'application/json' })
})

t.test('a name that URLs drop is refused before another call is made of it', async (t) => {
  const client = new EmulatorClient('http://127.0.0.1:1')
  for (const name of ['', '.', '..', undefined as unknown as string]) {
    const calls: (() => Promise<unknown>)[] = [
      () => client.accounts.delete(name),
      () => client.snapshots.save(name),
      () => client.timeline(name),
      () => client.agents.get(name),
      () => client.explain(name),
    ]
    for (const call of calls) {
      await t.rejects(call(), {
        name: 'EmulatorError',
        status: 400,
        message: /cannot be used as a name|is missing; write/,
      })
    }
  }
})

t.test('a client acts on its account; another one is a word away', async (t) => {
  await using emulator = await start({ fixture: ['fixtures/walkthrough.yaml'] })
  const { client } = emulator
  const other = client.account('domainname')
  const before = await other.clock.get()
  t.match(await client.clock.advance({ by: 'PT1M' }), { stopped: 'duration' })
  t.strictSame(await other.clock.get(), before)
  t.match(await other.clock.set({ pace: 7 }), { pace: 7 })
  t.match(await other.reset(), { reset: ['domainname'] })
})

t.test('what is answered is what is there', async (t) => {
  await using emulator = await start({ now: '2026-01-01T00:00:00Z' })
  const { client } = emulator
  const fixture = `
accounts:
  - name: emulator
    sources: [{ name: web-1, os_type: LINUX, os_version: x, agent_version: '1', boot_loader: GRUB, has_rsync: true,
      paravirtualization: true, firmware: BIOS, cpu_quantity: 1, memory: 1, networks: [{ mac: 'fa:16:3e:00:00:01' }], disks: [{ name: a,
      partition_style: MBR, size: 1048576, physical_volumes: [] }], volume_groups: [] }]
    tasks: [{ source: web-1, name: move, steps: [start] }]
`
  t.match(await client.fixtures.load(fixture), { sources: 1, tasks: 1 })
  t.match(await client.clock.advance({ until: { task: 'move', state: 'MIGRATE_SUCCESS' } }), {
    stopped: 'condition',
  })
  const { tasks } = await client.tasks()
  t.match(tasks, [{ name: 'move', state: 'MIGRATE_SUCCESS', source: { name: 'web-1' } }])
  t.match(await client.sources(), { count: 1, sources: [{ name: 'web-1' }] })
  t.match(await client.timeline(tasks[0]?.id ?? ''), { planned: [] })
  t.match(await client.agents.set('web-1', { connected: false }), { connected: false })
  t.match(await client.scenarios.add('{name: slow, then: {slow: {at: MIGRATE_*, factor: 2}}}'), {
    scenarios: [{ name: 'slow' }],
  })
  const saved = await client.fixtures.export()
  t.match(await client.reset(), { reset: ['emulator'] })
  t.match(await client.tasks(), { count: 0 })
  t.match(await client.fixtures.load(saved, { replace: true }), { tasks: 1 })
  t.match(await client.ready(), { ready: true })
})

t.test('a refusal says where and why', async (t) => {
  await using emulator = await start()
  const refused = await emulator.client.fixtures.load('accounts: [{ color: red }]').catch((e) => e)
  t.type(refused, EmulatorError)
  t.match(refused, {
    status: 400,
    code: 'EMULATOR.0422',
    message: /line 1/,
    details: [{ line: 1 }],
  })
  const nobody = await emulator.client
    .account('nobody')
    .clock.get()
    .catch((e) => e)
  t.match(nobody, { status: 404, code: 'EMULATOR.0404', details: [] })
})

t.test('where no emulator is, that is said', async (t) => {
  const emulator = await start()
  await emulator.close()
  await t.rejects(emulator.client.health(), EmulatorUnreachable)
  await t.rejects(new EmulatorClient(emulator.url).health(), {
    message: /No emulator answers at .*: the connection was refused \(ECONNREFUSED\)/,
  })
  const other = createServer((_, response) => response.writeHead(404).end('not me')).listen(0)
  t.teardown(() => other.close())
  const { port } = other.address() as AddressInfo
  const client = new EmulatorClient(`http://127.0.0.1:${port}`)
  await t.rejects(client.info(), { name: 'EmulatorUnreachable', message: /answered 404/ })
})

t.test('calls of the journal come as they are made', async (t) => {
  const stream = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(': here\r\n\r\nevent: request\r\ndata: {"id":\r\ndata: "1"}\r\n\r\n')
    response.write('event: reset\ndata: {}\n\nid: 2\nevent: request\ndata: {"i')
    response.end('d": "2"}\n\n')
  }).listen(0)
  t.teardown(() => stream.close())
  const { port } = stream.address() as AddressInfo
  const ids: string[] = []
  for await (const { id } of new EmulatorClient(`http://127.0.0.1:${port}`).requests.follow()) {
    ids.push(id)
  }
  t.strictSame(ids, ['1', '2'])
})
