import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { credentials } from '../helper.ts'

/** The emulator that is attacked, in a process of its own, and how one talks to it without manners. */

const start_limit_ms = 30_000
const heap_max_mib = 512

export class Target {
  readonly port: number
  readonly url: string
  /** What it logged at level `error`: nothing, if all goes well. */
  readonly errors: string[] = []
  token = ''
  readonly #child: ChildProcess
  readonly #folder: string

  private constructor(child: ChildProcess, folder: string, url: string) {
    this.#child = child
    this.#folder = folder
    this.url = url
    this.port = Number(new URL(url).port)
  }

  static async start(...settings: string[]): Promise<Target> {
    const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-attack-'))
    const file = join(folder, 'endpoints.json')
    const args = ['start', '--port', '0', '--clock', 'frozen', '--pace', '1', ...settings]
    const logs = ['--log-format', 'json', '--log-level', 'error', '--endpoints-file', file]
    // How far V8 lets a heap grow before it collects depends on the machine. What needs more than this ends it.
    const heap = `--max-old-space-size=${heap_max_mib}`
    const child = spawn(process.execPath, [heap, '.build/src/cli.js', ...args, ...logs], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const kill = () => child.kill('SIGKILL')
    process.once('exit', kill)
    child.once('exit', () => process.off('exit', kill))
    const deadline = Date.now() + start_limit_ms
    while (!existsSync(file)) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error('it did not start')
      await pause(20)
    }
    const target = new Target(child, folder, JSON.parse(readFileSync(file, 'utf8')).url)
    child.stdout?.setEncoding('utf8').on('data', (text) => target.errors.push(String(text)))
    target.token = await target.#login()
    return target
  }

  async #login(): Promise<string> {
    const body = JSON.stringify(credentials())
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${this.url}/v3/auth/tokens`, { method: 'POST', headers, body })
    return answer.headers.get('x-subject-token') ?? ''
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** What of it is in memory, in MiB; 0 where the system does not say. */
  memory(): number {
    const status = `/proc/${this.#child.pid}/status`
    if (!existsSync(status)) return 0
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) / 1024
  }

  /** How many files and sockets it has open; 0 where the system does not say. */
  handles(): number {
    const folder = `/proc/${this.#child.pid}/fd`
    return existsSync(folder) ? readdirSync(folder).length : 0
  }

  /** A connection; nothing that happens to it is thrown. */
  async connect(): Promise<Socket> {
    const socket = connect(this.port, '127.0.0.1')
    socket.on('error', () => {})
    await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), ended(socket)])
    return socket
  }

  /** Sends bytes and gathers what comes back until the connection ends, or nothing comes any more. */
  async exchange(bytes: string | Buffer, quiet_ms = 5_000): Promise<string> {
    const socket = await this.connect()
    const heard = listen(socket)
    socket.write(bytes)
    await Promise.race([ended(socket), heard.answered(), pause(quiet_ms)])
    socket.destroy()
    return heard.text()
  }

  async stop(): Promise<void> {
    if (this.isAlive) {
      this.#child.kill('SIGTERM')
      await Promise.race([once(this.#child, 'exit'), pause(10_000)])
      this.#child.kill('SIGKILL')
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** When a connection has ended, well or not. */
export const ended = (socket: Socket): Promise<void> =>
  new Promise((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve())))

/** What comes in on a connection. */
export function listen(socket: Socket): { text(): string; answered(): Promise<void> } {
  let text = ''
  let tell: () => void = () => {}
  const first = new Promise<void>((resolve) => {
    tell = resolve
  })
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
    // A whole answer: its body is there, too.
    if (/\r\n\r\n[\s\S]/.test(text)) tell()
  })
  return { text: () => text, answered: () => first }
}
