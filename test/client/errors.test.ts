import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { LibraryError } from '../../src/client/errors.ts'
import { inLibraryWords, withSettings } from '../../src/client/refusal-words.ts'
import { controlErrors } from '../../src/errors/control.ts'
import { EmulatorClient, start } from '../../src/index.ts'
import { environment } from '../crash/child.ts'
import { library } from '../program.ts'

/** Errors of the library: where they point to, and how they are worded. */

type Call = [name: string, call: () => unknown]

/** Each method of a client and of its groups. */
function methodsOf(value: object, path: string): Call[] {
  const own = Object.getOwnPropertyDescriptors(value)
  return Object.entries(own).flatMap(([name, { value: member }]): Call[] => {
    if (typeof member === 'function') return [[`${path}.${name}`, member]]
    return typeof member === 'object' ? methodsOf(member, `${path}.${name}`) : []
  })
}

const first_frame = /^\s+at .*$/m

async function errorOf(call: () => unknown): Promise<Error> {
  try {
    const result = call() as Promise<unknown> | AsyncGenerator
    if (Symbol.asyncIterator in result) await result.next()
    else await result
  } catch (error) {
    return error as Error
  }
  throw new Error('there was no error')
}

/** What gets a method as far as its call. */
function argumentsFor(name: string): unknown[] {
  if (name.endsWith('.login')) {
    return [{ account: 'a', user: 'u', password: '-', projects: [{ id: 'p', name: 'p' }] }]
  }
  if (/\.(load|add|validate)$/.test(name)) return ['{}']
  if (/\.upload$|agents\.set$/.test(name)) return ['a', {}]
  const takesText =
    /(agents|requests)\.get$|\.(timeline|explain|coverageReport|delete|loadFile|save|restore|download|drop|remove|validate)$/
  return takesText.test(name) ? ['fixtures/default.yaml'] : [{}]
}

/** Runs a program beside this process, whose emulators it may call. */
const runProgram = (program: string) =>
  new Promise<{ status: number; stderr: string }>((resolve) => {
    execFile(process.execPath, [program], { env: environment }, (error, _, stderr) => {
      resolve({ status: Number(error?.code ?? 0), stderr })
    })
  })

/** The methods of a client of a URL; a client is no call, and a stream is looked for again for half a minute. */
const callsTo = (url: string) =>
  methodsOf(new EmulatorClient(url), 'client').filter(
    ([name]) => !['client.account', 'client.events'].includes(name),
  )

t.test('every method points to the call of its user when no emulator answers', async (t) => {
  const calls = callsTo('http://127.0.0.1:1')
  t.ok(calls.length > 40)
  for (const [name, call] of calls) {
    const error = await errorOf(() => Reflect.apply(call, undefined, argumentsFor(name)))
    t.equal(error.name, 'EmulatorUnreachable', name)
    t.match(first_frame.exec(error.stack ?? '')?.[0], /errors\.test/, name)
  }
})

const of_ours = { 'x-request-id': '0' }
const cutOff = (status: number, response: ServerResponse) => {
  response.writeHead(status, { ...of_ours, 'content-length': 100 }).write('{"count":')
  // By then it is on its way.
  setImmediate(() => response.destroy())
}
const [, stopping_code, stopping_message] = controlErrors.stopping
const stopping = { code: stopping_code, message: stopping_message }
const cut = /was cut off; what was asked may have been done\.$/
/** What is no answer of an emulator, and what is said of it. */
const no_answers: Record<string, [answer: (response: ServerResponse) => unknown, said: RegExp]> = {
  'a page of another server': [
    (response) => response.end('<html></html>'),
    /is not an emulator and answered 200$/,
  ],
  'JSON of another server': [
    (response) => response.end('{}'),
    /is not an emulator and answered 200$/,
  ],
  'a page behind a gateway that counts requests': [
    (response) => response.writeHead(200, of_ours).end('<html></html>'),
    /is not an emulator and answered without JSON$/,
  ],
  'an emulator that is stopping': [
    (response) => response.writeHead(503, of_ours).end(JSON.stringify({ error: stopping })),
    /^The emulator is stopping/,
  ],
  'a refusal of another server': [
    (response) => response.writeHead(502).end(),
    /is not an emulator and answered 502$/,
  ],
  'an answer that is cut off': [(response) => cutOff(200, response), cut],
  'a refusal that is cut off': [(response) => cutOff(400, response), cut],
}

for (const [what, [answer, said]] of Object.entries(no_answers)) {
  t.test(`${what} is no answer to any method`, async (t) => {
    const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.teardown(() => server.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    for (const [name, call] of callsTo(url)) {
      // It is answered in HTML.
      if (name === 'client.coverageReport' && said.source.includes('JSON')) continue
      const error = await errorOf(() => Reflect.apply(call, undefined, argumentsFor(name)))
      t.ok(error instanceof LibraryError, `${name}: ${error}`)
      if (error.name === 'EmulatorUnreachable') t.match(error.message, said, name)
      else t.match(error.message, /the answer has no token|no stream|IAM answered 503/, name)
    }
  })
}

t.test('a proxy may drop the header that all answers have', async (t) => {
  await using emulator = await start()
  const proxy = createServer(async ({ url }, response) => {
    response.end(await (await fetch(`${emulator.url}${url}`)).text())
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  t.teardown(() => proxy.close())
  const { port } = proxy.address() as AddressInfo
  const client = new EmulatorClient(`http://127.0.0.1:${port}`)
  t.match(await client.clock.get(), { mode: 'frozen' })
})

t.test('methods can be taken out, replaced and overridden', async (t) => {
  await using emulator = await start()
  const { get } = emulator.client.clock
  t.match(await get(), { mode: 'frozen' })
  class Mine extends EmulatorClient {
    override health = async () => ({ status: 'ok' as const, mine: true })
    override async info() {
      return { ...(await super.info()), name: 'mine' }
    }
  }
  const mine = new Mine(emulator.url)
  t.match(await mine.health(), { mine: true })
  t.match(await mine.info(), { name: 'mine' })
  t.strictSame(await mine.tasks(), { notice: null, next: null, count: 0, states: {}, tasks: [] })
  mine.clock.get = async () => ({ mode: 'flowing', now: '', now_ms: 0, pace: 1 })
  t.match(await mine.clock.get(), { mode: 'flowing' })
  t.strictSame(Object.keys(mine.clock), [], 'what is logged of a client is not a list of functions')
})

t.test('start points to its call, and names the settings of the library', async (t) => {
  for (const [settings, message] of [
    [{ pace: -1 }, /^pace -1 is not a pace/],
    [{ tlsCert: 'a.pem' }, /^tlsCert and tlsKey must be given together/],
    [{ record: true, db: join(tmpdir(), 'no.db') }, /^record cannot be used with db/],
    [{ fixture: ['no-such.yaml'] }, /no-such\.yaml/],
  ] as const) {
    const error = await errorOf(() => start(settings as object))
    t.match(error, { name: 'ConfigRefused', message })
    t.match(first_frame.exec(error.stack ?? '')?.[0], /errors\.test/)
  }
})

t.test('a port that is taken is refused with a sentence', async (t) => {
  await using emulator = await start()
  const port = Number(new URL(emulator.url).port)
  await t.rejects(start({ port }), {
    name: 'ConfigRefused',
    message: `port ${port} is in use on 127.0.0.1, maybe by another emulator; use another port, or port 0 for a free one.`,
  })
})

t.test(
  'an error that nobody catches is printed with the line of the user, not of the library',
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'library-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    const program = join(folder, 'mine.mjs')
    await using emulator = await start({ fixture: ['fixtures/fleet.yaml'] })
    const started = 'const emulator = await start()'
    const called = `const client = new EmulatorClient('${emulator.url}')`
    for (const [begin, line] of [
      ['', 'await start({ pace: -1 }) // mine'],
      ['', "await new EmulatorClient('http://127.0.0.1:1').clock.advanceUntil('idle') // mine"],
      [started, "await emulator.client.accounts.delete('emulator') // mine"],
      [called, "await client.clock.advanceUntil({ task: 'lin-03', state: 'SYNCING' }) // mine"],
      [called, "await client.requests.expect({ operation: 'ListTasks' }) // mine"],
    ]) {
      writeFileSync(
        program,
        `import { EmulatorClient, start } from '${pathToFileURL(library).href}'\n${begin}\n${line}\n`,
      )
      const { status, stderr } = await runProgram(program)
      t.equal(status, 1)
      t.match(stderr, `${pathToFileURL(program).href}:3\n${line}\n`)
      t.ok(stderr.split('\n').length < 25, 'what programs read of the error is not printed')
      t.notMatch(first_frame.exec(stderr)?.[0], /build/)
    }
  },
)

t.test('no message of the control API advises HTTP or options of the command', async (t) => {
  for (const [name, [, code, message]] of Object.entries(controlErrors)) {
    const details = code === 'EMULATOR.0423' ? [{ path: 'accounts.0', message: 'It is there' }] : []
    const words = inLibraryWords({ code, message, details })
    t.notMatch(words, /\/_emulator|curl|X-Emulator|--[a-z]|\?\w+=/i, name)
  }
  t.equal(withSettings('start with --allow-host a'), 'start with allowHost a')
})

t.test('after close an emulator says that it was closed', async (t) => {
  const emulator = await start()
  const account = await emulator.account()
  const waiting = emulator.client.requests.wait({ timeout: 'PT60S' }).catch((error) => error)
  const following = (async () => {
    for await (const _ of emulator.client.requests.follow()) t.fail('there was a call')
  })()
  await emulator.client.health()
  await emulator.close()
  const message = `The emulator at ${emulator.url} was closed. Make calls before its close(), or start another one.`
  t.match(await waiting, { name: 'EmulatorUnreachable', message })
  await following
  const calls: (() => Promise<unknown>)[] = [
    () => emulator.client.health(),
    () => emulator.login(),
    () => emulator.account(),
    () => account.client.clock.get(),
    () => emulator.client.account('other').tasks(),
    () => emulator.client.requests.follow().next(),
  ]
  for (const call of calls) {
    await t.rejects(call(), { name: 'EmulatorUnreachable', message })
  }
  await account.delete()
})
