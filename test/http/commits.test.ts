import t from 'tap'
import { recordExamples } from '../../src/http/documents/examples/record.ts'
import { story } from '../../src/http/documents/examples/story/story.ts'
import { documents } from '../documents.ts'
import { account_id, project_id, startTest, type TestEmulator } from '../helper.ts'
import { busy } from '../long-moves.ts'

/** Which answers wait until what was written is in the file: those that can tell of it. */

type Row = { account_id?: string; snapshot?: number; id?: string; ordinal?: number }

/** The rows of each account, as a text. */
function rowsByAccount({ emulator }: TestEmulator): Map<string, string> {
  const dump = emulator.dump() as Record<string, Row[]>
  const ownerOf = new Map(dump.snapshots?.map(({ ordinal, account_id }) => [ordinal, account_id]))
  const rows = new Map<string, string>()
  for (const [table, all] of Object.entries(dump)) {
    for (const row of all) {
      const owner = row.account_id ?? ownerOf.get(row.snapshot) ?? row.id ?? ''
      rows.set(owner, `${rows.get(owner) ?? ''}${table} ${JSON.stringify(row)}\n`)
    }
  }
  return rows
}

t.test('whatever is written to an account is known to be written to it', async (t) => {
  const test = await startTest(t, { record: true })
  const { commits } = test.emulator
  const { touch } = commits
  let touched = new Set<string>()
  commits.touch = (id) => {
    touched.add(id)
    touch(id)
  }
  let written = 0
  let before = rowsByAccount(test)
  // A stream of events does not end, and only reads.
  const steps = story.steps.filter(({ operation }) => !operation.startsWith('follow'))
  await recordExamples(
    { ...story, steps },
    documents,
    async ({ method, url, headers, payload }) => {
      touched = new Set()
      const {
        statusCode,
        headers: answered,
        body,
      } = await test.app.inject({
        method: method as 'GET',
        url,
        headers: { 'user-agent': 'example', ...headers },
        ...(payload === undefined ? {} : { payload }),
      })
      const after = rowsByAccount(test)
      for (const id of new Set([...before.keys(), ...after.keys()])) {
        if (before.get(id) === after.get(id)) continue
        written++
        if (!touched.has(id)) t.fail(`${method} ${url} writes to ${id}, and nobody is told`)
      }
      before = after
      return { status: statusCode, headers: answered, text: body }
    },
  )
  t.ok(written > 50, `${written} accounts were written to`)
})

t.test('so is what is loaded in steps', async (t) => {
  const test = await startTest(t)
  test.emulator.limits.load_at_once = 0
  const { commits } = test.emulator
  const { touch } = commits
  const touched = new Set<string>()
  commits.touch = (id) => {
    touched.add(id)
    touch(id)
  }
  for (const query of ['', '?replace=true']) {
    touched.clear()
    const accounts = busy('emulator', 5)
    const { status } = await test.control('POST', `/_emulator/fixtures${query}`, { accounts })
    t.equal(status, 200)
    t.strictSame([...touched], [account_id])
  }
})

t.test('an answer of a service waits for its own account, others for all', async (t) => {
  const test = await startTest(t)
  await test.login()
  const { commits } = test.emulator
  const { committed } = commits
  const asked: (string | undefined)[] = []
  commits.committed = (id) => {
    asked.push(id)
    return committed(id)
  }
  for (const path of ['/v3/tasks', `/v2/${project_id}/cloudvolumes/detail`]) {
    t.equal((await test.sms('GET', path)).status, 200, path)
    t.strictSame(asked.splice(0).slice(-1), [account_id], path)
  }
  for (const path of [
    '/_emulator/clock',
    '/_emulator/accounts',
    '/v3/auth/projects',
    '/v3/tasks',
  ]) {
    await test.call('GET', path)
    t.strictSame(asked.splice(0).slice(-1), [undefined], `${path}, without a token`)
  }
  await test.sms('GET', '/v3/auth/projects')
  t.strictSame(asked.splice(0).slice(-1), [undefined], 'of IAM')
})
