import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Child, freePort, startChild } from './children.ts'

/** This emulator on a database file, in a process of its own. */

export type Heap = { rss: number; heapUsed: number; heapTotal: number; external: number }
export type Served = Child & {
  /** From the start of the process to the first 200 of `ready`. */
  ready_ms: number
  /** Its memory in bytes; `collected`: after its garbage was, so that what is left is reachable. */
  heap(how?: 'as it is' | 'collected'): Promise<Heap>
}

/** The command as it is shipped. */
export const shipped = (): string => {
  const { bin } = JSON.parse(readFileSync('package.json', 'utf8'))
  return join(process.cwd(), bin['sms-emulator'])
}
/** The same as compiled beside this file, without the bundle. */
export const compiled = (): string => join(import.meta.dirname, '../src/cli.js')

/**
 * Starts it and waits until it is ready.
 *
 * @throws Error with its last words when it is not ready within half a minute
 */
export async function serve(
  db: string,
  { command = shipped(), flags = [] }: { command?: string; flags?: string[] } = {},
): Promise<Served> {
  const [port, heap_port] = [await freePort(), await freePort()]
  const watch = pathToFileURL(join(import.meta.dirname, 'heap-watch.js'))
  watch.searchParams.set('port', `${heap_port}`)
  const { child, ms } = await startChild(
    {
      file: process.execPath,
      args: [
        ...['--expose-gc', '--import', watch.href, command, 'start'],
        ...['--port', `${port}`, '--db', db, '--log-level', 'warn', ...flags],
      ],
    },
    port,
    '/_emulator/ready',
  )
  const heap: Served['heap'] = async (how = 'as it is') => {
    const path = how === 'collected' ? 'collected' : ''
    const response = await fetch(`http://127.0.0.1:${heap_port}/${path}`)
    return (await response.json()) as Heap
  }
  return { ...child, ready_ms: ms, heap }
}
