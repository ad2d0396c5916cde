import { Worker } from 'node:worker_threads'
import { processorTimeOf } from './children.ts'
import type { Order, Report, Varied } from './generator.ts'

/** Load on a program, and what it took. */

export type Call = {
  method: 'GET' | 'POST' | 'PUT'
  path: string
  headers?: Record<string, string>
  body?: string
  /** For calls that must differ. The next load goes on where this one ends. */
  varied?: Varied
}

export type Measured = Omit<Report, 'seconds' | 'sent'> & {
  per_second: number
  /** Processor time of the program for one call, all its threads together, in microseconds. */
  cpu_us: number
}

/** Calls as often as it can for a while, over connections that stay open. @throws Error when none opens */
export async function load(
  { port, pid }: { port: number; pid: number },
  { varied, method, path, headers = {}, body = '' }: Call,
  connections: number,
  seconds: number,
): Promise<Measured> {
  const before = processorTimeOf(pid)
  const order = { port, connections, seconds, method, path, headers, body }
  const {
    seconds: taken,
    sent,
    ...report
  } = await generate({ ...order, ...(varied ? { varied } : {}) }).report
  const used = processorTimeOf(pid) - before
  if (varied) varied.from += sent
  const { calls, failed } = report
  return { ...report, per_second: calls / taken, cpu_us: (used / (calls + failed)) * 1e6 }
}

type Generator = {
  report: Promise<Report>
  /** Resolves with its first answer, or with its end. */
  begun: Promise<void>
  /** Has it come to its end before its time. */
  stop: () => void
}

/** A generator at work, in a thread of its own. */
function generate(order: Order): Generator {
  const worker = new Worker(new URL('./generator.js', import.meta.url), { workerData: order })
  let begin = (): void => {}
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const report = new Promise<Report>((resolve, reject) => {
    worker.on('message', (said: Report | 'begun') => {
      begin()
      if (said !== 'begun') resolve(said)
    })
    worker.once('error', (error) => {
      begin()
      reject(error)
    })
  }).finally(() => worker.terminate())
  return { report, begun, stop: () => worker.postMessage('enough') }
}

/**
 * Makes one call after the other while something else is done: in a thread of its own, so that nothing is
 * taken for a wait that this one needs for itself.
 *
 * @returns how long the slowest took, in milliseconds.
 */
export async function slowestWhile(
  { port }: { port: number },
  { method, path, headers = {}, body = '' }: Call,
  work: () => Promise<void>,
): Promise<number> {
  const order: Order = { port, connections: 1, seconds: 3600, method, path, headers, body }
  const { report, begun, stop } = generate(order)
  // A failure of the work comes first.
  report.catch(() => {})
  await begun
  await work().finally(stop)
  const { max_us, failed, wrong } = await report
  if (failed > 0) throw new Error(`${path}: ${wrong}`)
  return max_us / 1000
}

/** One call, for what must be done before measuring. @throws Error unless it answers 2xx */
export async function once(port: number, { method, path, headers, body }: Call) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(headers ? { headers } : {}),
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 200)}`)
  return { text, headers: response.headers }
}

export const median = (values: number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** How far the values lie apart: (greatest - smallest) / median, in percent. */
export const spread = (values: number[]): number =>
  Math.round(((Math.max(...values) - Math.min(...values)) / median(values)) * 100)
