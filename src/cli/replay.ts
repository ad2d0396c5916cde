import http from 'node:http'
import { type ConfigInput, configOf, testSettings } from '../config.ts'
import { type Answer, differenceOf } from '../domain/bundle.ts'
import { Bundle, type RecordedCall } from '../schemas/bundle.ts'
import { flatIssues, pathText } from '../schemas/issues.ts'
import { startServer } from '../server.ts'
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
  const wall = { now: bundle.started_at }
  const settings = { ...(bundle.settings as ConfigInput), ...testSettings, ...timeOf(bundle) }
  const running = await startServer(configOf(settings), {
    wall: () => wall.now,
    boot: bundle.accounts,
    scenarios: bundle.scenarios,
  })
  try {
    for (const [index, call] of calls.entries()) {
      wall.now = call.at
      const difference = differenceOf(call, await repeat(running.endpoints.url, call))
      if (difference === null) continue
      const number = index + 1
      out.show({ calls: calls.length, same: index, number, difference }, () =>
        [
          `call ${number} of ${calls.length} differs: ${call.method} ${call.url}`,
          `  ${difference}`,
          ...hints(bundle),
        ].join('\n'),
      )
      return false
    }
  } finally {
    await running.close()
  }
  out.show({ calls: calls.length, same: calls.length }, () =>
    [`${calls.length} calls, every answer as recorded`, ...hints(bundle)].join('\n'),
  )
  return true
}

/** @throws UsageRefused for a file that is no bundle. */
function bundleOf(file: string): Bundle {
  const text = textOfFile(file)
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw new UsageRefused(`${file} is no bundle: it is not JSON.`)
  }
  const { data, error } = Bundle.safeParse(content)
  if (data) return data
  const [issue] = flatIssues(error.issues)
  throw new UsageRefused(`${file} is no bundle: ${pathText(issue?.path ?? [])}: ${issue?.message}`)
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

/** Headers that belong to the connection, not to the call. */
const of_connection = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'expect']

/** The same call once more, also with its Host, which `fetch` does not let one choose. */
function repeat(url: string, { method, url: path, headers, body }: RecordedCall): Promise<Answer> {
  const { hostname, port } = new URL(url)
  const kept = Object.entries(headers).filter(([name]) => !of_connection.includes(name))
  const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const request = http.request(
      { hostname, port, method, path, headers: { ...Object.fromEntries(kept), ...length } },
      async (response) => {
        let text = ''
        for await (const part of response.setEncoding('utf8')) text += part
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string>,
          body: text,
        })
      },
    )
    request.once('error', reject)
    request.end(body)
  })
}
