import { decodePercents } from '../text/targets.ts'
import { GrowingHar } from './growing-har.ts'
import type { RecordedCall } from './recording.ts'
import { RecordingRefused } from './recording-refused.ts'
import type { RedactedRecording } from './redact.ts'
import { looksSecret } from './secret-like.ts'

/**
 * Writes a recording as a HAR file that only its owner can read: whole, or not at all.
 *
 * @throws RecordingRefused where a text still looks like a secret, or the file cannot be written.
 */
export async function writeHar({ calls }: RedactedRecording, file: string): Promise<void> {
  for (const call of calls) {
    const place = secretPlaceOf(call)
    if (place === undefined) continue
    throw new RecordingRefused(
      `${file} is not written: ${place} of entry ${call.index} still looks like a secret after redaction; take this entry out.`,
    )
  }
  const har = new GrowingHar(file)
  try {
    for (const call of calls) har.add(call)
  } catch (error) {
    har.discard()
    throw error
  }
  har.finish()
}

/**
 * The last search: what redaction left and should not have.
 *
 * @returns where there is a text of high entropy or of the form of a secret; undefined for nowhere.
 */
export function secretPlaceOf({ url, request, response }: RecordedCall): string | undefined {
  const places: [string, string[]][] = [
    ['the URL', [decodePercents(url.href)]],
    ['a header', [...request.headers, ...response.headers].flat()],
    ['the body that was sent', [request.text ?? '']],
    ['the body of the answer', [response.text ?? '']],
  ]
  return places.find(([, texts]) => texts.some(looksSecret))?.[0]
}
