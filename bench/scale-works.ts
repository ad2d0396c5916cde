import { Worker } from 'node:worker_threads'
import { type Client, clientOf, newAccount } from './client.ts'
import { accountOf, full, sourceBody } from './data.ts'
import { serve } from './serve.ts'

/** How long the longest works on a full account keep a call of another account waiting. */

/** What `export it` gave. */
let exported = ''

/** What is done with the full account, in this order. */
const works: Record<string, (client: Client) => Promise<unknown>> = {
  'load it whole': ({ must }) =>
    must('POST', '/_emulator/fixtures', { accounts: [accountOf('full', full)] }),
  'take a snapshot': ({ must }) => must('POST', '/_emulator/snapshots/kept?account=full'),
  'advance by a day': ({ must }) =>
    must('POST', '/_emulator/clock/advance?account=full', { by: 'P1D' }),
  'take another snapshot': ({ must }) => must('POST', '/_emulator/snapshots/other?account=full'),
  'restore the first': ({ must }) => must('PUT', '/_emulator/snapshots/kept?account=full'),
  'export it': async ({ must }) => {
    exported = (await must('GET', '/_emulator/fixtures?account=full')).text
  },
  'download a snapshot': ({ must }) => must('GET', '/_emulator/snapshots/kept?account=full'),
  'upload a snapshot': ({ must }) =>
    must('POST', '/_emulator/snapshots/uploaded?account=full', JSON.parse(exported)),
  'delete a snapshot': ({ must }) => must('DELETE', '/_emulator/snapshots/other?account=full'),
  'reset it': ({ must }) => must('POST', '/_emulator/reset?account=full'),
  'load it whole again': ({ must }) =>
    must('POST', '/_emulator/fixtures', { accounts: [accountOf('full', full)] }),
  'replace it by its export': ({ must }) =>
    must('POST', '/_emulator/fixtures?account=full&replace=true', JSON.parse(exported)),
  'delete it': ({ must }) => must('DELETE', '/_emulator/accounts/full'),
}

/** Calls every two milliseconds, whether or not the call before has been answered, in a thread of its own. */
const prober = `
const { parentPort, workerData: { port, path, token } } = require('node:worker_threads')
const http = require('node:http')
const agent = new http.Agent({ keepAlive: true })
let waits = []
const timer = setInterval(() => {
  const began = performance.now()
  const request = http.get({ port, path, agent, headers: { 'x-auth-token': token } }, (answer) => {
    answer.resume()
    answer.once('end', () => waits.push(performance.now() - began))
  })
  request.once('error', () => {})
}, 2)
parentPort.on('message', (message) => {
  if (message === 'end') process.exit()
  parentPort.postMessage(waits)
  waits = []
})`

/** @returns by the name of each work: how long it took, and the p99 of the calls of another account meanwhile */
export async function measureLongWorks(file: string) {
  const served = await serve(file)
  const { port } = served
  const client = await clientOf(port)
  await newAccount(port, 'full')
  const other = await clientOf(port, await newAccount(port, 'other'))
  const { id } = JSON.parse((await other.must('POST', '/v3/sources', JSON.parse(sourceBody))).text)
  const workerData = { port, path: `/v3/sources/${id}`, token: other.token() }
  const worker = new Worker(prober, { eval: true, workerData })
  const waits = () =>
    new Promise<number[]>((resolve) => {
      worker.once('message', resolve)
      worker.postMessage('waits')
    })
  const pause = () => new Promise((resolve) => setTimeout(resolve, 200))
  const results: { name: string; took: number; p99: number }[] = []
  for (const [name, work] of Object.entries(works)) {
    await pause()
    await waits()
    const began = performance.now()
    await work(client)
    const took = performance.now() - began
    // Those that began meanwhile are answered by then.
    await pause()
    const sorted = (await waits()).slice(0, Math.ceil(took / 2)).sort((one, two) => one - two)
    results.push({ name, took, p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN })
  }
  worker.postMessage('end')
  for (const each of [client, other]) each.close()
  await served.stop()
  return results
}
