import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import {
  EmulatorClient,
  linuxServer,
  type StreamEvent,
  start,
  taskFor,
} from '../../../src/index.ts'
import { leastSource, startTest } from '../../helper.ts'

/** What changes in an account, told to those who follow it. Nothing here polls or sleeps: the tests wait on the stream. */

type Running = Awaited<ReturnType<typeof start>>
type Settings = Parameters<typeof start>[0]

async function running(t: Test, settings: Settings = {}): Promise<Running> {
  const emulator = await start({ now: '2026-01-01T00:00:00Z', ...settings })
  t.teardown(() => emulator.close())
  return emulator
}

/** Events up to the first one that is meant, which is the last. */
async function until(
  events: AsyncGenerator<StreamEvent>,
  isMeant: (event: StreamEvent) => boolean,
): Promise<StreamEvent[]> {
  const seen: StreamEvent[] = []
  for (;;) {
    const { value, done } = await events.next()
    if (done) throw new Error(`the stream ended after ${JSON.stringify(seen.slice(-3))}`)
    seen.push(value)
    if (isMeant(value)) return seen
  }
}

const isControl = (event: StreamEvent, list: string) =>
  event.event === 'control' && event.data.changed.some((one) => one === list)
const typesOf = (events: StreamEvent[]) =>
  events.map((one) => (one.event === 'event' ? one.data.type : one.event))

/** Follows an account from the moment at which this resolves on. */
async function follow(client: EmulatorClient, lastEventId?: string) {
  const events = client.events({ lastEventId })
  const { value: first } = await events.next()
  return { events, first: first as StreamEvent }
}

async function post(emulator: Running, path: string, body: object): Promise<{ id: string }> {
  const headers = await emulator.headers()
  const answer = await fetch(emulator.endpoints.sms + path, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  return JSON.parse(await answer.text())
}

t.test('followEvents: the clock first, then a migration as it happens', async (t) => {
  const emulator = await running(t)
  const { events, first } = await follow(emulator.client)
  t.match(first, {
    event: 'clock',
    data: { mode: 'frozen', now_ms: Date.parse('2026-01-01T00:00:00Z'), pace: 1, wall_ms: Number },
  })
  const source = await post(emulator, '/v3/sources', linuxServer({ name: 'web-1' }))
  t.strictSame(
    typesOf(await until(events, ({ event }) => event === 'request')).slice(0, 2),
    ['request'],
    'the login',
  )
  const registered = await until(events, ({ event }) => event === 'request')
  t.strictSame(typesOf(registered), ['source.registered', 'request'])
  t.match(registered.at(-1), {
    data: { operation: 'RegisterServer', status: 200, code: null, source: source.id, task: null },
  })

  await emulator.client.clock.advance({ events: 1 })
  const checked = await until(events, ({ event }) => event === 'clock')
  t.strictSame(typesOf(checked), ['source.checked', 'source.state', 'clock'])

  const task = await post(emulator, '/v3/tasks', taskFor(source.id, { auto_start: true }))
  const { to } = await emulator.client.clock.advanceUntil({
    task: task.id,
    state: 'MIGRATE_SUCCESS',
  })
  const all = await until(
    events,
    (one) => one.event === 'clock' && one.data.now_ms === Date.parse(to),
  )
  const { past } = await emulator.client.timeline(task.id)
  t.strictSame(
    all.flatMap((one) => (one.event === 'event' && one.data.task === task.id ? one.data : [])),
    past,
    'the events are those of the timeline',
  )
  await events.return(undefined)
})

t.test('followEvents: what the control API changes, by the list to read again', async (t) => {
  const { client, ...emulator } = await running(t, { fixture: ['fixtures/fleet.yaml'] })
  const { headers, projectId } = await emulator.login()
  const vpcs = `${emulator.url}/v1/${projectId}/vpcs`
  const body = JSON.stringify({ vpc: { name: 'ours', cidr: '10.0.0.0/16' } })
  const { events } = await follow(client)
  const [source] = (await client.sources({ limit: 1 })).sources
  const changes: [list: string, change: () => Promise<unknown>][] = [
    ['scenarios', () => client.scenarios.add('name: a\nthen: {noise: 0.5}')],
    ['scenarios', () => client.scenarios.remove('a')],
    ['faults', () => client.faults.add({ effect: { status: 500 } })],
    ['faults', () => client.faults.remove()],
    ['snapshots', () => client.snapshots.save('a')],
    ['snapshots', () => client.snapshots.drop('a')],
    ['accounts', () => client.accounts.create({ name: 'other' })],
    ['accounts', () => client.accounts.delete('other')],
    ['agents', () => client.agents.set(source?.id ?? '', { connected: false })],
    ['requests', () => client.requests.clear()],
    ['servers', () => fetch(vpcs, { method: 'POST', headers, body })],
  ]
  for (const [list, change] of changes) {
    await change()
    const told = await until(events, (one) => one.event === 'control')
    t.ok(isControl(told.at(-1) as StreamEvent, list), list)
  }
  await events.return(undefined)
})

t.test(
  'followEvents: a reset, a snapshot that comes back and a fixture change everything',
  async (t) => {
    const { client } = await running(t)
    const { events } = await follow(client)
    await client.snapshots.save('before')
    for (const change of [
      () => client.snapshots.restore('before'),
      () => client.reset(),
      () => client.fixtures.load({ accounts: [{ name: 'emulator', sources: [leastSource('s')] }] }),
      () => client.fixtures.load('accounts: [{name: emulator}]', { replace: true }),
    ]) {
      await change()
      t.ok(await until(events, ({ event }) => event === 'reset'))
    }
    await events.return(undefined)
  },
)

t.test(
  'followEvents: it ends when the account is deleted, and when the emulator closes',
  async (t) => {
    const emulator = await running(t)
    await emulator.client.accounts.create({ name: 'other' })
    const other = await follow(emulator.client.account('other'))
    await emulator.client.accounts.delete('other')
    await t.rejects(
      until(other.events, () => false),
      { status: 404, message: /There is no account "other"/ },
    )
    const { events } = await follow(emulator.client)
    await emulator.close()
    t.strictSame(await events.next(), { value: undefined, done: true })
  },
)

t.test('followEvents: of another account nothing is told', async (t) => {
  const emulator = await running(t)
  const { client } = emulator
  await client.accounts.create({ name: 'other' })
  const other = client.account('other')
  const { events } = await follow(client)
  await other.clock.advance({ by: '10m' })
  await other.faults.add({ effect: { status: 500 } })
  await other.reset()
  await client.clock.advance({ by: '1s' })
  const told = await until(events, ({ event }) => event === 'clock')
  t.strictSame(
    told.map((one) => (one.event === 'control' ? one.data.changed.join() : one.event)),
    // That there are accounts is no secret.
    ['accounts', 'clock'],
  )
  await events.return(undefined)
})

t.test('followEvents: what is refused or only looked at is not told', async (t) => {
  const { client } = await running(t, { fixture: ['fixtures/fleet.yaml'] })
  await client.snapshots.save('before')
  const { events } = await follow(client)
  // It lives in a transaction that is rolled back, as a restored account.
  await client.snapshots.download('before')
  // Its first entry is written before the second one is refused.
  await t.rejects(
    client.fixtures.load({
      accounts: [
        { name: 'emulator', sources: [leastSource('new-1')] },
        { name: 'b', tasks: [{ source: 'nobody' }] },
      ],
    }),
    { code: 'EMULATOR.0422' },
  )
  await t.rejects(client.clock.set({ now: '2020-01-01T00:00:00Z', pace: 7 }))
  await client.faults.add({ effect: { status: 500 } })
  const told = await until(events, () => true)
  t.ok(isControl(told[0] as StreamEvent, 'faults'))
  await events.return(undefined)
})

t.test(
  'followEvents: it goes on after an event; one that is not known any more is a reset',
  async (t) => {
    const { client } = await running(t)
    const { events, first } = await follow(client)
    await client.clock.advance({ by: '1s' })
    const [second] = await until(events, ({ event }) => event === 'clock')
    await events.return(undefined)
    await client.clock.advance({ by: '1s' })

    const again = await follow(client, first.id)
    t.strictSame(again.first, second)
    const [third] = await until(again.events, () => true)
    t.match(third, { event: 'clock', data: { now_ms: Date.parse('2026-01-01T00:00:02Z') } })
    await again.events.return(undefined)

    for (const unknown of ['7.7.7', 'anything', `${first.id}9`]) {
      const late = await follow(client, unknown)
      t.strictSame(late.first, { id: third?.id, event: 'reset', data: {} })
      t.match(await until(late.events, () => true), [{ event: 'clock' }])
      await late.events.return(undefined)
    }
    await client.reset()
    const after = await follow(client, first.id)
    t.equal(after.first.event, 'reset', 'of what was before a reset nothing is told')
    await after.events.return(undefined)
  },
)

/** Passes bytes on to an emulator, and cuts the connection in the middle of an event. */
async function cuttingProxy(t: Test, port: number) {
  const sockets = new Set<Socket>()
  let cut_after = ''
  let cuts = 0
  const server = createServer((client) => {
    const there = connect(port, '127.0.0.1')
    for (const socket of [client, there]) {
      sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)))
    }
    client.pipe(there)
    there.on('close', () => client.destroy())
    client.on('close', () => there.destroy())
    there.on('data', (bytes: Buffer) => {
      const place = cut_after === '' ? -1 : bytes.indexOf(cut_after)
      if (place < 0) {
        client.write(bytes)
        return
      }
      cut_after = ''
      cuts++
      client.write(bytes.subarray(0, place), () => client.resetAndDestroy())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutBefore: (text: string) => {
      cut_after = text
    },
    cuts: () => cuts,
  }
}

t.test(
  'followEvents: a connection that is cut in an event is made again, and nothing is missed',
  async (t) => {
    const emulator = await running(t)
    const { client } = emulator
    const proxy = await cuttingProxy(t, Number(new URL(emulator.url).port))
    const { events } = await follow(new EmulatorClient(proxy.url))
    // In the middle of the data of the second of three.
    proxy.cutBefore('"now_ms":1767225602')
    for (let count = 0; count < 3; count++) await client.clock.advance({ by: '1s' })
    const told = []
    for (let count = 0; count < 3; count++) told.push(...(await until(events, () => true)))
    t.equal(proxy.cuts(), 1)
    t.strictSame(
      told.map((one) => one.event === 'clock' && one.data.now_ms - 1767225600000),
      [1000, 2000, 3000],
    )
    await events.return(undefined)
  },
)

t.test('followEvents: a reader that does not read is cut, and others go on', async (t) => {
  const emulator = await running(t)
  const { client } = emulator
  const port = Number(new URL(emulator.url).port)
  const slow = connect(port, '127.0.0.1')
  slow.write('GET /_emulator/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await once(slow, 'readable')
  const { events } = await follow(client)
  // 20 MB of paths: more than the emulator and two kernels hold back.
  const call = `GET /v3/${'x'.repeat(15_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`
  const calls = connect(port, '127.0.0.1').resume()
  for (let count = 0; count < 1_280; count += 8) {
    calls.write(call.repeat(8))
    for (let told = 0; told < 8; told++) await until(events, ({ event }) => event === 'request')
  }
  calls.destroy()
  await events.return(undefined)
  // What was on its way comes, and then the end; a stream that was not cut has none.
  const cut = once(slow, 'close')
  slow.on('error', () => {}).resume()
  await cut
})

t.test('followEvents: a hundred at once, and one more when one has left', async (t) => {
  const { url, client } = await running(t)
  const leave: AbortController[] = []
  // Kept until the end: an answer that nobody holds any more is collected, and its connection closed.
  const answers: Response[] = []
  const open = async () => {
    const controller = new AbortController()
    leave.push(controller)
    const answer = await fetch(`${url}/_emulator/events`, { signal: controller.signal })
    answers.push(answer)
    return answer
  }
  for (let count = 0; count < 100; count++) t.equal((await open()).status, 200)
  const more = await open()
  t.match(
    { status: more.status, body: JSON.parse(await more.text()) },
    { status: 429, body: { error: { code: 'EMULATOR.0429', message: /100 event streams/ } } },
  )
  t.equal((await fetch(`${url}/_emulator/requests/events`)).status, 429)
  await t.rejects(client.events().next(), { code: 'EMULATOR.0429' })
  leave[0]?.abort()
  // The emulator notices it by itself, soon.
  while ((await open()).status !== 200);
  for (const controller of leave) controller.abort()
})

t.test('followEvents: from another machine only with the token, and to no page', async (t) => {
  const { call } = await startTest(t, { control_token: 'secret-of-the-control-api' })
  const url = '/_emulator/events'
  t.match(await call('GET', url, { remoteAddress: '192.0.2.7' }), { status: 401 })
  t.match(await call('GET', url, { headers: { origin: 'http://evil.example' } }), { status: 403 })
  t.match(await call('GET', `${url}?account=nobody`), { status: 404 })
  t.match(await call('HEAD', url), {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
  })
})
