import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import t from 'tap'
import { settings, startChild } from '../crash/child.ts'
import { needs_signals } from '../platform.ts'

/** How the process ends: in order when told, and never silently when something is broken. */

const together = { buffered: true, ...needs_signals }

const hurt = (how: string) => [
  '--import',
  `data:text/javascript,process.on('SIGUSR2', () => { ${how} })`,
]

/** Whether a call is still taken: not any more once it is stopping. */
const alive = async (url: string): Promise<boolean> => {
  const answer = await fetch(`${url}/_emulator/health`).catch(() => undefined)
  await answer?.text()
  return answer?.status === 200
}

/** Sends the beginning of a call, and waits until it is read. */
async function begin(url: string): Promise<{ socket: Socket; finish(): Promise<string> }> {
  const { protocol, hostname, port } = new URL(url)
  const isTls = protocol === 'https:'
  const socket = isTls
    ? connectTls({ port: Number(port), host: hostname, rejectUnauthorized: false })
    : connect(Number(port), hostname)
  await once(socket, isTls ? 'secureConnect' : 'connect')
  const body = '{"by":"PT10M"}'
  socket.write(
    `POST /_emulator/clock/advance HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`,
  )
  const [told] = await once(socket, 'data')
  if (!String(told).startsWith('HTTP/1.1 100')) throw new Error(String(told))
  const finish = async () => {
    let answer = ''
    socket.on('data', (text) => {
      answer += text
    })
    socket.write(body)
    await once(socket, 'close')
    return answer
  }
  return { socket, finish }
}

// Their own parent runs them side by side: `jobs` of the root would be that of all files of a process.
t.test('how the process ends', { jobs: 4 }, async (t) => {
  for (const [name, how] of [
    ['an unhandled rejection', "Promise.reject(new Error('lost'))"],
    ['an uncaught exception', "setImmediate(() => { throw new Error('lost') })"],
  ] as const) {
    t.test(`${name} is logged as fatal and ends the process with 1`, together, async (t) => {
      const child = await startChild(settings(':memory:'), hurt(how))
      process.kill(child.pid, 'SIGUSR2')
      t.equal(await child.ended(), 1)
      const [fatal = '{}'] = /^\{"level":60.*$/m.exec(child.stdout()) ?? []
      t.match(JSON.parse(fatal), {
        msg: 'ended by an error of its own',
        err: { message: 'lost', stack: /Error: lost\n/ },
      })
      t.match(child.stderr(), new RegExp(`^sms-emulator: ended by ${name}: Error: lost\n`))
    })
  }

  t.test(
    'calls that are under way when it is told to stop are answered first',
    together,
    async (t) => {
      const tls = ['--tls', 'self-signed', '--tls-port', '0']
      const child = await startChild([...settings(':memory:'), ...tls])
      const [, https = ''] = /"https":"([^"]+)"/.exec(child.stdout()) ?? []
      await alive(child.url)
      const calls = [await begin(child.url), await begin(https)]
      const end = child.stop()
      while (await alive(child.url)) {}
      for (const answer of await Promise.all(calls.map(({ finish }) => finish()))) {
        t.match(answer, /^HTTP\/1\.1 200 [\s\S]*"stopped":"duration"/)
      }
      t.equal(await end, 0)
      t.equal(child.stderr(), '')
    },
  )

  t.test('a call that never ends does not hold it up for long', together, async (t) => {
    const child = await startChild(settings(':memory:'))
    const { socket } = await begin(child.url)
    const closed = once(socket, 'close')
    socket.on('error', () => {})
    const end = child.stop()
    await closed
    t.equal(await end, 0)
  })

  // SIGTERM and SIGINT: log-lines.test.ts.
  for (const signal of ['SIGHUP', 'SIGQUIT'] as const) {
    t.test(
      `told to stop by ${signal} it ends with 0, and takes its endpoints file along`,
      together,
      async (t) => {
        const file = join(t.testdir(), 'endpoints.json')
        const child = await startChild([...settings(':memory:'), '--endpoints-file', file])
        t.ok(existsSync(file))
        process.kill(child.pid, signal)
        t.equal(await child.ended(), 0)
        t.notOk(existsSync(file))
      },
    )
  }

  t.test(
    'a database file that is removed under the process is told in the log, and it is not ready',
    { ...together, skip: process.platform === 'win32' && 'an open file cannot be removed there' },
    async (t) => {
      const db = join(t.testdir(), 'emulator.db')
      const child = await startChild(settings(db))
      t.equal((await fetch(`${child.url}/_emulator/ready`)).status, 200)
      rmSync(db)
      const late = AbortSignal.timeout(5_000)
      const isTold = () => /"level":50,.*emulator\.db is no longer there/.test(child.stdout())
      while (!isTold() && !late.aborted) await wait(10)
      t.ok(isTold(), 'within five seconds')
      const ready = await fetch(`${child.url}/_emulator/ready`)
      t.equal(ready.status, 503)
      t.match(await ready.json(), { ready: false, reason: /emulator\.db is no longer there/ })
      t.equal(await child.stop(), 0)
    },
  )
})
