import { writeFileSync } from 'node:fs'
import type { Coverage } from '../../client/types.ts'
import { summaries } from '../../formats/coverage-reports.ts'
import type { Context } from '../context.ts'
import { type Output, wrapped } from '../output.ts'
import { textOf } from '../usage.ts'

/** `sms-emulator coverage`: what the account's clients have met, and what never. */
export async function coverage({ client, out, options }: Context): Promise<void> {
  const file = textOf(options, 'output')
  const format = out.json ? 'json' : (textOf(options, 'format') ?? formatOf(file))
  const lines =
    format === 'text'
      ? coverageLines(await client.coverage(), out, options.all === true)
      : format === 'json'
        ? JSON.stringify(await client.coverage(), null, 2).split('\n')
        : (await client.coverageReport(format as 'markdown' | 'junit' | 'github'))
            .trimEnd()
            .split('\n')
  if (file === undefined) {
    out.lines(lines)
    return
  }
  writeFileSync(file, `${lines.join('\n')}\n`)
  out.show({ file }, () => `written to ${file} as ${format}`)
}

/** A person reads the terminal; a file is for something that shows Markdown, unless its name says otherwise. */
const formatOf = (file: string | undefined): string =>
  file === undefined ? 'text' : /\.json$/.test(file) ? 'json' : 'markdown'

/** How many names that were never met are shown of each kind. */
const named_max = 6

function coverageLines(report: Coverage, out: Output, isWhole: boolean): string[] {
  const width = Math.min(out.columns ?? 100, 120)
  const counts = summaries(report).flatMap(({ what, seen, all, never }) => {
    const shown = isWhole ? never : never.slice(0, named_max)
    const more = never.length - shown.length
    const names = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
    return [
      `${out.style('bold', what.padEnd(13))}  ${seen} of ${all}`,
      ...(never.length === 0 ? [] : wrapped(`  never: ${names}`, width, '         ')),
    ]
  })
  const called = report.operations.filter(({ calls }) => calls > 0)
  const hidden = !isWhole && summaries(report).some(({ never }) => never.length > named_max)
  return [
    `What the clients of ${report.account} have met:`,
    '',
    ...counts,
    ...(hidden ? ['', 'sms-emulator coverage --all names everything that was never met'] : []),
    '',
    ...out.table(
      ['operation', 'calls', 'error codes'],
      called.map(({ operation, calls, codes }) => [
        operation,
        calls,
        Object.entries(codes)
          .map(([code, times]) => `${code} (${times})`)
          .join(', ') || '-',
      ]),
      'no operation was called',
    ),
  ]
}
