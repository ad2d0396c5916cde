import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { runStep } from '../.ci/step.ts'
import { listSuites } from './suites.ts'

/** How CI runs its steps and judges how they end. */

const minute = 60
const on_linux = { skip: process.platform === 'linux' ? false : 'CI runs on Linux' }

/** Whether a process has ended, or does so soon: to be killed takes it a moment. */
async function isGone(pid: number): Promise<boolean> {
  const deadline = Date.now() + 10_000
  while (isAlive(pid) && Date.now() < deadline) await setImmediate()
  return !isAlive(pid)
}

function isAlive(pid: number): boolean {
  try {
    // One that has ended, and whose parent has not asked how, is in state Z.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

t.test('a suite that prints totals and ends with 0 has passed', on_linux, async (t) => {
  const command = 'echo begun; echo "1 passed, 9 failed"; echo; echo "12 passed, 0 failed"'
  const outcome = await runStep({ command, counts: true }, minute)
  t.match(outcome, { passed: 12, failed: 0, output: /^begun\n[\s\S]*12 passed, 0 failed\n$/ })
})

t.test('what makes a step fail', on_linux, async (t) => {
  for (const [command, counts, failed, words] of [
    ['echo "7 passed, 2 failed"; exit 1', true, 2, 'not ok - it ended with 1'],
    ['echo "7 passed, 0 failed"; exit 3', true, 1, 'not ok - it ended with 3'],
    ['echo "7 passed, 2 failed"', true, 2, '7 passed, 2 failed'],
    ['echo all is well', true, 1, 'not ok - it printed no totals'],
    ['echo oh no >&2; false', false, 1, 'not ok - it ended with 1'],
    ['kill -9 $$', false, 1, 'not ok - it ended with a signal'],
    ['no-such-command', false, 1, 'not ok - it ended with 127'],
  ] as const) {
    const outcome = await runStep({ command, counts }, minute)
    t.equal(outcome.failed, failed, command)
    t.ok(outcome.output.includes(words), outcome.output)
  }
})

t.test('a check that ends with 0 has passed without totals', on_linux, async (t) => {
  const outcome = await runStep({ command: 'true', counts: false }, minute)
  t.match(outcome, { passed: 0, failed: 0, output: '' })
})

t.test('the processor time includes that of processes it started', on_linux, async (t) => {
  // To read the processor time is itself work, of the system: it is read seldom.
  const turn = 'for (let count = 0; count < 1e6; count++);'
  const work = `const end = process.cpuUsage().user + 1e5; while (process.cpuUsage().user < end) ${turn}`
  const command = `sh -c '"${process.execPath}" -e "${work}"; :'`
  const { processor_seconds } = await runStep({ command, counts: false }, minute)
  t.ok(processor_seconds >= 0.1, `${processor_seconds}`)
})

t.test('a step that does not end is ended with all that it started', on_linux, async (t) => {
  const command = 'trap "" TERM; (trap - TERM; sleep 600) & echo $!; wait'
  const outcome = await runStep({ command: `sh -c '${command}; exit 0'`, counts: true }, 0.3)
  t.match(outcome, { failed: 1, output: /not ok - it was ended after 0.3 s/ })
  t.ok(await isGone(Number(outcome.output.split('\n')[0])))
})

t.test('what a step leaves behind ends with it', on_linux, async (t) => {
  const outcome = await runStep({ command: 'sleep 600 & echo $!', counts: false }, minute)
  t.match(outcome, { failed: 0, output: /^\d+\n$/ })
  t.ok(await isGone(Number(outcome.output)))
})

t.test('CI runs every suite, and CONTRIBUTING.md names it', async (t) => {
  const lanes = readFileSync('.ci/lanes.ts', 'utf8')
  const page = readFileSync('CONTRIBUTING.md', 'utf8')
  t.ok(listSuites().length >= 10)
  for (const { name } of listSuites()) {
    t.ok(lanes.includes(`suite('npm test -- ${name}')`), name)
    t.ok(page.includes(`\`npm test -- ${name}\``), name)
  }
})
