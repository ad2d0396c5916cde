import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { freePort, settle_ms, startChild } from './children.ts'
import { emulator, preparedIn } from './emulator-target.ts'
import { load } from './load.ts'
import { lines, number } from './markdown.ts'
import type { Heap } from './serve.ts'
import { type Work, works } from './works.ts'

/**
 * `npm run bench -- memory`: where the memory of this emulator goes, after each work of the benchmark against its peers.
 * The works are done so many times instead of so long, so that a busy machine has the same figures. On Linux.
 */

const { values } = parseArgs({
  options: {
    /** Keeps what is prepared, for the next run. */
    data: { type: 'string', default: '' },
    /** Another build: the folder that `dist/` is in. */
    build: { type: 'string', default: '.' },
    work: { type: 'string', default: '' },
  },
})

/** How often each work is done: as often as in a run on a quiet machine. */
const amounts: Record<Work, number> = {
  ...{ get: 85_000, list50: 16_000, list20: 30_000 },
  ...{ source: 30_000, create: 30_000, token: 30_000, signed: 40_000 },
}
const connections = [
  { amount: 32, share: 0.5 },
  { amount: 1, share: 0.1 },
  { amount: 256, share: 0.4 },
]
const asked = (Object.keys(works) as Work[]).filter(
  (work) => values.work === '' || values.work.split(',').includes(work),
)

const folder =
  values.data === '' ? mkdtempSync(join(tmpdir(), 'sms-emulator-memory-')) : resolve(values.data)
if (values.data === '') {
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
}
const target = emulator(await preparedIn(folder))
const [port, heap_port] = [await freePort(), await freePort()]
const watch = pathToFileURL(join(import.meta.dirname, 'heap-watch.js'))
watch.searchParams.set('port', `${heap_port}`)
const { args, ...command } = target.command(port)
const [, ...start] = args
const node_args = ['--expose-gc', '--import', watch.href, resolve(values.build, 'dist/cli.cjs')]
const { child } = await startChild(
  { ...command, args: [...node_args, ...start] },
  ...[port, target.alive, target.ready],
)

const mib = (kib: number) => number(kib / 1024)
const kibOf = (text: string, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)

/** What malloc has, for SQLite and all that is not JavaScript: its heap, and the arenas of threads, each at a multiple of 64 MiB. */
function mallocKib(): number {
  const regions = readFileSync(`/proc/${child.pid}/smaps`, 'utf8').split(/^(?=[\da-f]+-[\da-f]+ )/m)
  const own = regions.filter((region) => {
    const [, from = '', name = ''] =
      /^([\da-f]+)-[\da-f]+ rw-p \S+ \S+ \d+ *(.*)$/m.exec(region) ?? []
    return (
      name === '[heap]' ||
      (name === '' && from.endsWith('000000') && parseInt(from, 16) % 2 ** 26 === 0)
    )
  })
  return own.reduce((sum, region) => sum + kibOf(region, 'Rss'), 0)
}

async function rowOf(name: string, how: 'as it is' | 'collected' = 'as it is'): Promise<string[]> {
  const path = how === 'collected' ? 'collected' : ''
  const heap = (await (await fetch(`http://127.0.0.1:${heap_port}/${path}`)).json()) as Heap
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  const [all, files] = [kibOf(status, 'VmRSS'), kibOf(status, 'RssFile')]
  const [total, malloc] = [heap.heapTotal / 1024, mallocKib()]
  console.error(name)
  return [
    name,
    mib(all),
    mib(files),
    mib(heap.heapUsed / 1024),
    mib(total - heap.heapUsed / 1024),
    mib(malloc),
    mib(all - files - total - malloc),
  ]
}

const rows = [await rowOf('start')]
try {
  const calls = await target.calls(port)
  for (const work of asked) {
    const call = calls[work]
    if (!call) continue
    for (const { amount, share } of connections) {
      const { failed, wrong } = await load(child, call, amount, { amount: amounts[work] * share })
      if (failed > 0) throw new Error(`${works[work]}: ${failed} calls failed: ${wrong}`)
    }
    rows.push(await rowOf(works[work]))
  }
  await wait(settle_ms)
  rows.push(await rowOf('ten seconds later'))
  rows.push(await rowOf('after a collection', 'collected'))
} finally {
  await child.stop()
}
const heads = [
  'MiB, after',
  'resident',
  'files',
  'V8: in use or garbage',
  'V8: free',
  'malloc',
  'other',
]
console.log(lines(heads, rows))
