import { createRequire } from 'node:module'

/** The load generator, and what it counts. */

export type Call = {
  method: 'GET' | 'POST' | 'PUT'
  path: string
  headers?: Record<string, string>
  body?: string
  /** For calls that must differ: makes the next one. */
  next?: () => { path?: string; body?: string }
}

export type Measured = {
  calls: number
  per_second: number
  p50_ms: number
  p99_ms: number
  failed: number
}

/** The part of autocannon that is used; it brings no types. */
type Autocannon = (options: object) => Promise<{
  requests: { total: number }
  latency: { p50: number; p99: number }
  duration: number
  '2xx': number
  non2xx: number
  errors: number
}>

const fromPeers = createRequire(`${process.cwd()}/bench/peers/package.json`)

/** Calls as often as it can for a while. Calls that differ come from one thread, others from two. */
export async function load(
  port: number,
  { next, ...call }: Call,
  connections: number,
  seconds: number,
): Promise<Measured> {
  const autocannon: Autocannon = fromPeers('autocannon')
  const varied = next
    ? {
        requests: [
          { ...call, setupRequest: (request: object) => Object.assign({ ...request }, next()) },
        ],
      }
    : {}
  const result = await autocannon({
    url: `http://127.0.0.1:${port}${call.path}`,
    method: call.method,
    headers: call.headers,
    body: call.body,
    connections,
    duration: seconds,
    sampleInt: 100,
    timeout: 20,
    ...varied,
    ...(next || connections < 2 ? {} : { workers: 2 }),
  })
  return {
    calls: result['2xx'],
    per_second: result['2xx'] / result.duration,
    p50_ms: result.latency.p50,
    p99_ms: result.latency.p99,
    failed: result.non2xx + result.errors,
  }
}

/** One call, for what must be done before measuring. @throws Error unless it answers 2xx */
export async function once(port: number, { method, path, headers, body, next }: Call) {
  const made = { path, body, ...next?.() }
  const response = await fetch(`http://127.0.0.1:${port}${made.path}`, {
    method,
    ...(headers ? { headers } : {}),
    ...(made.body === undefined ? {} : { body: made.body }),
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
