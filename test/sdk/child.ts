import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** What a child process is started with. */
export type Command = {
  command: string
  args: string[]
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** After so long it is ended, with all that it started. */
  limit_s: number
  onLine?: (line: string) => void
}

/** How a child process ended: its status (null if it was ended) and the last of what it printed. */
export type Ended = { status: number | null; output: string }

const kept_lines = 40

/** Runs a program to its end. It leads a process group, so that what it starts ends with it. */
export function run({ command, args, cwd, env, limit_s, onLine }: Command): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: env ?? process.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const lines: string[] = []
    const keep = (line: string): void => {
      lines.push(line)
      if (lines.length > kept_lines) lines.shift()
    }
    const end = (): void => endGroup(child.pid)
    const timer = setTimeout(() => {
      keep(`ended after ${limit_s} s`)
      end()
    }, limit_s * 1000)
    process.once('exit', end)

    createInterface({ input: child.stdout }).on('line', (line) => {
      keep(line)
      onLine?.(line)
    })
    createInterface({ input: child.stderr }).on('line', keep)
    const finish = (status: number | null): void => {
      clearTimeout(timer)
      process.off('exit', end)
      resolve({ status, output: lines.join('\n') })
    }
    child.once('error', (error) => {
      keep(error.message)
      finish(null)
    })
    child.once('close', finish)
  })
}

/** Ends a process that leads a group, and the group. */
export function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}

/** Whether a program is there and can say its version. */
export async function isThere(command: string, ...args: string[]): Promise<boolean> {
  return (await run({ command, args, limit_s: 30 })).status === 0
}
