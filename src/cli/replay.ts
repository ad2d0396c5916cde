import { once } from 'node:events'
import http from 'node:http'
import { type ConfigInput, configOf, testSettings } from '../config.ts'
import { type Answer, differenceOf } from '../domain/bundle.ts'
import { Bundle, type RecordedCall } from '../schemas/bundle.ts'
import { checkValue, pathText, problemsOf } from '../schemas/issues.ts'
import { type Past, startServer } from '../server.ts'
import { version } from '../version.ts'
import type { Context } from './context.ts'
import { textOfFile, UsageRefused } from './usage.ts'

/**
 * `sms-emulator replay`: an emulator with the seed, the accounts and the time of a recorded run is
 * asked the same again.
 *
 * @returns false at the first answer that is not the recorded one.
 */
export async function replay({ out, args: [file = ''] }: Context): Promise<boolean> {
  const { calls, ...bundle } = bundleOf(file)
  const settings = { ...(bundle.settings as ConfigInput), ...testSettings, ...timeOf(bundle) }
  const past = pastOf(bundle)
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
    `${calls.length} calls, every answer as recorded`,
    ...hints(bundle),
  ])
  return true
}

/** @throws UsageRefused for a file that is no bundle. */
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
    ...(missed > 0 ? [`  ${missed} calls after these were not recorded`] : []),
    ...(replaced > 0 ? [`  stand-ins took the place of ${replaced} passwords and keys`] : []),
  ]
}

/** The time as it was, and a client for whom it is that time. */
function pastOf({ started_at, accounts, scenarios }: Omit<Bundle, 'calls'>) {
  let now = started_at
  let id = ''
  let giveUp: (() => void) | undefined
  const surroundings: Past = {
    wall: () => now,
    boot: accounts,
    scenarios,
    requestId: () => id,
    // What waited then does not wait again; who gave up waiting does so again.
    sleep: async (_, signal) => {
      if (!giveUp || signal.aborted) return
      const gone = once(signal, 'abort')
      giveUp()
      await gone
    },
  }
  const repeat = (url: string, call: RecordedCall): Promise<Answer> => {
    now = call.at
    id = call.id
    const { request, answer } = sent(url, call)
    giveUp = call.given_up ? () => request.destroy() : undefined
    return answer
  }
  return { surroundings, repeat }
}

/** Headers that belong to the connection, not to the call. */
const of_connection = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'expect']

/** The same call once more, also with its Host, which `fetch` does not let one choose. */
function sent(url: string, { method, url: path, headers, body }: RecordedCall) {
  const { hostname, port } = new URL(url)
  const kept = Object.entries(headers).filter(([name]) => !of_connection.includes(name))
  const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) }
  const request = http.request({
    hostname,
    port,
    method,
    path,
    headers: { ...Object.fromEntries(kept), ...length },
    // A connection that a fault cut must not be taken for the next call.
    agent: false,
  })
  // Whoever waits for the answer hears of it.
  request.on('error', () => {})
  request.end(body)
  return { request, answer: answerTo(request) }
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
