import { compareRecording } from '../../parity/compare-recording.ts'
import { observedText, promote, readObserved } from '../../parity/observed.ts'
import { type ReportFormat, renderReport, verdictOf } from '../../parity/reports.ts'
import { counted } from '../../text/numbers.ts'
import type { Context } from '../context.ts'
import { textOf, writeResult } from '../usage.ts'

/**
 * `sms-emulator parity`: the calls of a recording against a fresh emulator, compared.
 *
 * @returns false at a difference that is not known.
 */
export async function parity({ out, args: [file = ''], options }: Context): Promise<boolean> {
  const observed_file = textOf(options, 'observed')
  const observed = observed_file === undefined ? undefined : readObserved(observed_file)
  const report = await compareRecording(file, {
    known: textOf(options, 'known'),
    onProgress: (done, total) => out.progress('comparing', done, total),
  })
  const promoted = observed && promote(observed, report, file)
  const format = out.json ? 'json' : ((textOf(options, 'report') ?? 'md') as ReportFormat)
  const text = renderReport(report, format)
  const output = textOf(options, 'output')
  if (output === undefined) out.lines(text.trimEnd().split('\n'))
  else {
    writeResult(output, text)
    out.line(`${output}: ${counted(report.calls, 'call')}, ${verdictOf(report)}`)
  }
  if (observed_file !== undefined && promoted) {
    writeResult(observed_file, observedText(promoted))
    const noted = Object.keys(promoted.operations).length
    const isForPeople = output !== undefined || format === 'md'
    if (isForPeople) out.line(`${observed_file}: ${counted(noted, 'operation')} observed`)
  }
  return report.agrees
}
