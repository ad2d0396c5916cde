import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { createServer } from 'node:net'

/**
 * Milliseconds from the start of the process to the first 200 of `ready`, and its memory then.
 *
 * `node --import tsx bench/cold-start.ts [command …]`: the built command, if none is given.
 */

const given = process.argv.slice(2)
const [program = '', ...args] = given.length > 0 ? given : [process.execPath, 'dist/cli.cjs']
const runs = 15

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

const isReady = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const request = http.get({ port, path: '/_emulator/ready', agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.once('error', () => resolve(false))
  })

/** The resident memory of a process in MiB, where the system tells. */
function memoryOf(pid: number | undefined): number {
  try {
    const [, kib = ''] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Math.round(Number(kib) / 1024)
  } catch {
    return Number.NaN
  }
}

async function measure(): Promise<{ ms: number; mib: number }> {
  const port = await freePort()
  const begun = performance.now()
  const child = spawn(program, [...args, 'start', '--port', String(port)], { stdio: 'ignore' })
  while (!(await isReady(port))) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`)
  }
  const ms = performance.now() - begun
  const mib = memoryOf(child.pid)
  child.kill()
  await once(child, 'exit')
  return { ms, mib }
}

// The first run fills the caches of the system, and Node's own.
await measure()
const results: { ms: number; mib: number }[] = []
for (let run = 0; run < runs; run++) results.push(await measure())
const of = (key: 'ms' | 'mib') => results.map((result) => result[key]).sort((a, b) => a - b)
const middle = Math.floor(runs / 2)
process.stdout.write(
  `${of('ms')[middle]?.toFixed(0)} ms to the first 200 (${of('ms')[0]?.toFixed(0)} to ${of('ms').at(-1)?.toFixed(0)} in ${runs} runs), ${of('mib')[middle]} MiB\n`,
)
