import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { environment } from '../crash/child.ts'
import { needs_signals } from '../platform.ts'
import { program } from '../program.ts'

/** The lines of the log where they go: into a file or a pipe, whoever reads it, however the process ends. */

/** SIGUSR2 breaks the process from within. */
const breakable = [
  '--import',
  "data:text/javascript,process.on('SIGUSR2', () => { throw new Error('broken') })",
]

type Started = { child: ChildProcess; url: string; ended: Promise<number | string> }

/** Starts an emulator with the default log. @param output of the log and of errors: a descriptor, or a pipe. */
async function startLogged(t: Test, output: number | 'pipe', folder = t.testdir({})) {
  const file = join(folder, 'endpoints.json')
  const args = [program, 'start', '--port', '0', '--endpoints-file', file]
  const child = spawn(process.execPath, [...breakable, ...args], {
    env: environment,
    stdio: ['ignore', output, output],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string)
  let isOver = false
  ended.then(() => {
    isOver = true
  })
  while (!existsSync(file) && !isOver) await wait(5)
  const { url } = JSON.parse(readFileSync(file, 'utf8'))
  return { child, url, ended } satisfies Started
}

const call = async (url: string, path: string): Promise<number> => {
  const answer = await fetch(`${url}/v3/${path}`)
  await answer.arrayBuffer()
  return answer.status
}

/** The paths that the log has lines for, in its order. */
const pathsIn = (log: string): string[] =>
  [...log.matchAll(/^\[[\d:.]+\] INFO: GET \/v3\/(\S+) 404 .*$/gm)].map(([, path = '']) => path)

const paths = Array.from({ length: 50 }, (_, number) => `call-${number}`)

/** What else is printed, in its order. */
const printed = [
  'INFO: ready: http',
  'huaweicloud-sms-emulator ',
  'A walkthrough to paste',
  'GET /v3/call-0 ',
]
const fatal = 'FATAL: ended by an error of its own'

/** Whether a text has all of these parts, one after the other. */
const hasInOrder = (text: string, parts: readonly string[]): boolean => {
  const places = parts.map((part) => text.indexOf(part))
  return places.every((place, index) => place > (places[index - 1] ?? -1))
}

const endings = [
  { how: 'SIGTERM', signal: 'SIGTERM', code: 0 },
  { how: 'SIGINT', signal: 'SIGINT', code: 0 },
  { how: 'an uncaught error', signal: 'SIGUSR2', code: 1 },
] as const

t.test('the lines of the log', { jobs: 3, ...needs_signals }, async (t) => {
  for (const { how, signal, code } of endings) {
    for (const to of ['a file', 'a pipe'] as const) {
      t.test(`${how} loses no line that goes to ${to}, and keeps their order`, async (t) => {
        const folder = t.testdir({})
        const file = join(folder, 'log')
        const descriptor = to === 'a file' ? openSync(file, 'a') : 'pipe'
        const { child, url, ended } = await startLogged(t, descriptor, folder)
        let piped = ''
        for (const output of [child.stdout, child.stderr])
          output?.setEncoding('utf8').on('data', (text) => {
            piped += text
          })
        for (const path of paths) await call(url, path)
        const closed = once(child, 'close')
        child.kill(signal)
        t.equal(await ended, code)
        if (code === 0) t.notOk(existsSync(join(folder, 'endpoints.json')), 'it takes it along')
        await closed
        if (typeof descriptor === 'number') closeSync(descriptor)
        const log = to === 'a file' ? readFileSync(file, 'utf8') : piped
        t.strictSame(pathsIn(log), paths)
        const isOrdered = hasInOrder(log, code === 0 ? printed : [...printed, fatal])
        t.ok(isOrdered, 'also among what is printed beside it')
        // On a pipe the standard error is another one.
        if (code === 1 && to === 'a file')
          t.ok(log.indexOf('FATAL: ') < log.indexOf('sms-emulator: ended by an uncaught exception'))
      })
    }
  }

  t.test('a line is there soon after its call, though no other call follows', async (t) => {
    const { child, url } = await startLogged(t, 'pipe')
    let log = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      log += text
    })
    await call(url, 'only')
    while (pathsIn(log).length === 0) await wait(1)
    t.strictSame(pathsIn(log), ['only'])
  })

  // More than any pipe holds, with what Node reads ahead.
  const long = Array.from({ length: 100 }, (_, number) => `${'x'.repeat(8_000)}-${number}`)

  t.test('a pipe that nobody reads holds no call up, and has every line later', async (t) => {
    const { child, url, ended } = await startLogged(t, 'pipe')
    child.stderr?.resume()
    for (const path of long) t.equal(await call(url, path), 404)
    let log = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      log += text
    })
    const closed = once(child, 'close')
    child.kill('SIGTERM')
    t.equal(await ended, 0)
    await closed
    t.strictSame(pathsIn(log), long)
  })

  t.test('a pipe that nobody reads does not keep it from ending', async (t) => {
    const { child, url, ended } = await startLogged(t, 'pipe')
    for (const path of long) await call(url, path)
    child.kill('SIGTERM')
    t.equal(await ended, 0)
  })

  t.test('a pipe whose reader has gone away holds no call up', async (t) => {
    const { child, url, ended } = await startLogged(t, 'pipe')
    child.stderr?.resume()
    child.stdout?.destroy()
    for (const path of paths) t.equal(await call(url, path), 404)
    child.kill('SIGTERM')
    t.equal(await ended, 0)
  })
})
