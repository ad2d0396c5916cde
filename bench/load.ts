import type { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { processorTimeOf } from './children.ts'

/** Load on a program by autocannon, which is installed with the peers, and what the program took for it. */

export type Call = {
  method: 'GET' | 'POST' | 'PUT'
  path: string
  headers?: Record<string, string>
  body?: string
  /** What differs from one request to the next, for calls that must differ. */
  next?: () => Partial<Pick<Call, 'path' | 'headers' | 'body'>>
  /** How many more times `next` gives something that was not used yet, if it does not for ever. */
  left?: () => number
}

export type Measured = {
  /** Answered with 2xx. */
  calls: number
  /** Answered with something else, or not at all. */
  failed: number
  /** Ended early, as what was prepared for the calls was used up. */
  used_up?: true
  /** How the calls that failed were answered. */
  wrong?: string
  per_second: number
  /** Processor time of the program for one call, all its threads together, in microseconds. */
  cpu_us: number
  p99_ms: number
  /** Of an answer with its headers, in the mean. */
  bytes: number
  /** The share of the time in which the generator had something to do: near 1 it is the bound. */
  busy: number
}

/** The parts of autocannon that are used. */
type Autocannon = (options: {
  url: string
  connections: number
  duration?: number
  amount?: number
  maxOverallRequests?: number
  sampleInt: number
  requests: object[]
}) => EventEmitter<{
  response: [client: object, status: number, bytes: number, took_ms: number]
}> &
  Promise<{
    '2xx': number
    non2xx: number
    errors: number
    statusCodeStats: Record<string, object>
    duration: number
    throughput: { total: number }
  }>

/** What is measured where no call could be made. */
const nothingLeft: Measured = {
  ...{ calls: 0, failed: 0, used_up: true, busy: 0 },
  ...{ per_second: 0, cpu_us: 0, p99_ms: 0, bytes: 0 },
}

const fromPeers = createRequire(`${process.cwd()}/bench/peers/package.json`)

/** For some seconds, which end after so many calls; or so many times. */
type Long = { duration: number; at_most?: number } | { amount: number }

/**
 * Calls as often as it can, over connections that stay open; in some seconds not more often than there is something
 * left to call with, so that none is refused for that.
 */
export async function load(
  { port, pid }: { port: number; pid: number },
  { next, left, ...call }: Call,
  connections: number,
  long: Long,
): Promise<Measured> {
  const autocannon: Autocannon = fromPeers('autocannon')
  // A connection asks for two that it does not send.
  const left_now = (left?.() ?? Number.POSITIVE_INFINITY) - 2 * connections
  const { at_most = left_now } = 'duration' in long ? long : {}
  const limit = Math.min(left_now, at_most)
  if (limit < connections) return nothingLeft
  const setupRequest = (request: Call): Call => {
    const { headers, ...rest } = next?.() ?? {}
    return { ...request, ...rest, headers: { ...request.headers, ...headers } }
  }
  const before = processorTimeOf(pid)
  const idle = performance.eventLoopUtilization()
  const run = autocannon({
    url: `http://127.0.0.1:${port}`,
    // When it looks whether all calls are done; the time until then counts.
    ...{ connections, sampleInt: 20 },
    ...('amount' in long ? long : { duration: long.duration }),
    ...(Number.isFinite(limit) && 'duration' in long ? { maxOverallRequests: limit } : {}),
    requests: [{ ...call, ...(next ? { setupRequest } : {}) }],
  })
  const times: number[] = []
  run.on('response', (_client, _status, _bytes, took_ms) => times.push(took_ms))
  const result = await run
  const { utilization: busy } = performance.eventLoopUtilization(idle)
  const used = processorTimeOf(pid) - before
  const { '2xx': calls, non2xx, errors, statusCodeStats, throughput } = result
  const failed = non2xx + errors
  return {
    ...{ calls, failed, busy, per_second: calls / result.duration },
    ...(calls + failed >= left_now ? { used_up: true } : {}),
    ...(failed > 0
      ? { wrong: `status ${Object.keys(statusCodeStats).join(', ')}; ${errors} errors` }
      : {}),
    cpu_us: (used / (calls + failed)) * 1e6,
    p99_ms: p99Of(times),
    bytes: Math.round(throughput.total / calls),
  }
}

/** The 99th percentile, in milliseconds. That of autocannon is rounded to whole ones, and many calls take less than one. */
const p99Of = (times: readonly number[]): number =>
  Float64Array.from(times).sort()[Math.floor(times.length * 0.99)] ?? 0

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
