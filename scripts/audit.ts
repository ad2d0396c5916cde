import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/**
 * Asks the registry for known weaknesses of what users get: the packages that `dist/` has, in whole or in
 * part (so build first). Ends with 1 when there are any. Not every registry answers audits: with one that
 * does not, nothing is checked, which is said and is not a failure.
 */

const [licenses = 'dist/THIRD-PARTY-LICENSES.txt'] = process.argv.slice(2)

type Report = { vulnerabilities?: Record<string, { severity: string; range: string }> }

function shipped(): Set<string> {
  if (!existsSync(licenses)) throw new Error(`${licenses} is not there: npm run build comes first`)
  const headings = readFileSync(licenses, 'utf8').matchAll(/^(\S+) \d+\.\d+\.\d+\S* \(.*\)$/gm)
  return new Set([...headings].map(([, name = '']) => name))
}

/** @returns undefined when it does not answer. */
function audit(): Report | undefined {
  const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8' })
  try {
    const report = JSON.parse(stdout) as Report
    return report.vulnerabilities ? report : undefined
  } catch {
    return undefined
  }
}

const names = shipped()
const report = audit()
if (report) {
  const found = Object.entries(report.vulnerabilities ?? {}).filter(([name]) => names.has(name))
  for (const [name, { severity, range }] of found) console.log(`${name} ${range}: ${severity}`)
  console.log(`${names.size} packages reach users; ${found.length} of them have known weaknesses`)
  process.exitCode = found.length > 0 ? 1 : 0
} else {
  console.log('not checked: the registry does not answer audits, so nothing is known of weaknesses')
}
