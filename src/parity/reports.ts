import { renderJunit } from '../formats/junit.ts'
import { escapeText, renderTable } from '../formats/markdown.ts'
import { counted } from '../text/numbers.ts'
import type { ParityReport } from './compare-recording.ts'
import type { Difference } from './differences.ts'
import { rule_names } from './rules.ts'

/** A comparison for people, for programs and for CI systems. */

export const report_formats = ['md', 'json', 'junit'] as const
export type ReportFormat = (typeof report_formats)[number]

/** @returns the text of a report. */
export function renderReport(report: ParityReport, format: ReportFormat): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`
  return format === 'junit' ? junitOf(report) : markdownOf(report)
}

function markdownOf(report: ParityReport): string {
  const { calls, operations, differences, known, removable, ignored, listed, skipped } = report
  const where = report.region === null ? '' : ` in ${report.region}`
  return [
    '# Parity',
    `${counted(calls, 'call')} of ${counted(operations.length, 'operation')}${where}, ${report.from} to ${report.to}: ${verdictOf(report)}.`,
    ...section('What was compared', levelsOf(report)),
    ...section('New differences', tableOf(differences)),
    ...section(
      'Known differences',
      known.length === 0
        ? []
        : [
            renderTable(
              [...head, 'because'],
              known.map((one) => [...rowOf(one), escapeText(one.because)]),
            ),
          ],
    ),
    ...section(
      'Known, and met no more',
      removable.length === 0
        ? []
        : [
            'These were not met, although their operations were called: take them out of the list.',
            renderTable(
              ['operation', 'path', 'kind'],
              removable.map(({ operation, path, kind }) => [operation, code(path), kind]),
            ),
          ],
    ),
    ...section('Operations', [
      renderTable(
        ['operation', 'calls', 'with a difference'],
        operations.map((one) => [one.operation, one.calls, one.differing]),
      ),
    ]),
    ...section(
      'Not compared',
      ignored.length === 0
        ? []
        : [
            renderTable(
              ['operation', 'path', 'count', 'because'],
              ignored.map((one) => [one.operation, code(one.path), one.count, one.because]),
            ),
          ],
    ),
    ...section(
      'Not as recorded in the emulator',
      linesOf(listed.map(({ where: place, what }) => `${place}: ${what}`)),
    ),
    ...section(
      'Left out',
      linesOf(skipped.map(({ index, reason }) => `entry ${index}: ${reason}`)),
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}

const section = (heading: string, parts: readonly string[]): string[] =>
  parts.length === 0 ? [] : [`## ${heading}`, ...parts]

const linesOf = (lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [lines.map((line) => `- ${escapeText(line)}`).join('\n')]

/** What a comparison comes to, as the end of a sentence. */
export function verdictOf({ differences, known }: ParityReport): string {
  const also = known.length === 0 ? '' : `, and ${counted(known.length, 'known difference')}`
  if (differences.length > 0) return `${counted(differences.length, 'new difference')}${also}`
  return known.length === 0 ? 'all agree' : `no new difference${also}`
}

function levelsOf({ levels, rules }: ParityReport): string[] {
  const names = { status: 'status and code', shape: 'shape', values: 'values' } as const
  const by = rule_names.flatMap((name) => (rules[name] ? [`${name} ${rules[name]}`] : []))
  return [
    renderTable(
      ['level', 'compared', 'differing'],
      Object.entries(levels).map(([level, { compared, differing }]) => [
        names[level as keyof typeof names],
        compared,
        differing,
      ]),
    ),
    `Values by rule: ${by.join(', ')}.`,
  ]
}

const head = ['operation', 'path', 'kind', 'real', 'emulated', 'count', 'first entry']

const tableOf = (differences: readonly Difference[]): string[] =>
  differences.length === 0 ? [] : [renderTable(head, differences.map(rowOf))]

const rowOf = (one: Difference): (string | number)[] => [
  one.operation,
  code(one.path),
  one.kind,
  valueText(one.real),
  valueText(one.emulated),
  one.count,
  one.first,
]

const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``
const valueText = (value: unknown): string =>
  value === undefined ? '' : code(JSON.stringify(value))

/** JUnit: a case for each operation, and one for each known difference that is met no more. */
function junitOf({ operations, differences, known, removable }: ParityReport): string {
  const sentence = ({ path, kind, real, emulated, count, first }: Difference): string =>
    `${path}: ${kind}: real ${JSON.stringify(real)}, emulated ${JSON.stringify(emulated)} (${counted(count, 'time')}, first in entry ${first})`
  const of = <Thing extends Difference>(list: readonly Thing[], operation: string): Thing[] =>
    list.filter((one) => one.operation === operation)
  return renderJunit(
    'parity',
    [
      {
        name: 'operations',
        cases: operations.map(({ operation }) => {
          const found = of(differences, operation)
          return found.length === 0
            ? { name: operation }
            : { name: operation, failure: found.map(sentence).join('\n') }
        }),
      },
      {
        name: 'known differences',
        cases: [
          ...known.map((one) => ({
            name: `${one.operation} ${one.path} ${one.kind}`,
            skipped: one.because,
          })),
          ...removable.map((one) => ({
            name: `${one.operation} ${one.path} ${one.kind}`,
            skipped: 'it was not met: take it out of the list',
          })),
        ],
      },
    ],
    ({ name }) => `parity.${name}`,
  )
}
