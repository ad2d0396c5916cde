import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Programs under measurement: started on a free port, watched, and ended by their own id. */

export type Child = { pid: number; port: number; stop(): Promise<void> }

/** A port that nobody listens on now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** What still runs; ended with the runner, however that ends. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

/** What to run; its output goes to the file `log`, if there is one. */
export type Command = { file: string; args: string[]; cwd?: string; log?: string }

export type Started = {
  child: Child
  /** From the start of the process to its first 200 of any path. */
  ms: number
  /** To the first 200 of the path that tells that it can do all its work. */
  ready_ms: number
}

/**
 * Starts a program and waits until `path` answers 200, and then `ready`.
 *
 * @throws Error with its last words when it ends or does not answer within half a minute
 */
export async function startChild(
  { file, args, cwd = process.cwd(), log }: Command,
  port: number,
  path: string,
  ready = path,
): Promise<Started> {
  const output = log === undefined ? 'pipe' : openSync(log, 'w')
  const began = performance.now()
  const child = spawn(file, args, { cwd, stdio: ['ignore', output, output] })
  if (typeof output === 'number') closeSync(output)
  running.add(child)
  let words = ''
  const listen = (chunk: Buffer) => {
    words = (words + chunk).slice(-2000)
  }
  child.stdout?.on('data', listen)
  child.stderr?.on('data', listen)
  const lastWords = () => (log === undefined ? words : readFileSync(log, 'utf8')).trim().slice(-300)
  let ended: string | undefined
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', (code, signal) => {
    running.delete(child)
    ended = `ended with ${code ?? signal}`
  })
  let ms: number | undefined
  while (performance.now() - began < 30_000) {
    if (ended !== undefined) throw new Error(`${ended}: ${lastWords()}`)
    if (await answers(port, ms === undefined ? path : ready)) {
      const now = performance.now() - began
      if (ms !== undefined || ready === path) {
        const known = { pid: child.pid ?? 0, port, stop: () => stopChild(child) }
        return { child: known, ms: ms ?? now, ready_ms: now }
      }
      ms = now
    } else await pause(1)
  }
  await stopChild(child)
  throw new Error(`no answer in 30 s: ${lastWords()}`)
}

/** Whether it answers 200, asked with as little as can be: all programs are asked so. */
const answers = (port: number, path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2000 }, () => {
      socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n\r\n`)
    })
    const end = (isThere: boolean) => {
      resolve(isThere)
      socket.destroy()
    }
    socket.once('data', (bytes) => end(bytes.toString('latin1', 9, 12) === '200'))
    for (const event of ['error', 'timeout', 'close']) socket.once(event, () => end(false))
  })

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 3000)
  await gone
  clearTimeout(force)
}

/** How long after a load memory is measured again: by then this emulator has given back what it had for it. */
export const settle_ms = 10_000

/** Resident memory of a process, in MiB. */
export function memoryOf(pid: number): number {
  if (process.platform === 'linux') {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kib) / 1024
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024
}

/** Processor time that a process has used, all its threads together, in seconds; NaN where nobody tells. */
export function processorTimeOf(pid: number): number {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return Number.NaN
  // After the name in brackets: the 12th and 13th field are user's and system's ticks of 10 ms.
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
