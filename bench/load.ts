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
}

export type Measured = {
  /** Answered with 2xx. */
  calls: number
  /** Answered with something else, or not at all. */
  failed: number
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
  requests: object[]
}) => Promise<{
  '2xx': number
  non2xx: number
  errors: number
  statusCodeStats: Record<string, object>
  duration: number
  latency: { p99: number }
  throughput: { total: number }
}>

const fromPeers = createRequire(`${process.cwd()}/bench/peers/package.json`)

/** Calls as often as it can, for some seconds or so many times, over connections that stay open. */
export async function load(
  { port, pid }: { port: number; pid: number },
  { next, ...call }: Call,
  connections: number,
  long: { duration: number } | { amount: number },
): Promise<Measured> {
  const autocannon: Autocannon = fromPeers('autocannon')
  const setupRequest = (request: Call): Call => {
    const { headers, ...rest } = next?.() ?? {}
    return { ...request, ...rest, headers: { ...request.headers, ...headers } }
  }
  const before = processorTimeOf(pid)
  const idle = performance.eventLoopUtilization()
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    ...{ connections, ...long },
    requests: [{ ...call, ...(next ? { setupRequest } : {}) }],
  })
  const { utilization: busy } = performance.eventLoopUtilization(idle)
  const used = processorTimeOf(pid) - before
  const { '2xx': calls, non2xx, errors, statusCodeStats, throughput } = result
  const failed = non2xx + errors
  return {
    ...{ calls, failed, busy, per_second: calls / result.duration },
    ...(failed > 0
      ? { wrong: `status ${Object.keys(statusCodeStats).join(', ')}; ${errors} errors` }
      : {}),
    cpu_us: (used / (calls + failed)) * 1e6,
    p99_ms: result.latency.p99,
    bytes: Math.round(throughput.total / calls),
  }
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
