import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { start } from '../../../src/index.ts'
import { commandWith } from '../../cli/tool.ts'
import { linuxSource, startTest } from '../../helper.ts'

/** `/_emulator/validate`: what is wrong in a file, as the command says it. */

const url = '/_emulator/validate'
const source = JSON.stringify({ ...linuxSource(), name: 'web-01' })

type Case = [what: string, text: string, kind: string | null, problems: object[]]

const documents: Case[] = [
  ['a fixture', `accounts: [{ name: emulator, sources: [${source}] }]`, 'fixture', []],
  ['a fixture as JSON', '{"version": 1, "accounts": [{"name": "other"}]}', 'fixture', []],
  ['a scenario', 'name: a\nthen: { noise: 0.1 }', 'scenarios', []],
  ['scenarios', 'scenarios: [{ name: a, then: { noise: 0.1 } }]', 'scenarios', []],
  ['a fault', 'effect: { status: 503 }', 'faults', []],
  ['a list of faults', '- effect: { status: 503 }', 'faults', []],
  ['a plan of faults', 'plan: p\nfaults: [{ effect: { status: 503 } }]', 'faults', []],
  [
    'a fixture of a wrong shape',
    'accounts:\n  - name: a\n    sources:\n      - name: 7',
    'fixture',
    [{ line: 4, path: 'accounts.0.sources.0.name', message: /7/ }],
  ],
  ...['{}', '{ extends: web }'].map(
    (one): Case => [
      `a source that says nothing: ${one}`,
      `accounts: [{ name: a, sources: [${one}] }]`,
      'fixture',
      [
        ...(one === '{}'
          ? []
          : [{ path: 'accounts.0.sources.0', message: /"extends" is unknown/ }]),
        { path: 'accounts.0.sources.0.name', message: 'missing; give a text' },
        { path: 'accounts.0.sources.0.os_type', message: /WINDOWS, LINUX/ },
      ],
    ],
  ),
  [
    'a fixture that cannot be loaded',
    'accounts:\n  - name: emulator\n    tasks:\n      - source: web-02',
    'fixture',
    [{ line: 4, path: /^accounts\.0/, message: /web-02/ }],
  ],
  [
    'a sub-task that there is not',
    'name: x\nthen:\n  fail:\n    at: NOWHERE',
    'scenarios',
    [{ line: 4, path: /^then\.fail/, message: /sub-task/ }],
  ],
  [
    'a status that there is not',
    'match: {}\neffect: { status: 999 }',
    'faults',
    [{ line: 2, path: 'effect.status', message: /999/ }],
  ],
  ['no YAML', 'accounts: [', 'fixture', [{ line: 1, path: 'the document' }]],
  ['nothing that is known', 'colour: red', null, [{ line: 1, path: /./, message: /colour/ }]],
  ['a word', 'hello', null, [{ path: 'the document' }]],
]

/** One for all: to validate changes nothing. */
const { call, emulator } = await startTest(t)
const before = emulator.dump()

for (const [what, payload, kind, problems] of documents) {
  t.test(`validateDocument: ${what}`, async (t) => {
    for (const type of ['application/yaml', 'application/json', 'text/plain']) {
      const answer = await call('POST', url, { payload, headers: { 'content-type': type } })
      t.match(answer, { status: 200, body: { kind, problems } }, type)
      t.equal(answer.body.problems.length > 0, problems.length > 0, type)
    }
    t.strictSame(emulator.dump(), before, 'nothing is changed')
  })
}

t.test('validateDocument: says what the command says of the same file', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'validate-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const files = documents.map(([, text], index) => {
    const path = join(folder, `${index}.yaml`)
    writeFileSync(path, text)
    return path
  })
  const { json } = await commandWith({})('validate', ...files, '--json')
  for (const [index, [what, payload]] of documents.entries()) {
    const { body } = await call('POST', url, { payload })
    const { kind, errors } = json[index]
    t.equal(body.kind ?? 'fixture', kind, what)
    t.strictSame(
      body.problems,
      errors.map((error: object) => ({ line: null, ...error })),
      what,
    )
  }
})

t.test('validateDocument: a body that is empty or too long is refused', async (t) => {
  for (const payload of ['', '#'.repeat(64 * 1_048_576 + 1)]) {
    const answers = []
    for (const path of ['fixtures', 'validate']) {
      const { status, body } = await call('POST', `/_emulator/${path}`, { payload })
      answers.push([status, body])
    }
    t.ok([400, 413].includes(answers[0]?.[0]))
    t.strictSame(answers[1], answers[0], 'as fixtures are')
  }
})

t.test('validateDocument: from another machine only with the token', async (t) => {
  const { call } = await startTest(t, { control_token: 'known' })
  const far = { remoteAddress: '172.17.0.1', payload: 'effect: { status: 503 }' }
  t.match(await call('POST', url, far), { status: 401, body: { error: { code: 'EMULATOR.0401' } } })
  const headers = { 'x-emulator-token': 'known' }
  t.match(await call('POST', url, { ...far, headers }), { status: 200, body: { problems: [] } })
})

t.test('validateDocument: a long document is read in a thread, with the same result', async (t) => {
  const emulator = await start()
  t.teardown(() => emulator.close())
  const indent = 10
  const faults = (last: object) =>
    JSON.stringify([...Array(2_500).fill({ effect: { status: 503 } }), last], undefined, indent)
  const { client } = emulator
  t.strictSame(await client.validate(faults({ effect: { status: 500 } })), {
    kind: 'faults',
    problems: [],
  })
  t.match(await client.validate(faults({ effect: { status: 999 } })), {
    kind: 'faults',
    problems: [{ path: '2500.effect.status', message: /999/ }],
  })
  const accounts = [{ name: 'a'.repeat(300_000) }]
  t.match(await client.validate(JSON.stringify({ accounts })), {
    kind: 'fixture',
    problems: [{ path: 'accounts.0.name' }],
  })
})
