import { createRequire } from 'node:module'
import { freePort, memoryOf, startChild } from './children.ts'
import { median } from './load.ts'

/**
 * Milliseconds from the start of the process to the first 200 of `ready`, and its memory then; and how
 * long `start()` takes in a process that has the library already.
 *
 * `node --import tsx bench/cold-start.ts [command …]`: the built command, if none is given.
 */

const given = process.argv.slice(2)
const [file = '', ...args] = given.length > 0 ? given : [process.execPath, 'dist/cli.cjs']
const runs = 15

async function measure(): Promise<{ ms: number; mib: number }> {
  const port = await freePort()
  const command = { file, args: [...args, 'start', '--port', String(port)] }
  const { child, ready_ms } = await startChild(command, port, '/_emulator/ready')
  const mib = memoryOf(child.pid)
  await child.stop()
  return { ms: ready_ms, mib }
}

// The first run fills the caches of the system, and Node's own.
await measure()
const results: { ms: number; mib: number }[] = []
for (let run = 0; run < runs; run++) results.push(await measure())
const of = (key: 'ms' | 'mib') => results.map((result) => result[key])
const [least, most] = [Math.min(...of('ms')), Math.max(...of('ms'))].map(Math.round)
process.stdout.write(
  `${median(of('ms')).toFixed(0)} ms to the first 200 (${least} to ${most} in ${runs} runs), ${median(of('mib')).toFixed(0)} MiB\n`,
)

const { start }: typeof import('../src/index.ts') = createRequire(import.meta.url)(
  '../dist/index.cjs',
)
const times: number[] = []
for (let run = 0; run <= runs; run++) {
  const began = performance.now()
  await using _ = await start()
  times.push(performance.now() - began)
}
const [first = 0, ...others] = times
process.stdout.write(
  `${first.toFixed(0)} ms for the first start() of the library, ${median(others).toFixed(0)} for others\n`,
)
