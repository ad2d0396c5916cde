import type { Recorder } from '../../parity/recorder/start-recorder.ts'
import type { Context } from '../context.ts'
import type { Output } from '../output.ts'
import { untilStopped } from '../until-stopped.ts'
import { numberOf, type Options, textOf, UsageRefused } from '../usage.ts'

/**
 * `sms-emulator record`: runs until it is stopped.
 *
 * @returns false when there was no call to write.
 */
export async function record({ options, out }: Context): Promise<boolean> {
  const region = required(options, 'region')
  const file = required(options, 'output')
  const port = numberOf(options, 'port') ?? 0
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageRefused(`--port ${port} is not a port; use a number from 0 to 65535.`)
  }
  const { startRecorder } = await import('../../parity/recorder/start-recorder.ts')
  const allowWrites = options.allow_writes === true
  const recorder = await startRecorder({
    ...{ region, file, port, allowWrites, environment: process.env },
    onProblem: (message) => out.problem(message),
  })
  const stopped = untilStopped()
  tellStart(out, recorder, { region, file, allowWrites })
  await stopped
  const counts = await recorder.close()
  const { written, refused, left_out } = counts
  const isWritten = written > 0
  const told = isWritten
    ? `${file}: calls ${written}`
    : `${file} is not written: no call was passed on`
  if (out.json) out.line(JSON.stringify({ file: isWritten ? file : null, ...counts }))
  else out.line(`${told}, refused ${refused}, left out ${left_out}`)
  return isWritten
}

function required(options: Options, name: string): string {
  const value = textOf(options, name)
  if (value !== undefined && value !== '') return value
  throw new UsageRefused(
    `record needs --${name}: sms-emulator record --region ap-southeast-3 -o run.har, for example.`,
  )
}

type Asked = { region: string; file: string; allowWrites: boolean }

/** Where to call, and by whose right. The keys are not shown, nor their names' values. */
function tellStart(out: Output, { endpoints, access_key, signs }: Recorder, asked: Asked): void {
  const { region, file, allowWrites } = asked
  if (out.json) {
    out.line(JSON.stringify({ endpoints, access_key, signs, allow_writes: allowWrites, file }))
    return
  }
  const name = region.toUpperCase().replaceAll('-', '_')
  out.lines([
    `recording SMS and IAM of ${region} into ${file} until Ctrl-C`,
    ...out.fields({
      SMS: endpoints.sms,
      IAM: endpoints.iam,
      calls: signs
        ? 'with a token as they are, others signed with HUAWEICLOUD_SDK_AK'
        : 'with a token only: HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK are not set',
      changes: allowWrites
        ? 'passed on (--allow-writes)'
        : 'refused; --allow-writes passes them on',
    }),
    'Anyone who knows these URLs can make calls in your account.',
  ])
  // SDKs sign, and what they sign is refused without keys to sign it anew.
  if (!signs) return
  out.lines([
    'For an SDK, in its own shell:',
    `  export HUAWEICLOUD_SDK_REGION_SMS_${name}=${endpoints.sms}`,
    `  export HUAWEICLOUD_SDK_IAM_ENDPOINT=${endpoints.iam}`,
    `  export HUAWEICLOUD_SDK_AK=${access_key} HUAWEICLOUD_SDK_SK=anything`,
  ])
}
