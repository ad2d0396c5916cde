import { fieldsOf, observedStatesIn, reportOf } from '../../domain/observed/client-coverage.ts'
import { githubOf, junitOf, markdownOf } from '../../formats/coverage-reports.ts'
import type { ContractOperation, CoverageReport } from '../../schemas/control/coverage.ts'
import type { Account } from '../account/account.ts'

/** Coverage of a client's run. */

export { fieldsOf, observedStatesIn }

/** @param contract every operation there is, with its parameters. */
export const showCoverage = (
  { name, observed }: Account,
  contract: readonly ContractOperation[],
): CoverageReport => reportOf(name, observed.coverage, contract)

/** A report as text, with its media type. */
export function coverageText(
  report: CoverageReport,
  format: 'markdown' | 'junit' | 'github',
): { type: string; text: string } {
  switch (format) {
    case 'markdown':
      return { type: 'text/markdown; charset=utf-8', text: markdownOf(report) }
    case 'junit':
      return { type: 'application/xml; charset=utf-8', text: junitOf(report) }
    case 'github':
      return { type: 'text/plain; charset=utf-8', text: githubOf(report) }
  }
}
