import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startRecorder } from '../../src/parity/recorder/start-recorder.ts'
import { readRecording } from '../../src/parity/recording.ts'
import { known } from './credentials.ts'

/** `record` between a suite and its emulator, which plays the cloud. */

export type SuiteRecorder = {
  /** Where a suite finds it. */
  env: NodeJS.ProcessEnv
  /** Ends it. @returns what is wrong with what it wrote, the first time */
  end(): Promise<string[]>
}

/** @param folder where it may put a file. */
export async function startSuiteRecorder(url: string, folder: string): Promise<SuiteRecorder> {
  const file = join(folder, 'run.har')
  const problems: string[] = []
  const recorder = await startRecorder({
    region: known.region,
    file,
    upstream: url,
    environment: { HUAWEICLOUD_SDK_AK: known.ak, HUAWEICLOUD_SDK_SK: known.sk },
    onProblem: (message) => problems.push(message),
  })
  const end = async (): Promise<string[]> => {
    await recorder.close()
    if (!existsSync(file)) return problems
    const text = readFileSync(file, 'utf8')
    const shown = [
      known.ak,
      known.sk,
      recorder.access_key,
      'another',
      known.project_id,
      'recorded-01',
    ]
      .filter((secret) => text.includes(secret))
      .map((secret) => `${secret} is in the recording`)
    const { calls } = await readRecording(file)
    const broken = calls
      .filter(({ response }) => response.body === undefined)
      .map(({ method, path }) => `the answer to ${method} ${path} was not recorded`)
    return [...problems, ...shown, ...broken]
  }
  const { endpoints, access_key } = recorder
  const env = {
    EMULATOR_RECORDER_SMS: endpoints.sms,
    EMULATOR_RECORDER_IAM: endpoints.iam,
    EMULATOR_RECORDER_AK: access_key,
  }
  return { env, end }
}
