import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { reasonOf } from '../../text/failures.ts'
import { GrowingHar } from '../growing-har.ts'
import { RecordingRefused } from '../recording-refused.ts'
import type { RecordedService } from '../service-of-url.ts'
import { admit, type Refused } from './admit.ts'
import { signerFrom } from './keys.ts'
import { passOn } from './pass-on.ts'
import { type Upstreams, upstreamsOf } from './upstreams.ts'
import { callOf, type RecorderCounts, writerOf } from './write-calls.ts'

/** A local endpoint that passes calls on to the cloud, and writes what it saw (docs/parity.md, "Recording"). */

export type RecorderOptions = {
  /** The region whose SMS and IAM are called, such as `ap-southeast-3`; no other host ever is. */
  region: string
  /** The HAR file that is written; until the end it is called `<file>.unfinished`. */
  file: string
  /** Whether calls may change something in the account. Default: no. */
  allowWrites?: boolean | undefined
  /** The port on the loopback address; default: a free one. */
  port?: number | undefined
  /** An emulator on this machine that plays the cloud, for tests. */
  upstream?: string | undefined
  /** Where the keys are looked for (`HUAWEICLOUD_SDK_AK` and so on); default: the environment of the process. */
  environment?: Readonly<Record<string, string | undefined>> | undefined
  /** Told what could not be written, in a sentence without secrets. */
  onProblem?: ((message: string) => void) | undefined
}

export type Recorder = {
  /** Where clients call SMS and IAM. The path has a secret: with it anyone can call with the keys. */
  readonly endpoints: Readonly<Record<RecordedService, string>>
  /**
   * The same secret, as the access key of SDKs that drop the path of an endpoint, such as Python's; their secret key may
   * be anything.
   */
  readonly access_key: string
  /** Whether calls without a token are signed; otherwise there are no keys. */
  readonly signs: boolean
  readonly counts: Readonly<RecorderCounts>
  /**
   * Stops listening, waits for the calls under way, and gives the file its name; without a call there is none.
   *
   * @throws RecordingRefused where that cannot be done.
   */
  close(): Promise<RecorderCounts>
  [Symbol.asyncDispose](): Promise<void>
}

/** How long calls that are under way may take at the end. */
const farewell_ms = 5_000

/**
 * Starts a recorder on the loopback address.
 *
 * @throws RecordingRefused for a region that does not exist, half a pair of keys, a port that is taken, a file that cannot be
 *   written. The message is for the person who started it.
 */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  const { region, file, port = 0, allowWrites = false, onProblem = () => {} } = options
  const upstreams = upstreamsOf(region, options.upstream)
  const sign = signerFrom(options.environment ?? process.env)
  const secret = randomBytes(16).toString('hex')
  const server = http.createServer()
  await listen(server, port)
  const har = await openHar(file, server)
  const agents = agentsFor(upstreams)
  const counts: RecorderCounts = { written: 0, refused: 0, left_out: 0 }
  const write = writerOf(har, counts, onProblem)

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const at_ms = Date.now()
    const began = performance.now()
    const admitted = admit(request, { secret, allowsWrites: allowWrites })
    if ('status' in admitted) return refuse(response, admitted)
    const { service } = admitted
    const way = { sign, agent: agents[service] }
    const passed = await passOn({ request, response }, admitted, upstreams[service], way)
    if (passed === undefined) return
    if ('status' in passed) return refuse(response, passed)
    const duration_ms = Math.round(performance.now() - began)
    const method = request.method ?? 'GET'
    write({ at_ms, duration_ms, method, ...callOf(admitted, upstreams, passed) })
  }
  const refuse = (response: ServerResponse, { status, message }: Refused): void => {
    counts.refused++
    sendRefusal(response, status, message)
  }
  const under_way = new Set<Promise<void>>()
  server.on('request', (request, response) => {
    const work = answer(request, response)
      .catch((error: unknown) => {
        onProblem(`A call could not be passed on: ${reasonOf(error)}.`)
        response.destroy()
      })
      .finally(() => under_way.delete(work))
    under_way.add(work)
  })

  let closing: Promise<RecorderCounts> | undefined
  const close = (): Promise<RecorderCounts> => {
    closing ??= end(server, agents).then(async () => {
      await Promise.all(under_way)
      if (har.count > 0) har.finish()
      else har.discard()
      return counts
    })
    return closing
  }
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${secret}`
  return {
    endpoints: { sms: `${base}/sms`, iam: `${base}/iam` },
    access_key: secret,
    signs: sign !== undefined,
    counts,
    close,
    [Symbol.asyncDispose]: async () => {
      await close()
    },
  }
}

/** On this machine only: what can reach it can call with the keys. */
async function listen(server: Server, port: number): Promise<void> {
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    const why = isTaken ? 'it is in use; use another, or 0 for a free one' : reasonOf(error)
    throw new RecordingRefused(`Port ${port} cannot be listened on: ${why}.`)
  }
}

async function openHar(file: string, server: Server): Promise<GrowingHar> {
  try {
    return new GrowingHar(file)
  } catch (error) {
    server.close()
    throw error
  }
}

type Agents = Readonly<Record<RecordedService, http.Agent>>

function agentsFor(upstreams: Upstreams): Agents {
  const agentFor = ({ protocol }: URL) =>
    new (protocol === 'https:' ? https.Agent : http.Agent)({ keepAlive: true })
  return { sms: agentFor(upstreams.sms.base), iam: agentFor(upstreams.iam.base) }
}

async function end(server: Server, agents: Agents): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const late = setTimeout(() => server.closeAllConnections(), farewell_ms)
  await closed
  clearTimeout(late)
  for (const agent of Object.values(agents)) agent.destroy()
}

/** A call in the error format of SMS, whose message every client shows. */
function sendRefusal(response: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ error_code: `RECORD.0${status}`, error_msg: message })
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    // What of the call was not read is not waited for.
    connection: 'close',
  })
  response.end(body)
}
