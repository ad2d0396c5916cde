import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { endSteps, type Outcome, runStep, type Step } from './step.ts'

/**
 * Runs all checks and suites in two lanes at a time, one for each core, and prints the output of each
 * when it ends. Ends with "N passed, N failed", and with 1 if anything failed.
 * Why the lanes are as they are: docs/decisions/034-ci-lanes.md.
 */

const limit_s = 20 * 60

const { name, version, engines } = JSON.parse(readFileSync('package.json', 'utf8'))
// `npm run pack` makes it, and the suites `image` and `recipes` install it.
process.env.PACKED = resolve(`.build/${name}-${version}.tgz`)

const check = (command: string): Step => ({ command, counts: false })
const suite = (command: string): Step => ({ command, counts: true })

/** Tests on the oldest Node.js that is supported. npm itself would use the one in `node_modules/.bin`. */
const [oldest] = engines.node.match(/[\d.]+/)
const folder = mkdtempSync(join(tmpdir(), 'ci-node-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const node = `node-linux-${process.arch}`
const on_oldest_node = `npm install --silent --prefix ${folder} ${node}@${oldest} &&
  export PATH=${folder}/node_modules/${node}/bin:$PATH && node --version && node --import tsx test/run.ts`

// Tap runs once at a time in a folder: what uses it is in the first lane.
const lanes = [
  [
    check('npm run pack'),
    check('node --import tsx scripts/audit.ts'),
    suite('npm test -- image'),
    suite('npm test'),
    suite(on_oldest_node),
    suite('npm test -- thorough'),
    suite('npm test -- sdk'),
    suite('npm test -- integrations'),
  ],
  [
    check('npm run lint'),
    check('npm run typecheck'),
    suite('npm test -- schemathesis'),
    suite('npm test -- generated'),
    suite('npm test -- workers'),
    suite('node .build/bench/run.js check'),
    suite('npm test -- fuzz'),
    suite('npm test -- crash'),
    suite('npm test -- browser'),
    suite('npm test -- dashboard'),
    suite('npm test -- site'),
    // By now the package is packed.
    suite('npm test -- recipes'),
    suite('npm test -- attack'),
  ],
]

const outcomes: [command: string, outcome: Outcome][] = []

async function runLane(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    // Should CI be ended from outside, this is what it was at.
    console.log(`-- ${step.command} begins`)
    const outcome = await runStep(step, limit_s)
    console.log(`\n== ${step.command}\n${outcome.output}`)
    outcomes.push([step.command, outcome])
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    endSteps(signal)
    process.exit(1)
  })
}

await Promise.all(lanes.map(runLane))

let [passed, failed] = [0, 0]
console.log('\n== seconds | processor seconds | passed | failed')
for (const [command, outcome] of outcomes) {
  passed += outcome.passed
  failed += outcome.failed
  const { seconds, processor_seconds } = outcome
  const figures = [seconds, processor_seconds, outcome.passed, outcome.failed]
  console.log(`${figures.map((figure) => figure.toFixed().padStart(7)).join(' |')}  ${command}`)
}
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
