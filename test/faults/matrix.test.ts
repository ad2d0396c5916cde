import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { start } from '../../src/index.ts'
import { credentials } from '../helper.ts'

/** What clients see of each kind of fault: Node's fetch (undici), curl, Python's requests and urllib. */

const run = promisify(execFile)

const effects: Record<string, object> = {
  status: { status: 503, retry_after: 7 },
  delay: { delay: 'PT0.25S' },
  late: { delay: 'PT30S' },
  drop: { connection: 'drop' },
  reset: { connection: 'reset' },
  half: { body: 'half' },
  broken: { body: 'broken' },
  slow: { body: 'slow', over: 'PT0.25S' },
}
const kinds = Object.keys(effects)

/** In seconds; only what comes late is to be given up, however slow the machine. */
const patience = (kind: string): number => (kind === 'late' ? 1 : 20)

type Seen = { status?: number; retry_after?: string | null; error?: string; took: number }

const emulator = await start()
t.teardown(() => emulator.close())
const { url } = emulator.endpoints

await fetch(`${url}/_emulator/faults`, {
  method: 'POST',
  body: JSON.stringify(
    kinds.map((plan) => ({
      plan,
      match: { operation: 'ListTasks' },
      effect: effects[plan],
      times: 'always',
    })),
  ),
})
const login = await fetch(`${url}/v3/auth/tokens`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(credentials()),
})
const token = login.headers.get('x-subject-token') ?? ''

/** A client that is not installed is said in a line; in CI nothing may be missing. */
function isMissing(t: Test, what: string): void {
  if (process.env.CI === 'true') t.fail(`${what} is not installed`)
  else t.comment(`${what} is not installed: not tried`)
}

async function askByFetch(t: Test): Promise<void> {
  const seen = async (plan: string): Promise<Seen> => {
    const began = performance.now()
    const took = () => performance.now() - began
    try {
      const answer = await fetch(`${url}/v3/tasks`, {
        headers: { 'x-auth-token': token, 'x-emulator-faults': plan },
        signal: AbortSignal.timeout(patience(plan) * 1_000),
      })
      await answer.json()
      return { status: answer.status, retry_after: answer.headers.get('retry-after'), took: took() }
    } catch (error) {
      const { name, message, cause } = error as Error & { cause?: { code?: string } }
      return { error: [name, message, cause?.code].join(' < '), took: took() }
    }
  }
  check(
    t,
    Object.fromEntries(await Promise.all(kinds.map(async (kind) => [kind, await seen(kind)]))),
    {
      late: /^TimeoutError/,
      drop: /fetch failed < (UND_ERR_SOCKET|ECONNRESET)/,
      reset: /fetch failed < ECONNRESET/,
      half: /terminated < (UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)/,
      broken: /^SyntaxError/,
    },
  )
}

async function askByCurl(t: Test): Promise<void> {
  if (!(await run('curl', ['--version']).catch(() => false))) return isMissing(t, 'curl')
  const seen = async (plan: string): Promise<Seen> => {
    const began = performance.now()
    const args = [
      '-sS',
      '--max-time',
      String(patience(plan)),
      '-D',
      '-',
      '-H',
      `X-Auth-Token: ${token}`,
    ]
    const { stdout, code } = await run('curl', [
      ...args,
      ...['-H', `X-Emulator-Faults: ${plan}`, `${url}/v3/tasks`],
    ]).then(
      ({ stdout }) => ({ stdout, code: 0 }),
      ({ stdout, code }) => ({ stdout, code }),
    )
    const took = performance.now() - began
    if (code !== 0) return { error: `exit ${code}`, took }
    const [head = '', body = ''] = stdout.split('\r\n\r\n')
    const status = Number(head.split(' ')[1])
    const retry_after = /retry-after: (\S+)/.exec(head)?.[1] ?? null
    try {
      JSON.parse(body)
      return { status, retry_after, took }
    } catch {
      return { error: `status ${status}, no JSON`, took }
    }
  }
  check(
    t,
    Object.fromEntries(await Promise.all(kinds.map(async (kind) => [kind, await seen(kind)]))),
    {
      late: /exit 28/,
      drop: /exit 52/,
      reset: /exit 56/,
      half: /exit 18/,
      broken: /status 200, no JSON/,
    },
  )
}

async function askByPython(t: Test): Promise<void> {
  const arguments_ = ['test/faults/clients.py', url, token, kinds.join(',')]
  const answered = await run('python3', arguments_).catch((error) => {
    if (error.code !== 'ENOENT' && !/No module named/.test(error.stderr)) throw error
  })
  if (!answered) return isMissing(t, "python3 with the package 'requests'")
  const { requests, urllib } = JSON.parse(answered.stdout)
  check(t, requests, {
    late: /^ReadTimeout/,
    drop: /^ConnectionError.*RemoteDisconnected/,
    reset: /^ConnectionError.*ConnectionResetError/,
    half: /^(ChunkedEncodingError|ConnectionError).*IncompleteRead/,
    broken: /^JSONDecodeError/,
  })
  check(t, urllib, {
    late: /TimeoutError|timeout/,
    drop: /RemoteDisconnected/,
    reset: /ConnectionResetError/,
    half: /IncompleteRead/,
    broken: /^JSONDecodeError/,
  })
}

// They ask at the same time, as most of it is waiting.
t.test('what clients see', { jobs: 3 }, async (t) => {
  t.test("Node's fetch", askByFetch)
  t.test('curl', askByCurl)
  t.test("Python's requests and urllib", askByPython)
})

t.test('over TLS the connection is dropped and reset, too', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const tls_ca_file = join(folder, 'ca.pem')
  const secure = await start({ tls: 'self-signed', tls_ca_file, auth: 'off' })
  t.teardown(() => secure.close())
  const effects = ['reset', 'drop'].map((connection) => ({ effect: { connection } }))
  const body = JSON.stringify(effects)
  await fetch(`${secure.endpoints.url}/_emulator/faults`, { method: 'POST', body })
  const ca = readFileSync(tls_ca_file)
  for (const message of [/ECONNRESET/, /socket hang up/]) {
    const request = https.get(`${secure.endpoints.https}/v3/tasks`, { ca, agent: false })
    const [error] = await once(request, 'error')
    t.match(`${error.code} ${error.message}`, message)
  }
})

t.test('whoever waits is answered at once when the server closes', async (t) => {
  const waiting = await start({ auth: 'off' })
  const body = JSON.stringify({ effect: { delay: 'PT60S' } })
  await fetch(`${waiting.endpoints.url}/_emulator/faults`, { method: 'POST', body })
  const call = fetch(`${waiting.endpoints.url}/v3/tasks`).then(({ status }) => status)
  const faults = async () =>
    (await (await fetch(`${waiting.endpoints.url}/_emulator/faults`)).json()) as { left: number }
  while ((await faults()).left > 0);
  const began = performance.now()
  await waiting.close()
  t.equal(await call, 200)
  t.ok(performance.now() - began < 5_000)
})

/** What ends well is the same for all; what fails has a name of each client's own. */
function check(t: Test, seen: Record<string, Seen>, errors: Record<string, RegExp>) {
  t.match(seen.status, { status: 503, retry_after: '7' }, 'a status, with Retry-After')
  for (const kind of ['delay', 'slow']) {
    t.equal(seen[kind]?.status, 200, kind)
    t.ok((seen[kind]?.took ?? 0) > 220, `${kind} took ${seen[kind]?.took} ms`)
  }
  for (const [kind, error] of Object.entries(errors)) t.match(seen[kind]?.error, error, kind)
}
