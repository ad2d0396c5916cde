import type { CoverageReport } from '../schemas/control/coverage.ts'
import { renderJunit } from './junit.ts'
import { escapeText, renderTable } from './markdown.ts'

/** Coverage for a summary, for a report of tests, and for annotations. */

const groups = {
  'error codes': 'error_codes',
  'task states': 'task_states',
  'source states': 'source_states',
  'sub-tasks': 'subtasks',
} as const

type Summary = { what: string; seen: number; all: number; never: string[] }

type Case = { name: string; isMet: boolean }

/** Those of the operations that were called: of one that never was it says nothing to list them. */
function parametersIn({ operations }: CoverageReport): Case[] {
  const called = operations.filter(({ calls }) => calls > 0)
  return called.flatMap(({ operation, parameters: { used, unused } }) => [
    ...Object.keys(used).map((name) => ({ name: `${operation} ${name}`, isMet: true })),
    ...unused.map((name) => ({ name: `${operation} ${name}`, isMet: false })),
  ])
}

/** How much of each kind was met. Codes and states beside those that are expected do not count: they come of faults. */
export function summaries(report: CoverageReport): Summary[] {
  const { operations } = report
  const never = operations.filter(({ calls }) => calls === 0).map(({ operation }) => operation)
  const parameters = parametersIn(report)
  const unused = parameters.filter(({ isMet }) => !isMet).map(({ name }) => name)
  const seen = parameters.length - unused.length
  return [
    { what: 'operations', seen: operations.length - never.length, all: operations.length, never },
    { what: 'parameters', seen, all: parameters.length, never: unused },
    ...Object.entries(groups).map(([what, key]): Summary => {
      const number = Object.keys(report[key].seen).length
      return {
        what,
        seen: number,
        all: number + report[key].never.length,
        never: report[key].never,
      }
    }),
  ]
}

const counts = (counted: Record<string, number>): string =>
  Object.entries(counted)
    .map(([name, times]) => `${escapeText(name)} (${times})`)
    .join(', ')

/** A page for `$GITHUB_STEP_SUMMARY` and its like. */
export function markdownOf(report: CoverageReport): string {
  const called = report.operations.filter(({ calls }) => calls > 0)
  return [
    `# What the clients of ${escapeText(report.account)} have met`,
    renderTable(
      ['', 'seen', 'of', 'never'],
      summaries(report).map(({ what, seen, all, never }) => [
        what,
        seen,
        all,
        what === 'parameters' ? 'see below' : never.map(escapeText).join(', '),
      ]),
    ),
    renderTable(
      ['operation', 'calls', 'error codes', 'parameters used', 'never used', 'not in the contract'],
      called.map(({ operation, calls, codes, parameters }) => [
        operation,
        calls,
        counts(codes),
        Object.keys(parameters.used).map(escapeText).join(', '),
        parameters.unused.map(escapeText).join(', '),
        counts(parameters.unknown),
      ]),
    ),
    renderTable(
      ['', 'seen in answers'],
      Object.entries(groups).map(([what, key]) => [what, counts(report[key].seen)]),
    ),
    '',
  ].join('\n\n')
}

/** JUnit: a suite a group, a case a thing; what was never met is skipped. */
export function junitOf(report: CoverageReport): string {
  const suites: [string, Case[]][] = [
    [
      'operations',
      report.operations.map(({ operation, calls }) => ({ name: operation, isMet: calls > 0 })),
    ],
    ['parameters', parametersIn(report)],
    ...Object.entries(groups).map(([what, key]): (typeof suites)[number] => [
      what,
      [
        ...Object.keys(report[key].seen).map((name) => ({ name, isMet: true })),
        ...report[key].never.map((name) => ({ name, isMet: false })),
      ],
    ]),
  ]
  return renderJunit(
    `coverage of ${report.account}`,
    suites.map(([name, cases]) => ({
      name,
      cases: cases.map((one) =>
        one.isMet ? { name: one.name } : { name: one.name, skipped: 'never met' },
      ),
    })),
    ({ name }) => `${report.account}.${name}`,
  )
}

/** Of a workflow command only these are special (docs of GitHub Actions). */
const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** A notice for each group of which something was never met. */
export const githubOf = (report: CoverageReport): string =>
  summaries(report)
    .filter(({ never }) => never.length > 0)
    .map(({ what, seen, all, never }) => {
      const title = property(`${what} never met by ${report.account}: ${all - seen} of ${all}`)
      return `::notice title=${title}::${data(never.join(', '))}\n`
    })
    .join('')
