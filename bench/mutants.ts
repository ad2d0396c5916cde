import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { allTests, suites } from '../test/groups/files.ts'
import { apply, describe, type Mutation, mutationsOf } from './mutants/mutations.ts'
import { paths } from './mutants/paths.ts'
import { executes, type Recorded, record, runTest } from './mutants/recording.ts'
import { chance } from './soak-load.ts'

/**
 * `npm run bench -- mutants`: small defects in a copy of the compiled code, one at a time, each run against the
 * files of tests that execute its place. Which are drawn follows from the seed. Writes `.build/mutants.json`.
 */

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    amount: { type: 'string', default: '150' },
    minutes: { type: 'string', default: '60' },
    out: { type: 'string', default: '.build/mutants.json' },
  },
})
const deadline = performance.now() + Number(values.minutes) * 60_000
/** A mutant that lives for so long waits until all others had their turn. */
const first_turn_ms = 40_000
const out = resolve(values.out)

type Mutant = Mutation & {
  kind: string
  file: string
  line: number
  change: string
  state: 'not executed' | 'waiting' | 'killed' | 'survived'
  killed_by?: string
  tests: Recorded[]
}

/** A copy of the project, so that neither its files nor a compilation meanwhile come in between. */
function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-mutants-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const left_out = ['node_modules', '.git', 'coverage', '.tap'].map((name) => resolve(name))
  cpSync('.', folder, { recursive: true, filter: (path) => !left_out.includes(resolve(path)) })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  mkdirSync(join(folder, '.tap'))
  return folder
}

async function recordAll(folder: string): Promise<Recorded[]> {
  const recorded: Recorded[] = []
  const tests = allTests().filter((path) => !suites.some((suite) => path.startsWith(`${suite}/`)))
  for (const path of tests) {
    const test = `.build/test/${path.replace(/\.ts$/, '.js')}`
    const found = await record(folder, test)
    if (found) recorded.push(found)
    else console.log(`${path} does not pass in a copy, and is left out`)
  }
  return recorded.sort((one, other) => one.ms - other.ms)
}

/** As many of each kind of path, in the order in which they were drawn. */
function draw(folder: string, amount: number, recorded: readonly Recorded[]): Mutant[] {
  const random = chance(Number(values.seed))
  const files = globSync('**/*.js', { cwd: join(folder, '.build/src') }).sort()
  const drawn = Object.entries(paths).map(([kind, places]) => {
    const all = files
      .filter((name) => places.some((one) => name === `${one}.js` || name.startsWith(`${one}/`)))
      .flatMap((name) => {
        const code = readFileSync(join(folder, '.build/src', name), 'utf8')
        const file = `.build/src/${name}`
        return mutationsOf(name, code).map((mutation) => ({ kind, file, code, ...mutation }))
      })
    const chosen = Array.from({ length: Math.ceil(amount / Object.keys(paths).length) }, () =>
      all.splice(Math.floor(random() * all.length), 1),
    )
    return chosen.flat()
  })
  // One of each kind in turn: a run that is ended early has seen all of them.
  const mixed = (drawn[0] ?? []).flatMap((_, place) => drawn.flatMap((of) => of[place] ?? []))
  return mixed.slice(0, amount).map(({ code, ...mutation }) => {
    const tests = recorded.filter((one) => executes(one, mutation.file, mutation.start))
    const state = tests.length > 0 ? 'waiting' : 'not executed'
    return { ...mutation, ...describe(code, mutation), state, tests }
  })
}

/** The latest files of tests that killed a mutant of a compiled file. */
const killers = new Map<string, string[]>()

async function tryMutant(folder: string, mutant: Mutant, until: number): Promise<void> {
  const path = join(folder, mutant.file)
  const code = readFileSync(path, 'utf8')
  const known = killers.get(mutant.file) ?? []
  const rank = ({ test }: Recorded): number => (known.includes(test) ? 0 : 1)
  mutant.tests.sort((one, other) => rank(one) - rank(other) || one.ms - other.ms)
  writeFileSync(path, apply(code, mutant))
  try {
    for (let test = mutant.tests.shift(); test; test = mutant.tests.shift()) {
      const { passed, timed_out } = await runTest(folder, test.test, 3 * test.ms + 5_000)
      if (!passed) {
        mutant.state = 'killed'
        mutant.killed_by = test.test + (timed_out ? ' (hangs)' : '')
        killers.set(mutant.file, [test.test, ...known].slice(0, 5))
        return
      }
      if (performance.now() > until) break
    }
    if (mutant.tests.length === 0) mutant.state = 'survived'
  } finally {
    writeFileSync(path, code)
  }
}

function report(mutants: readonly Mutant[]): Record<Mutant['state'], number> {
  const count = (state: Mutant['state']) => mutants.filter((one) => one.state === state).length
  const states = {
    killed: count('killed'),
    survived: count('survived'),
    'not executed': count('not executed'),
    waiting: count('waiting'),
  }
  const rows = mutants.map(({ tests, start: _, end: __, text: ___, ...rest }) => ({
    ...rest,
    ...(tests.length > 0 && rest.state === 'waiting' ? { tests_left: tests.length } : {}),
  }))
  writeFileSync(out, JSON.stringify({ seed: values.seed, states, mutants: rows }, null, 2))
  return states
}

const folder = copyProject()
const recorded = await recordAll(folder)
console.log(`${recorded.length} files of tests recorded`)
const mutants = draw(folder, Number(values.amount), recorded)
for (const turn of [first_turn_ms, Number.POSITIVE_INFINITY]) {
  for (const mutant of mutants) {
    if (mutant.state !== 'waiting' || performance.now() > deadline) continue
    await tryMutant(folder, mutant, Math.min(performance.now() + turn, deadline))
    report(mutants)
    const { state, file, line, change, killed_by = '' } = mutant
    console.log(`${state} ${file}:${line} ${change} ${killed_by}`)
  }
}
console.log(JSON.stringify(report(mutants)))
