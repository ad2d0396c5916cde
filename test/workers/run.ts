import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { checks_of_a_suite } from './suite.ts'

/**
 * `npm test -- workers`: a hundred runs of a suite by eight parallel workers against one process.
 *
 * Each worker takes an account for each run. `RUNS` and `WORKERS` may ask for fewer.
 */

const runs = Math.min(Number(process.env.RUNS ?? 100), 1000)
const workers_count = Math.min(Number(process.env.WORKERS ?? 8), 64)
const time_limit_ms = 15 * 60_000
/** What failed more often than this says nothing new. */
const told_max = 20

/** The emulator as a person starts it, on a free port of this machine. */
async function startEmulator(): Promise<{ url: string; stop(): Promise<unknown> }> {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
  const file = join(folder, 'endpoints.json')
  const args = ['start', '--port', '0', '--clock', 'frozen', '--pace', '1', '--log-format', 'json']
  const child = spawn(
    process.execPath,
    ['.build/src/cli.js', ...args, '--log-level', 'info', '--endpoints-file', file],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  for await (const text of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    if (String(text).includes('"msg":"ready"')) break
  }
  child.stdout.resume()
  const { url } = JSON.parse(readFileSync(file, 'utf8'))
  const stop = async () => {
    child.kill('SIGTERM')
    await once(child, 'exit')
    rmSync(folder, { recursive: true })
  }
  return { url, stop }
}

const emulator = await startEmulator()
const workers = Array.from(
  { length: workers_count },
  (_, number) =>
    new Worker(new URL('./worker.js', import.meta.url), {
      workerData: { url: emulator.url, number },
    }),
)
const begun = performance.now()
const failures: string[] = []
let ran = 0
for (let run = 1; run <= runs; run++) {
  if (performance.now() - begun > time_limit_ms) {
    failures.push(`after ${run - 1} of ${runs} runs the time was over`)
    break
  }
  const answers = workers.map((worker) => once(worker, 'message'))
  for (const worker of workers) worker.postMessage(run)
  for (const [failed] of await Promise.all(answers)) failures.push(...(failed as string[]))
  ran += workers_count * checks_of_a_suite
}
await Promise.all(workers.map((worker) => worker.terminate()))
await emulator.stop()

for (const failure of failures.slice(0, told_max)) process.stdout.write(`not ok - ${failure}\n`)
const seconds = Math.round((performance.now() - begun) / 1000)
process.stdout.write(`${runs} runs of ${workers_count} workers in ${seconds} s\n`)
process.stdout.write(`\n${Math.max(ran - failures.length, 0)} passed, ${failures.length} failed\n`)
process.exitCode = failures.length === 0 ? 0 : 1
