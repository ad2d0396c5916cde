import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Recorder, startRecorder } from '../../src/parity/recorder/start-recorder.ts'
import { known } from '../sdk/credentials.ts'

/** `record` with keys and the right to write, before an emulator that plays the cloud: what a page would want most. */
export type RecorderTarget = {
  recorder: Recorder
  /** Its origin; the secret comes after it. */
  origin: string
  /** The secret, as if it had become known. */
  secret: string
  stop(): Promise<void>
}

export async function startRecorderTarget(upstream: string): Promise<RecorderTarget> {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-recorder-'))
  const recorder = await startRecorder({
    region: known.region,
    file: join(folder, 'run.har'),
    allowWrites: true,
    upstream,
    environment: { HUAWEICLOUD_SDK_AK: known.ak, HUAWEICLOUD_SDK_SK: known.sk },
  })
  const { origin, pathname } = new URL(recorder.endpoints.sms)
  return {
    recorder,
    origin,
    secret: pathname.split('/')[1] ?? '',
    stop: async () => {
      await recorder.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
