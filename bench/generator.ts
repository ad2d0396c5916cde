import { parentPort, workerData } from 'node:worker_threads'
import { Connection } from './connection.ts'
import { requestsOf } from './requests.ts'

/**
 * The load generator: one thread that does nothing but write requests which are ready-made bytes, and
 * tell where answers end. It keeps so many connections busy, each with one call at a time.
 */

/** What is to be sent, for so long or until any message comes. */
export type Order = {
  port: number
  connections: number
  seconds: number
  method: string
  path: string
  headers: Record<string, string>
  body: string
  varied?: Varied
}

/** `marker` is found in path, headers and body, and gives way to the values in turn. */
export type Varied = {
  marker: string
  /** As long as the marker, so that every request has the same length. */
  values: string[]
  /** How many calls in a row have the same value. */
  each: number
  /** The number of the first call; calls go on from there. */
  from: number
  /** Whether to begin again after the last value; if not, the load ends there. */
  again: boolean
}

export type Report = {
  /** Answered with 2xx. */
  calls: number
  /** Answered with something else, or not at all. */
  failed: number
  /** What was wrong with the first of them. */
  wrong?: string
  /** From the first request to the last answer. */
  seconds: number
  p50_us: number
  p99_us: number
  max_us: number
  /** Of the body of an answer, in the mean. */
  bytes: number
  /** How many calls were sent, answered or not. */
  sent: number
  /** The share of the time in which this thread had something to do: near 1 it is the bound. */
  busy: number
}

/** How long an answer that is outstanding at the end is waited for. */
const patience_ms = 20_000

/** @throws Error when a connection cannot be opened */
async function run(order: Order): Promise<Report> {
  const { port, connections: amount } = order
  const next = requestsOf(order)
  const latencies: number[] = []
  let [failed, bytes, sent, finished, began, last] = [0, 0, 0, 0, 0, 0]
  let wrong: string | undefined
  let isTold = false
  parentPort?.once('message', () => {
    isTold = true
  })
  const { promise: over, resolve: end } = deferred()
  const partner = {
    next: () => {
      const isTime = !isTold && performance.now() - began < order.seconds * 1000
      const request = isTime ? next() : undefined
      if (request !== undefined) sent++
      return request
    },
    answered: (milliseconds: number, length: number) => {
      if (latencies.length === 0) parentPort?.postMessage('begun')
      latencies.push(milliseconds)
      bytes += length
      last = performance.now()
    },
    refused: (reason: string) => {
      failed++
      wrong ??= reason
    },
    finished: () => {
      if (++finished === amount) end()
    },
  }
  const connections = Array.from({ length: amount }, () => new Connection(port, partner))
  await Promise.all(connections.map((connection) => connection.open()))

  const before = performance.eventLoopUtilization()
  began = performance.now()
  for (const connection of connections) connection.ask()
  const late = setTimeout(end, order.seconds * 1000 + patience_ms)
  await over
  clearTimeout(late)
  const { utilization: busy } = performance.eventLoopUtilization(before)
  for (const connection of connections) connection.close()

  const lost = sent - latencies.length - failed
  if (lost > 0) wrong ??= `no answer in ${patience_ms} ms`
  const sorted = Float64Array.from(latencies).sort()
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 1000)
  return {
    ...{ calls: latencies.length, failed: failed + Math.max(lost, 0), sent, busy },
    ...(wrong === undefined ? {} : { wrong }),
    ...{
      seconds: (last - began) / 1000,
      p50_us: at(0.5),
      p99_us: at(0.99),
      max_us: at(1 - Number.EPSILON),
    },
    bytes: Math.round(bytes / latencies.length),
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

run(workerData as Order).then((report) => parentPort?.postMessage(report))
