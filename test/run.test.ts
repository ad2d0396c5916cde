import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readArguments } from './arguments.ts'
import { environment } from './crash/child.ts'
import { listSuites } from './suites.ts'
import { failuresIn } from './tap.ts'

/** `npm test`, as far as it refuses what it is given. */

/** What is said of arguments that are refused. */
function refusalOf(...args: string[]): string {
  try {
    readArguments(args)
  } catch (error) {
    return (error as Error).message
  }
  return 'it was not refused'
}

t.test('every suite says in a line what it tests', async (t) => {
  for (const { name, about } of listSuites()) t.match(about, /^\S.{10,80}\S$/, name)
})

t.test('a name that is not a suite is refused with what was meant and what there is', async (t) => {
  for (const [name, hint] of [
    ['crush', 'There is no suite "crush". Did you mean crash?'],
    ['promises', 'There is no suite "promises". Did you mean test/promises.test.ts?'],
    ['tasks', 'There is no suite "tasks". Did you mean test/http/sms/tasks.test.ts?'],
    ['elephant', 'There is no suite "elephant".\n'],
  ] as const) {
    const refusal = refusalOf(name)
    t.ok(refusal.startsWith(hint), refusal)
    for (const suite of listSuites()) t.ok(refusal.includes(`npm test -- ${suite.name} `))
  }
})

t.test('a test file that does not exist is refused, however its path is written', async (t) => {
  for (const path of ['test/none.test.ts', './test/none.test.ts', 'test\\none.test.ts']) {
    t.match(refusalOf(path), /^There is no file test\/none\.test\.ts\./)
  }
})

t.test('a run that is refused says why, and ends with 2', async (t) => {
  const { status, stderr } = spawnSync(process.execPath, ['.build/test/run.js', 'elephant'], {
    env: environment,
    encoding: 'utf8',
  })
  t.strictSame({ status, stderr }, { status: 2, stderr: `${refusalOf('elephant')}\n` })
})

t.test('scripts need no shell of POSIX', async (t) => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  for (const [name, script] of Object.entries<string>(scripts)) t.notMatch(script, /[;|$'`]/, name)
})

t.test('a failed run ends with its failures, each with the place to look at', async (t) => {
  const results = [
    '    # Subtest: tasks are listed',
    '        ok 1 - should be equal',
    '        not ok 2 - should match pattern',
    '          at:',
    '            fileName: test/http/sms/tasks.test.ts',
    '            lineNumber: 31',
    '            generated:',
    '              fileName: .build/test/http/sms/tasks.test.js',
    '              lineNumber: 27',
    '    not ok 7 - tasks are listed # time=20.5ms',
    '      at:',
    '        fileName: test/http/sms/tasks.test.ts',
    '        lineNumber: 12',
    'not ok 3 - .build/test/groups/services.test.js # time=900ms',
  ]
  t.strictSame(failuresIn(results.join('\n')), [
    '  test/http/sms/tasks.test.ts:31  tasks are listed',
  ])
  t.strictSame(failuresIn('ok 1 - all # time=1ms'), [])
})

t.test('a file of tests that ends by itself has failed, whatever its tests did', async (t) => {
  const folder = t.testdir({
    'passes.mjs': "import t from 'tap'\nt.pass()\n",
    'ends.mjs': "import t from 'tap'\nt.pass()\nprocess.on('exit', () => process.exit(3))\n",
    'dies.mjs': 'process.reallyExit(0)\n',
  })
  const files = ['passes', 'ends', 'dies'].map((name) => join(folder, `${name}.mjs`))
  const [passes, ends, dies] = files
  const program = `import { runFiles } from './.build/test/tap.js'
    await runFiles(${JSON.stringify(files)}, {}, () => 'what each took')`
  // A file that tap runs prints no summary.
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => !/TAP/.test(name)))
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    env,
    encoding: 'utf8',
  })
  t.equal(status, 1)
  for (const line of [
    `ok - ${passes}`,
    `not ok - ${ends}`,
    `not ok - ${dies}`,
    'what each took',
    `  ${ends}  ended with 3`,
    `  ${dies}  ended with 0, without a summary`,
  ]) {
    t.ok(stdout.split('\n').includes(line), line)
  }
  t.match(stdout, /\n2 passed, 2 failed\n$/)
})
