import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { ended, listen, type Target } from './target.ts'

/** What is done to the emulator. Each says what went wrong; nothing, if all was well. */

export type Attack = { name: string; run(target: Target): Promise<string[]> }

/** Nobody waits for longer than this for anything. */
const patience_ms = 30_000

const wrong = (isWrong: boolean, what: string): string[] => (isWrong ? [what] : [])
const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
const shown = (text: string): string => JSON.stringify(text.slice(0, 120))

const within = async <Result>(ms: number, work: Promise<Result>): Promise<Result | undefined> =>
  Promise.race([work, pause(ms, undefined, { ref: false })])

/** Sends a byte now and then, on many connections, until each is closed. */
async function trickle(target: Target, head: string): Promise<string[]> {
  const sockets = await Promise.all(Array.from({ length: 200 }, () => target.connect()))
  const heard = sockets.map(listen)
  const closed = Promise.all(sockets.map(ended))
  for (const socket of sockets) socket.write(head)
  const beat = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('a')
  }, 200)
  const done = await within(patience_ms, closed)
  clearInterval(beat)
  const open = sockets.filter((socket) => !socket.closed).length
  for (const socket of sockets) socket.destroy()
  const told = heard.filter((one) => statusOf(one.text()) === 408).length
  return [
    ...wrong(done === undefined, `${open} connections are still open`),
    ...wrong(told < sockets.length, `only ${told} were told 408`),
  ]
}

const host = 'Host: localhost\r\n'
const slowHeaders: Attack = {
  name: 'slow-loris, headers: 200 connections are told 408 and closed',
  run: (target) => trickle(target, `GET /v3/tasks HTTP/1.1\r\n${host}X-Slow: `),
}
const slowBody: Attack = {
  name: 'slow-loris, body: 200 connections are told 408 and closed',
  run: (target) =>
    trickle(
      target,
      `POST /v3/auth/tokens HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n`,
    ),
}

const hugeHeaders: Attack = {
  name: 'headers of 70 KB, of a megabyte, 3,000 of them, and without end: 431, or cut off',
  async run(target) {
    const heads = [
      `X-Huge: ${'a'.repeat(70_000)}\r\n`,
      `X-Huge: ${'a'.repeat(1_000_000)}\r\n`,
      Array.from({ length: 3_000 }, (_, index) => `X-${index}: a\r\n`).join(''),
    ]
    const texts = heads.map((head) => `GET /v3/tasks HTTP/1.1\r\n${host}${head}\r\n`)
    texts.push(`GET /${'a'.repeat(100_000)} HTTP/1.1\r\n${host}\r\n`)
    texts.push(`GET / HTTP/1.1\r\nX-Endless: ${'a'.repeat(5_000_000)}`)
    const problems: string[] = []
    for (const text of texts) {
      const answer = await target.exchange(text)
      // Who is still sending when it is refused may find its connection closed, and the answer gone.
      if (answer === '' && text.length > 64_000) continue
      const isRefused = statusOf(answer) === 431 && answer.includes('APIGW.0201')
      problems.push(...wrong(!isRefused, `${shown(text)} got ${shown(answer)}`))
    }
    return problems
  },
}

type Operation = { operationId: string; requestBody?: object }

/** Every operation with a body, its path filled in. */
function writers(): [method: string, path: string][] {
  return ['sms', 'iam', 'control'].flatMap((name) => {
    const { paths } = JSON.parse(readFileSync(`openapi/${name}.json`, 'utf8')) as {
      paths: Record<string, Record<string, Operation>>
    }
    return Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { requestBody }]): [string, string][] =>
        requestBody ? [[method.toUpperCase(), path.replace(/\{\w+\}/g, 'x')]] : [],
      ),
    )
  })
}

const deepJson: Attack = {
  name: 'JSON of 100,000 levels, to every operation that takes a body: 4xx',
  async run(target) {
    const levels = 100_000
    const bodies = [
      '['.repeat(levels) + ']'.repeat(levels),
      `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`,
      JSON.stringify({ name: '['.repeat(levels) + ']'.repeat(levels) }),
    ]
    const headers = { 'content-type': 'application/json', 'x-auth-token': target.token }
    const problems: string[] = []
    for (const [method, path] of writers()) {
      for (const body of bodies) {
        const { status } = await fetch(`${target.url}${path}`, { method, headers, body })
        problems.push(...wrong(status >= 500, `${method} ${path} got ${status}`))
      }
    }
    const journal = await fetch(`${target.url}/_emulator/requests`)
    await journal.arrayBuffer()
    return [...problems, ...wrong(journal.status !== 200, `the journal answers ${journal.status}`)]
  },
}

const mega = 1_048_576
const hugeBodies: Attack = {
  name: 'bodies of 12 MB are answered, longer ones are refused with 413 or cut off',
  async run(target) {
    const size = 12 * mega
    const bodies: [path: string, body: string][] = [
      ['/v3/sources', `{"disks":[${'0,'.repeat(size / 2 - 20)}0]}`],
      ['/v3/sources', `{"name":"${'a'.repeat(size - 20)}"}`],
      ['/v3/auth/tokens', ' '.repeat(size)],
      ['/v3/auth/tokens', `{"auth":{${'"a":1,'.repeat(1_900_000)}"b":1}}`],
      ['/v3/sources', 'x'.repeat(size + 1)],
    ]
    const headers = { 'content-type': 'application/json', 'x-auth-token': target.token }
    const answers = await Promise.all(
      bodies.map(async ([path, body]) => {
        const answer = await fetch(`${target.url}${path}`, { method: 'POST', headers, body }).catch(
          () => undefined,
        )
        return [body.length, answer?.status ?? 413] as const
      }),
    )
    const problems = answers.flatMap(([length, status]) =>
      wrong(status >= 500 || (length > size && status !== 413), `${length} bytes got ${status}`),
    )
    return [...problems, ...(await endlessBody(target))]
  },
}

/** A body in chunks that does not end: it is cut off long before 64 MB are sent. */
async function endlessBody(target: Target): Promise<string[]> {
  const socket = await target.connect()
  const heard = listen(socket)
  const head = `POST /v3/auth/tokens HTTP/1.1\r\n${host}Content-Type: application/json\r\n`
  socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`)
  const chunk = `100000\r\n${' '.repeat(mega)}\r\n`
  let sent = 0
  while (sent < 64 && socket.writable && heard.text() === '') {
    sent++
    if (!socket.write(chunk)) {
      await Promise.race([
        new Promise((resolve) => socket.once('drain', resolve)),
        ended(socket),
        pause(5_000),
      ])
    }
  }
  await within(5_000, heard.answered())
  socket.destroy()
  const answer = heard.text()
  const isCut = sent < 64 && (answer === '' || statusOf(answer) === 413)
  return wrong(!isCut, `${sent} MB were taken, the answer was ${shown(answer)}`)
}

const hugeFixtures: Attack = {
  name: 'fixtures that are long, or unfold, are refused or loaded',
  async run(target) {
    const texts = [
      `accounts: [${'{},'.repeat(100_000)}]`,
      Array.from({ length: 50_000 }, (_, index) => `k${index}: v`).join('\n'),
      [
        'a: &a [1,1,1,1,1,1,1,1,1,1]',
        ...[...'bcdefghij'].map(
          (name, at) => `${name}: &${name} [${`*${'abcdefghi'[at]},`.repeat(10)}]`,
        ),
      ].join('\n'),
      `x: "${'\\u0000'.repeat(200_000)}"`,
    ]
    const problems: string[] = []
    for (const what of ['fixtures', 'scenarios', 'faults']) {
      for (const body of texts) {
        const { status } = await fetch(`${target.url}/_emulator/${what}`, { method: 'POST', body })
        problems.push(...wrong(status !== 400, `${what} ${shown(body)} got ${status}`))
      }
    }
    return problems
  },
}

const pipelining: Attack = {
  name: '2,000 pipelined requests are answered, each once and in their order',
  async run(target) {
    const count = 2_000
    const socket = await target.connect()
    const heard = listen(socket)
    const requests = Array.from({ length: count }, (_, index) => {
      const path = index % 2 === 0 ? '/_emulator/health' : `/v3/x${index}`
      const last = index === count - 1 ? 'Connection: close\r\n' : ''
      return `GET ${path} HTTP/1.1\r\n${host}${last}\r\n`
    })
    socket.write(requests.join(''))
    await within(patience_ms, ended(socket))
    socket.destroy()
    const statuses = [...heard.text().matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status)
    const other = statuses.findIndex(
      (status, index) => status !== (index % 2 === 0 ? '200' : '404'),
    )
    return [
      ...wrong(statuses.length !== count, `${statuses.length} answers`),
      ...wrong(other >= 0, `answer ${other} is ${statuses[other]}`),
    ]
  },
}

const deafClients: Attack = {
  name: 'clients that ask and ask and never read do not fill the memory',
  async run(target) {
    const before = target.memory()
    const ask = `GET /_emulator/openapi/sms.json HTTP/1.1\r\n${host}\r\n`.repeat(500)
    const sockets = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = await target.connect()
        socket.pause()
        socket.write(ask)
        return socket
      }),
    )
    await pause(3_000)
    const grown = target.memory() - before
    for (const socket of sockets) socket.destroy()
    return wrong(grown > 300, `it grew by ${Math.round(grown)} MiB`)
  },
}

const malformed: Record<string, string | Buffer> = {
  'bytes of chance': Buffer.from(Array.from({ length: 999 }, (_, index) => (index * 7919) % 256)),
  'a TLS greeting': Buffer.from('16030100a5010000a10303', 'hex'),
  'HTTP/2 at once': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'an unknown method': `BREW /v3/tasks HTTP/1.1\r\n${host}\r\n`,
  'an unknown version': `GET / HTTP/9.9\r\n${host}\r\n`,
  'no version': `GET /\r\n\r\n`,
  'no host': 'GET /v3/tasks HTTP/1.1\r\n\r\n',
  'two hosts': `GET /v3/tasks HTTP/1.1\r\n${host}${host}\r\n`,
  'lines without a return': 'GET /v3/tasks HTTP/1.1\nHost: localhost\n\n',
  'a space before the colon': `GET /v3/tasks HTTP/1.1\r\n${host}X-A : b\r\n\r\n`,
  'NUL in a header': `GET /v3/tasks HTTP/1.1\r\n${host}X-A: a\0b\r\n\r\n`,
  'NUL in the path': `GET /v3/\0 HTTP/1.1\r\n${host}\r\n`,
  'a folded header': `GET /v3/tasks HTTP/1.1\r\n${host}X-A: a\r\n b\r\n\r\n`,
  'an absolute address': `GET http://evil.com/v3/tasks HTTP/1.1\r\n${host}\r\n`,
  'a path that is no path': `GET v3/tasks HTTP/1.1\r\n${host}\r\n`,
  'a path of percent signs': `GET /v3/%/%%/%zz/%c0%ae HTTP/1.1\r\n${host}\r\n`,
  'a path upwards': `GET /v3/../../etc/passwd HTTP/1.1\r\n${host}\r\n`,
  'a star': `OPTIONS * HTTP/1.1\r\n${host}\r\n`,
  'a tunnel': `CONNECT localhost:22 HTTP/1.1\r\n${host}\r\n`,
  'an upgrade': `GET /v3/tasks HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  'both lengths': `POST /v3/auth/tokens HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /_emulator/info HTTP/1.1\r\n${host}\r\n`,
  'two lengths': `POST /v3/auth/tokens HTTP/1.1\r\n${host}Content-Length: 4\r\nContent-Length: 5\r\n\r\n{}{}{`,
  'a negative length': `POST /v3/auth/tokens HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`,
  'a length that is no number': `POST /v3/auth/tokens HTTP/1.1\r\n${host}Content-Length: 0x10\r\n\r\n`,
  'a length without end': `POST /v3/auth/tokens HTTP/1.1\r\n${host}Content-Length: ${'9'.repeat(40)}\r\n\r\n`,
  'a strange coding': `POST /v3/auth/tokens HTTP/1.1\r\n${host}Transfer-Encoding: gzip\r\n\r\n{}`,
  'a chunk of no size': `POST /v3/auth/tokens HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
  'a chunk without end': `POST /v3/auth/tokens HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n${'f'.repeat(40)}\r\n{}`,
  'an odd expectation': `POST /v3/auth/tokens HTTP/1.1\r\n${host}Expect: wonders\r\nContent-Length: 2\r\n\r\n{}`,
  'an unpacked body that says it is packed': `POST /v3/auth/tokens HTTP/1.1\r\n${host}Content-Encoding: gzip\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
  'a type without sense': `POST /v3/auth/tokens HTTP/1.1\r\n${host}Content-Type: \x80;;=\r\nContent-Length: 2\r\n\r\n{}`,
}

const malformedHttp: Attack = {
  name: `malformed HTTP in ${Object.keys(malformed).length} ways: 2xx to 4xx, or closed`,
  async run(target) {
    const problems = await Promise.all(
      Object.entries(malformed).map(async ([name, bytes]) => {
        const answer = await target.exchange(bytes, 3_000)
        const smuggled = (answer.match(/HTTP\/1\.1 2/g) ?? []).length > 1
        return wrong(statusOf(answer) >= 500 || smuggled, `${name}: ${shown(answer)}`)
      }),
    )
    return problems.flat()
  },
}

const mangledHttp: Attack = {
  name: 'a good request with a byte changed, at each of its places: never 5xx',
  async run(target) {
    const body = '{"auth":{}}'
    const request = Buffer.from(
      `POST /v3/auth/tokens?x=1 HTTP/1.1\r\n${host}Content-Type: application/json\r\nX-Auth-Token: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
    const problems: string[] = []
    for (let from = 0; from < request.length; from += 20) {
      const places = Array.from({ length: Math.min(20, request.length - from) }, (_, n) => from + n)
      const answers = await Promise.all(
        places.map((place) => {
          const bytes = Buffer.from(request)
          bytes[place] = [0, 10, 13, 32, 58, 127, 255][place % 7] ?? 0
          return target.exchange(bytes, 300)
        }),
      )
      problems.push(...answers.flatMap((answer) => wrong(statusOf(answer) >= 500, shown(answer))))
    }
    return problems
  },
}

export const attacks: Attack[] = [
  slowHeaders,
  slowBody,
  hugeHeaders,
  deepJson,
  hugeBodies,
  hugeFixtures,
  pipelining,
  deafClients,
  malformedHttp,
  mangledHttp,
]

/** How many connections this process and the emulator may each have. */
export function connectionsAllowed(wanted: number): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    const allowed = Number(/Max open files +(\d+)/.exec(limits)?.[1] ?? 1_024)
    return Math.min(wanted, allowed - 200)
  } catch {
    return Math.min(wanted, 800)
  }
}

/** Opens connections that send nothing, and keeps them. */
export async function idle(target: Target, count: number): Promise<Socket[]> {
  const sockets: Socket[] = []
  while (sockets.length < count) {
    const more = Math.min(200, count - sockets.length)
    sockets.push(...(await Promise.all(Array.from({ length: more }, () => target.connect()))))
  }
  return sockets
}
