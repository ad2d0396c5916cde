import { open } from 'node:fs/promises'
import { jsonOf } from '../domain/hiding/secret-keys.ts'
import { reasonOf } from '../text/failures.ts'
import { counted } from '../text/numbers.ts'
import { textOfBytes } from '../text/utf8.ts'
import { HarEntry, HarLog } from './har-entry.ts'
import { RecordingRefused } from './recording-refused.ts'
import { type RecordedService, serviceOfUrl } from './service-of-url.ts'

/** Reads recordings: HAR files made anywhere, such as by a browser, mitmproxy or `sms-emulator record`. */

/** One side of a call. */
export type RecordedMessage = {
  /** By lower-case name; those that were repeated are joined by `, `. */
  headers: ReadonlyMap<string, string>
  /** The body as JSON says it; undefined where there is none, or it is not JSON. */
  body: unknown
  /** The body as it was sent, decoded from base64 where it was written so; absent where there is none. */
  text?: string
}

/** One call that was recorded, as far as it can be read. */
export type RecordedCall = {
  /** Of the entry in the file, from 0. */
  index: number
  /** When it began: milliseconds since 1970, by the clock of the program that recorded it. */
  at_ms: number
  duration_ms: number
  service: RecordedService
  method: string
  url: URL
  /** The path by which it is routed: that of the URL without a prefix `/sms` or `/iam`. */
  path: string
  request: RecordedMessage
  response: RecordedMessage & { status: number }
}

/** What is not a call of SMS or IAM, or cannot be read; the reason quotes nothing of it. */
export type SkippedEntry = { index: number; reason: string }

export type Recording = {
  /** In the order in which they began. */
  calls: readonly RecordedCall[]
  skipped: readonly SkippedEntry[]
  /** The program that wrote it, with its version; '' if it does not say. */
  creator: string
}

/** Some 10,000 calls. What is larger is mostly of other sites, and is not even read. */
const size_max_bytes = 50 * 1_048_576

/**
 * Reads a HAR file, up to 50 MB. An entry that cannot be read is skipped, with a reason.
 *
 * @throws RecordingRefused for a file that is missing or too large, is not a HAR, is cut short, or has no call of SMS
 *   or IAM. The message quotes nothing of the file, which may have secrets.
 */
export async function readRecording(file: string): Promise<Recording> {
  return recordingOf(await textOfRecording(file), file)
}

async function textOfRecording(file: string): Promise<string> {
  try {
    const handle = await open(file)
    try {
      const stats = await handle.stat()
      if (!stats.isFile()) {
        throw new Error(stats.isDirectory() ? 'it is a folder' : 'it is not a regular file')
      }
      if (stats.size > size_max_bytes) {
        throw new Error(
          `it has ${stats.size} bytes, and at most ${size_max_bytes} are read; record fewer calls, or leave other sites out`,
        )
      }
      return textOfBytes(await handle.readFile())
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw new RecordingRefused(`${file} cannot be read: ${reasonOf(error)}.`)
  }
}

/**
 * What the text of a HAR file says.
 *
 * @param file how messages call it.
 * @throws RecordingRefused as `readRecording` does
 */
export function recordingOf(text: string, file: string): Recording {
  const { data } = HarLog.safeParse(contentOf(text, file))
  if (!data) {
    throw new RecordingRefused(
      `${file} is not a HAR file: it has no list of entries at log.entries.`,
    )
  }
  const { creator, entries } = data.log
  const calls: RecordedCall[] = []
  const skipped: SkippedEntry[] = []
  for (const [index, entry] of entries.entries()) {
    const read = callOf(entry, index)
    if (typeof read === 'string') skipped.push({ index, reason: read })
    else calls.push(read)
  }
  if (calls.length === 0) throw new RecordingRefused(`${file} ${nothingIn(skipped)}`)
  return {
    calls: calls.sort((one, other) => one.at_ms - other.at_ms),
    skipped,
    creator: `${creator.name} ${creator.version}`.trim(),
  }
}

/** Why nothing in the file can be compared. */
function nothingIn(skipped: readonly SkippedEntry[]): string {
  const [first] = skipped
  if (!first) return 'has no entries.'
  const reasons = new Set(skipped.map(({ reason }) => reason))
  const why = reasons.size === 1 ? first.reason : `the first: ${first.reason}`
  return `has ${counted(skipped.length, 'entry', 'entries')}, but no call of SMS or IAM that can be read (${why}).`
}

/** @throws RecordingRefused without the parser's words, which quote the text. */
function contentOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const message = String(error)
    const place = /position (\d+)/.exec(message)?.[1]
    const isCut = /end of JSON input|Unterminated/.test(message) || Number(place) >= text.length
    if (text.trim() === '') throw new RecordingRefused(`${file} is not a HAR file: it is empty.`)
    if (isCut && /^\s*\{/.test(text)) {
      throw new RecordingRefused(`${file} is cut short: its JSON has no end; record it again.`)
    }
    throw new RecordingRefused(`${file} is not a HAR file: it is not JSON.`)
  }
}

const methods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
])

/** @returns the call; or the reason why it is skipped. */
function callOf(content: unknown, index: number): RecordedCall | string {
  const { data: entry } = HarEntry.safeParse(content)
  if (!entry) return 'it is not an entry of HAR 1.2'
  const { request, response } = entry
  if (!/^https?:/i.test(request.url) || !URL.canParse(request.url)) return 'its URL cannot be read'
  const url = new URL(request.url)
  const found = serviceOfUrl(url)
  if (!found) return 'it is a call of another service'
  const method = request.method.toUpperCase()
  if (!methods.has(method)) return 'its method is not a method of HTTP'
  if (method === 'OPTIONS' || method === 'CONNECT') return 'it asks whether a call may be made'
  if (!Number.isInteger(response.status) || response.status < 100 || response.status > 599) {
    return 'it has no answer'
  }
  const answered = headersOf(response.headers)
  const at_ms = momentOf(entry.startedDateTime) ?? momentOf(answered.get('date') ?? '')
  if (at_ms === undefined) return 'its time cannot be read'
  return {
    index,
    at_ms,
    duration_ms: Math.max(0, entry.time),
    ...found,
    method,
    url,
    request: { headers: headersOf(request.headers), ...bodyOf(sentText(request.postData)) },
    response: {
      status: response.status,
      headers: answered,
      ...bodyOf(answeredText(response.content)),
    },
  }
}

function momentOf(text: string): number | undefined {
  const moment = Date.parse(text)
  return Number.isNaN(moment) ? undefined : moment
}

/** HTTP/2 writes the parts of a request line as headers such as `:path`; of these only the host is kept. */
function headersOf(pairs: readonly { name: string; value: string }[]): RecordedMessage['headers'] {
  const headers = new Map<string, string>()
  for (const { name, value } of pairs) {
    const lower = name.trim().toLowerCase()
    const key = lower === ':authority' ? 'host' : lower
    if (key.startsWith(':') || key === '') continue
    const before = headers.get(key)
    headers.set(key, before === undefined || before === value ? value : `${before}, ${value}`)
  }
  return headers
}

function sentText(data: HarEntry['request']['postData']): string | undefined {
  if (data?.text != null) return data.text
  if (!data?.params.length) return undefined
  return String(
    new URLSearchParams(data.params.map(({ name, value }): [string, string] => [name, value])),
  )
}

function answeredText(content: HarEntry['response']['content']): string | undefined {
  if (content?.text == null) return undefined
  return content.encoding?.toLowerCase() === 'base64'
    ? Buffer.from(content.text, 'base64').toString('utf8')
    : content.text
}

function bodyOf(text: string | undefined): Pick<RecordedMessage, 'body' | 'text'> {
  if (text === undefined || text === '') return { body: undefined }
  return { body: jsonOf(text), text }
}
