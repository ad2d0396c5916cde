import { once } from 'node:events'
import http from 'node:http'
import { type ConfigInput, configOf, testSettings } from '../../config.ts'
import { type Answer, differenceOf } from '../../domain/observed/bundle.ts'
import { version } from '../../package.ts'
import { type ReplayEnvironment, startServer } from '../../process/server.ts'
import { Bundle, type RecordedCall } from '../../schemas/control/bundle.ts'
import { checkValue, pathText, problemsOf } from '../../schemas/issues.ts'
import { counted } from '../../text/numbers.ts'
import type { Context } from '../context.ts'
import { textOfFile, UsageRefused } from '../usage.ts'

/**
 * `sms-emulator replay`: an emulator with the seed, the accounts and the time of a recorded run is
 * asked the same again.
 *
 * @returns false at the first answer that is not the recorded one.
 */
export async function replay({ out, args: [file = ''] }: Context): Promise<boolean> {
  const { calls, ...bundle } = bundleOf(file)
  const settings = { ...(bundle.settings as ConfigInput), ...testSettings, ...timeOf(bundle) }
  const past = environmentOf(bundle)
  const running = await startServer(configOf(settings), past.surroundings)
  try {
    for (const [index, call] of calls.entries()) {
      const difference = differenceOf(call, await past.repeat(running.endpoints.url, call))
      if (difference === null) continue
      const number = index + 1
      out.show({ calls: calls.length, same: index, number, difference }, () => [
        `call ${number} of ${calls.length} differs: ${call.method} ${call.url}`,
        `  ${difference}`,
        ...hints(bundle),
      ])
      return false
    }
  } finally {
    await running.close()
  }
  out.show({ calls: calls.length, same: calls.length }, () => [
    `${counted(calls.length, 'call')}, every answer as recorded`,
    ...hints(bundle),
  ])
  return true
}

/** @throws UsageRefused for a file that is not a bundle. */
function bundleOf(file: string): Bundle {
  const text = textOfFile(file)
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw new UsageRefused(`${file} is not a bundle: it is not JSON.`)
  }
  const { data, error } = checkValue(Bundle, content)
  if (data) return data
  const [problem] = problemsOf(error.issues)
  const place = pathText(problem?.path ?? [], 'the file')
  throw new UsageRefused(`${file} is not a bundle: ${place}: ${problem?.message}`)
}

/** The clock and the pace as they were, whatever a test would have. */
const timeOf = ({ settings }: Pick<Bundle, 'settings'>): ConfigInput => {
  const { clock, pace } = settings as ConfigInput
  return { ...(clock ? { clock } : {}), ...(pace ? { pace } : {}) }
}

/** What may explain a difference. */
function hints({ missed, replaced, version: recorded }: Omit<Bundle, 'calls'>): string[] {
  return [
    ...(recorded === version ? [] : [`  recorded by version ${recorded}, replayed by ${version}`]),
    ...(missed > 0
      ? [`  ${counted(missed, 'call after these was', 'calls after these were')} not recorded`]
      : []),
    ...(replaced > 0
      ? [
          `  ${counted(replaced, 'secret or unknown value was', 'secrets or unknown values were')} replaced by placeholders`,
        ]
      : []),
  ]
}

/** The time as it was, and a client for whom it is that time. */
function environmentOf({ started_at, accounts, scenarios, id_tokens = [] }: Omit<Bundle, 'calls'>) {
  const trusted = new Set(id_tokens)
  let now = started_at
  let id = ''
  let giveUp: (() => void) | undefined
  let onRequestId: (() => void) | undefined
  const surroundings: ReplayEnvironment = {
    wall: () => now,
    boot: accounts,
    scenarios,
    trustsIdToken: (text) => trusted.has(text),
    requestId: () => {
      onRequestId?.()
      return id
    },
    // What waited then does not wait again; who gave up waiting does so again.
    sleep: async (_, signal) => {
      if (!giveUp || signal.aborted) return
      const gone = once(signal, 'abort')
      giveUp()
      await gone
    },
  }
  const repeat = async (url: string, call: RecordedCall): Promise<Answer> => {
    now = call.at
    id = call.id
    if (call.cut_off) {
      const isKnown = new Promise<void>((resolve) => {
        onRequestId = resolve
      })
      await sendAndHangUp(url, call, isKnown)
      onRequestId = undefined
      return { status: null, headers: {}, body: '' }
    }
    const { request, answer } = sent(url, call)
    giveUp = call.given_up ? () => request.destroy() : undefined
    return answer
  }
  return { surroundings, repeat }
}

/** Headers that belong to the connection, not to the call. */
const of_connection = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'expect']

/** The same call once more, also with its Host, which `fetch` does not let one choose. */
function sent(url: string, call: RecordedCall) {
  const length = call.body === '' ? {} : { 'content-length': Buffer.byteLength(call.body) }
  const request = requestOf(url, call, length)
  request.end(call.body)
  return { request, answer: answerTo(request) }
}

/** How long a call that is cut off may take to be known to the emulator. */
const cut_off_max_ms = 5_000

/**
 * Sends the beginning of a call, and goes away in the middle of its body.
 *
 * @param isKnown resolves when the emulator has refused what came.
 */
async function sendAndHangUp(
  url: string,
  call: RecordedCall,
  isKnown: Promise<void>,
): Promise<void> {
  const signal = AbortSignal.timeout(cut_off_max_ms)
  // Once the emulator wants the body, it has done all that it does before it reads one.
  const request = requestOf(url, call, {
    'content-length': Buffer.byteLength(call.body) + 1,
    expect: '100-continue',
  })
  request.flushHeaders()
  try {
    await once(request, 'continue', { signal })
    await new Promise((resolve) => request.write(call.body, resolve))
    request.destroy()
    await Promise.race([isKnown, once(signal, 'abort')])
  } catch {
    // It was answered before its body, or never.
  }
  request.destroy()
}

function requestOf(
  url: string,
  { method, url: path, headers }: RecordedCall,
  framing: http.OutgoingHttpHeaders,
): http.ClientRequest {
  const { hostname, port } = new URL(url)
  const kept = Object.entries(headers).filter(([name]) => !of_connection.includes(name))
  const request = http.request({
    hostname,
    port,
    method,
    path,
    headers: { ...Object.fromEntries(kept), ...framing },
    // A connection that a fault cut must not be taken for the next call.
    agent: false,
  })
  // The caller that waits for the answer is told.
  request.on('error', () => {})
  return request
}

async function answerTo(request: http.ClientRequest): Promise<Answer> {
  const chunks: Buffer[] = []
  let head: Pick<Answer, 'status' | 'headers'> = { status: null, headers: {} }
  try {
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    const { statusCode = 0, headers } = response
    head = { status: statusCode, headers: headers as Record<string, string> }
    for await (const chunk of response) chunks.push(chunk)
  } catch {
    // The end of the connection, as a fault wants it: what has come is the answer.
  }
  return { ...head, body: Buffer.concat(chunks).toString('utf8') }
}
