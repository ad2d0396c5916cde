import assert from 'node:assert/strict'

/** What the suite tells the runner: one JSON line for each thing that the client can do. */

/** Runs `work` and reports whether it came to its end. */
export async function check(kind, name, via, work) {
  const line = { client: 'node', kind, name, via, ok: true }
  try {
    await work()
  } catch (problem) {
    line.ok = false
    line.message = messageOf(problem)
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** The SDK's errors are objects of their own, not all with a message. */
function messageOf(problem) {
  const place = /\/node\/(\w+\.mjs:\d+)/.exec(problem.stack ?? '')?.[1] ?? ''
  return `${place} ${problem.message ?? ''} ${problem.errorCode ?? ''} ${problem.errorMsg ?? ''}`.trim()
}

/** The error that `work` must end with. */
export async function refused(work) {
  try {
    await work()
  } catch (refusal) {
    if (refusal instanceof assert.AssertionError) throw refusal
    return refusal
  }
  assert.fail('nothing was refused')
}
