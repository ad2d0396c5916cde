import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { launchEmulator } from '../sdk/emulator.ts'
import { login, type Prey } from './attempts.ts'

/** The emulator that is attacked, what it holds, and what it wrote down of who called. */
export type Target = {
  url: string
  prey: Prey
  /** All that an account holds, of every account. */
  state(): Promise<string>
  /** The calls that a scene's page made and that have been answered, once no more of them come. */
  arrivals(scene: string): Promise<Arrival[]>
  stop(): Promise<void>
}

export type Arrival = { way: string; n: number; method: string; status: number }

type Line = {
  req?: { method: string; url: string }
  res?: { statusCode: number }
}

const quiet_ms = 300

/** @param origin of the one page that may call. */
export async function startTarget(port: number, origin: string): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-target-'))
  const log = new Log()
  const settings = [
    ...['--port', String(port), '--fixture', 'fixtures/fleet.yaml', '--allow-origin', origin],
    ...['--log-format', 'json', '--log-level', 'info'],
  ]
  const { url, stop } = await launchEmulator(folder, settings, (line) => log.hear(line))
  return {
    url,
    prey: await preyAt(url),
    state: () => stateAt(url),
    arrivals: (scene) => log.arrivals(scene),
    stop: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Something to take, and a token as everybody can get one. */
async function preyAt(url: string): Promise<Prey> {
  const answer = await fetch(`${url}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(login),
  })
  const token = String(answer.headers.get('x-subject-token'))
  const list = async (path: string) =>
    (await fetch(`${url}${path}`, { headers: { 'x-auth-token': token } })).json()
  const { source_servers } = (await list('/v3/sources')) as { source_servers: { id: string }[] }
  const { tasks } = (await list('/v3/tasks')) as { tasks: { id: string }[] }
  const snapshot = 'before'
  await fetch(`${url}/_emulator/snapshots/${snapshot}`, { method: 'POST' })
  const [source, task] = [source_servers[0]?.id, tasks[0]?.id]
  if (source === undefined || task === undefined) throw new Error('the fixture holds nothing')
  return { token, source, task, snapshot }
}

/** What of the control API shows an account; the calls themselves are not part of its state. */
const shown = ['fixtures', 'clock', 'scenarios', 'snapshots', 'faults']

async function stateAt(url: string): Promise<string> {
  const read = async (path: string) => (await fetch(`${url}/_emulator/${path}`)).text()
  const { paths } = JSON.parse(readFileSync('openapi/control.json', 'utf8'))
  const parts = shown.filter((part) => paths[`/_emulator/${part}`]?.get)
  const list = await read('accounts')
  const state = [list]
  for (const { name } of JSON.parse(list).accounts as { name: string }[]) {
    for (const part of parts) state.push(await read(`${part}?account=${encodeURIComponent(name)}`))
  }
  return state.join('\n')
}

/** What the emulator logs of each call: a line when it is over. */
class Log {
  readonly #over: { method: string; url: string; status: number }[] = []
  #heard = 0

  hear(text: string): void {
    this.#heard = Date.now()
    if (!text.startsWith('{')) return
    const { req, res }: Line = JSON.parse(text)
    if (req) this.#over.push({ ...req, status: res?.statusCode ?? 0 })
  }

  async arrivals(scene: string): Promise<Arrival[]> {
    do await pause(quiet_ms)
    while (Date.now() - this.#heard < quiet_ms)
    return this.#over.flatMap(({ method, url, status }) => {
      const tag = new URL(url, 'http://emulator').searchParams.get('hostname')
      const [mark, from, way = '', n] = tag?.split('~') ?? []
      const isOurs = mark === 'attack' && from === scene
      return isOurs ? [{ way, n: Number(n), method, status }] : []
    })
  }
}
