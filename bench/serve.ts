import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Child, freePort, startChild } from './children.ts'

/** This emulator on a database file, in a process of its own. */

export type Served = Child & {
  /** From the start of the process to the first 200 of `ready`. */
  ready_ms: number
}

export type Heap = { rss: number; heapUsed: number; heapTotal: number; external: number }
export type Watched = Served & {
  /** Its memory in bytes; `collected`: after its garbage was, so that what is left is reachable. */
  heap(how?: 'as it is' | 'collected'): Promise<Heap>
}

type Options = { command?: string; flags?: string[] }

/** The command as it is shipped. */
export const shipped = (): string => join(process.cwd(), 'dist/cli.cjs')
/** The same as compiled beside this file, without the bundle. */
export const compiled = (): string => join(import.meta.dirname, '../src/cli.js')

/**
 * Starts it and waits until it is ready.
 *
 * @throws Error with its last words when it is not ready within half a minute
 */
export async function serve(
  db: string,
  { command = shipped(), flags = [] }: Options = {},
  node_flags: string[] = [],
): Promise<Served> {
  const port = await freePort()
  const start = [command, 'start', '--port', `${port}`, '--db', db, '--log-level', 'warn', ...flags]
  const { child, ms } = await startChild(
    { file: process.execPath, args: [...node_flags, ...start] },
    port,
    '/_emulator/ready',
  )
  return { ...child, ready_ms: ms }
}

/** The same, with a look into its heap, for which it starts more slowly. */
export async function serveWatched(db: string, options: Options = {}): Promise<Watched> {
  const port = await freePort()
  const watch = pathToFileURL(join(import.meta.dirname, 'heap-watch.js'))
  watch.searchParams.set('port', `${port}`)
  const served = await serve(db, options, ['--expose-gc', '--import', watch.href])
  return {
    ...served,
    heap: async (how = 'as it is') => {
      const path = how === 'collected' ? 'collected' : ''
      const response = await fetch(`http://127.0.0.1:${port}/${path}`)
      return (await response.json()) as Heap
    },
  }
}
