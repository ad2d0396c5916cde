import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { program } from '../program.ts'

/** The emulator as a process of its own, as a person starts it, to be ended in every way. */

export type Child = {
  readonly pid: number
  readonly url: string
  /** What it wrote to standard error. */
  stderr(): string
  stdout(): string
  /** Ends it at once, as the kernel does. */
  kill(): Promise<void>
  /** Tells it to stop. @returns the exit code, or the signal that ended it. */
  stop(): Promise<number | string>
  /** @returns the exit code, or the signal, once it has ended. */
  ended(): Promise<number | string>
}

/** The environment without what a test runner adds for its own loaders. */
export const { NODE_OPTIONS: _, ...environment } = process.env

/** It ends by itself after so long, whatever the tests do. */
const life_max_s = 300
const start_max_ms = 60_000
/** So much of what it says is kept. */
const told_max = 100_000

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts the compiled command; it need not become ready. */
export function spawnCommand(args: readonly string[], node_args: readonly string[] = []) {
  const child = spawn(process.execPath, [...node_args, program, ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const late = setTimeout(() => child.kill('SIGKILL'), life_max_s * 1000)
  late.unref()
  const told = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      told[name] = (told[name] + text).slice(-told_max)
    })
  }
  const end = once(child, 'close').then(([code, signal]) => {
    running.delete(child)
    clearTimeout(late)
    return (code ?? signal) as number | string
  })
  return { child, told, end }
}

/** Settings of all that is started here: nothing that depends on the wall or on another run. */
export const settings = (db: string): string[] => [
  ...['start', '--port', '0', '--db', db, '--clock', 'frozen', '--pace', '1'],
  ...['--now', '2026-01-01T12:00:00Z', '--log-format', 'json'],
]

/** Starts an emulator. @throws Error with what it said when it does not become ready. */
export async function startChild(
  args: readonly string[],
  node_args: readonly string[] = [],
): Promise<Child> {
  const { child, told, end } = spawnCommand(args, node_args)
  const begun = performance.now()
  let over = false
  end.then(() => {
    over = true
  })
  const ready = () => /"endpoints":\{"url":"([^"]+)".*"msg":"ready"/.exec(told.stdout)?.[1]
  while (!ready()) {
    if (over || performance.now() - begun > start_max_ms) {
      child.kill('SIGKILL')
      throw new Error(`not ready: ${told.stderr}${told.stdout.slice(-2000)}`)
    }
    await wait(5)
  }
  return {
    pid: Number(child.pid),
    url: ready() ?? '',
    stderr: () => told.stderr,
    stdout: () => told.stdout,
    kill: async () => {
      child.kill('SIGKILL')
      await end
    },
    stop: async () => {
      child.kill('SIGTERM')
      return end
    },
    ended: () => end,
  }
}
