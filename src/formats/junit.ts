import { ownValue } from '../text/own-value.ts'

/** Reports of tests as JUnit writes them, which CI systems read. */

/** A case: passed, or else skipped or failed with a message. */
export type JunitCase = { name: string; skipped?: string; failure?: string }
export type JunitSuite = { name: string; cases: readonly JunitCase[] }

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}
// Letters that XML 1.0 does not have, not even as entities.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const no_xml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udfff]/gu
const xml = (text: string): string =>
  text.replace(no_xml, '?').replace(/[&<>"']/g, (letter) => ownValue(entities, letter) ?? letter)

/**
 * The text of a report.
 *
 * @param classOf what the cases of a suite are in, such as `emulator.operations`.
 */
export function renderJunit(
  name: string,
  suites: readonly JunitSuite[],
  classOf: (suite: JunitSuite) => string,
): string {
  const lines = suites.flatMap((suite) => {
    const { cases } = suite
    const failures = cases.filter(({ failure }) => failure !== undefined).length
    const skipped = cases.filter((one) => one.skipped !== undefined).length
    return [
      `  <testsuite name="${xml(suite.name)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}">`,
      ...cases.map((one) => `    ${caseText(one, classOf(suite))}`),
      '  </testsuite>',
    ]
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${xml(name)}">`,
    ...lines,
    '</testsuites>',
    '',
  ].join('\n')
}

function caseText({ name, skipped, failure }: JunitCase, classname: string): string {
  const head = `<testcase classname="${xml(classname)}" name="${xml(name)}"`
  if (failure !== undefined) return `${head}><failure message="${xml(failure)}"/></testcase>`
  if (skipped !== undefined) return `${head}><skipped message="${xml(skipped)}"/></testcase>`
  return `${head}/>`
}
