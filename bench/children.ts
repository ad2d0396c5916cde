import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
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

export type Command = { file: string; args: string[]; cwd?: string }

/**
 * Starts a program and waits until `path` answers 200.
 *
 * @returns it, and after how many milliseconds it answered for the first time.
 * @throws Error with its last words when it ends or does not answer within half a minute
 */
export async function startChild(
  { file, args, cwd = process.cwd() }: Command,
  port: number,
  path: string,
): Promise<{ child: Child; ms: number }> {
  const began = performance.now()
  const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let words = ''
  const listen = (chunk: Buffer) => {
    words = (words + chunk).slice(-2000)
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  let ended: string | undefined
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', (code, signal) => {
    running.delete(child)
    ended = `ended with ${code ?? signal}`
  })
  while (performance.now() - began < 30_000) {
    if (ended !== undefined) throw new Error(`${ended}: ${words.trim().slice(-300)}`)
    if (await answers(port, path)) {
      const ms = performance.now() - began
      return { child: { pid: child.pid ?? 0, port, stop: () => stopChild(child) }, ms }
    }
    await pause(2)
  }
  await stopChild(child)
  throw new Error(`no answer in 30 s: ${words.trim().slice(-300)}`)
}

async function answers(port: number, path: string): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`)
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    return false
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 3000)
  await gone
  clearTimeout(force)
}

/** Resident memory of a process, in MiB. */
export function memoryOf(pid: number): number {
  if (process.platform === 'linux') {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kib) / 1024
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024
}

/** Processor time that a process has used, all its threads together, in seconds; null where nobody tells. */
export function processorTimeOf(pid: number): number | null {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return null
  // After the name in brackets: the 12th and 13th field are user's and system's ticks of 10 ms.
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
