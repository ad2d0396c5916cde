import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { start } from '../../src/index.ts'

/** Documents that are given to the library: objects, texts, and paths. */

const emulator = await start()
t.teardown(() => emulator.close())
const folder = mkdtempSync(join(tmpdir(), 'documents-'))
t.teardown(() => rmSync(folder, { recursive: true }))

t.test('loadFixture: a fixture is loaded from a file', async (t) => {
  await using other = await start()
  t.match(await other.client.fixtures.loadFile('fixtures/fleet.yaml'), { sources: 20 })
  t.match(await other.client.sources(), { count: 20 })
  t.match(await other.client.fixtures.loadFile('fixtures/fleet.yaml', { replace: true }), {
    sources: 20,
  })
  const json = join(folder, 'export.json')
  writeFileSync(json, JSON.stringify(await other.client.fixtures.export()))
  t.match(await other.client.fixtures.loadFile(json, { replace: true }), { sources: 20 })
})

t.test('a file that cannot be read or loaded is named', async (t) => {
  const { fixtures } = emulator.client
  await t.rejects(fixtures.loadFile('no.yaml'), {
    name: 'EmulatorError',
    message: `"no.yaml" cannot be read: there is no such file or folder. A path counts from the current folder, ${process.cwd()}.`,
  })
  await t.rejects(fixtures.loadFile(folder), { message: /cannot be read: it is a folder\. / })
  const bad = join(folder, 'bad.yaml')
  writeFileSync(bad, 'accounts: [{ color: red }]')
  await t.rejects(fixtures.loadFile(bad), {
    message: `${bad}: The fixture is not valid: line 1`,
    details: [{ line: 1 }],
  })
})

t.test('a document of another kind is refused with what takes it', async (t) => {
  const { fixtures, scenarios, faults } = emulator.client
  const scenario = '{name: cut, then: {fail: {at: MIGRATE_LINUX_FILE}}}'
  const fixture = '{accounts: [{name: any}]}'
  const fault = '[{match: {operation: ListTasks}, effect: {status: 503}}]'
  const refused = [
    [
      fixtures.load(scenario),
      /it holds scenarios, and this takes a fixture; use POST \/_emulator\/scenarios, /,
    ],
    [
      fixtures.load(fault),
      /it holds faults, and this takes a fixture; use POST \/_emulator\/faults, /,
    ],
    [
      scenarios.add(fixture),
      /it holds a fixture, and this takes scenarios; use .* fixtures\.load of the library/,
    ],
    [faults.add(fixture), /it holds a fixture, and this takes faults; use .* sms-emulator load/],
  ] as const
  for (const [answer, message] of refused) {
    const refusal = await answer.then(() => null, String)
    t.match(refusal, message)
  }
  await t.rejects(
    faults.add('{match: {operation: ListTasks}, efect: {status: 503}}'),
    { message: /"efect" is unknown; did you mean effect/ },
    'a condition says neither of the two',
  )
})

t.test('a path in the place of a text is refused with what to do', async (t) => {
  const { client } = emulator
  const { fixtures, scenarios, faults, snapshots } = client
  const cases: [give: (path: string) => Promise<unknown>, advice: string][] = [
    [(path: string) => fixtures.load(path), 'Use fixtures.loadFile(path).'],
    [(path: string) => scenarios.add(path), 'Give the text, such as await readFile'],
    [(path: string) => faults.add(path), 'Give the text, such as await readFile'],
    [(path: string) => client.validate(path), 'Give the text, such as await readFile'],
    [(path: string) => snapshots.upload('a', path), 'Give the text, such as await readFile'],
  ]
  for (const [give, advice] of cases) {
    for (const path of ['web.yaml', './a folder/web.yml', 'C:\\web.json']) {
      await t.rejects(give(path), {
        name: 'EmulatorError',
        message: `"${path}" is the path of a file, and the text of the file is needed. ${advice}`,
      })
    }
  }
})
