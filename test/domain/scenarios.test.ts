import t from 'tap'
import {
  deviationsFor,
  isAbout,
  isGeneral,
  type Subject,
} from '../../src/domain/deviations/scenarios.ts'
import { consequenceOfName } from '../../src/domain/deviations/sentinels.ts'
import { parseScenarios } from '../../src/formats/fixture-text.ts'
import type { Scenario } from '../../src/schemas/control/scenarios.ts'

/** Which scenario counts for whom, and what names ask for. */

const account = { id: 'a1', name: 'emulator' }
const source = { id: 's1', name: 'db-01.internal', os_type: 'LINUX' }
const task = { id: 't1', name: 'MigrationTask', type: 'MIGRATE_FILE' }

/** A scenario with these conditions, which fails with a code by which it is known. */
const when = (match: string, code: string): Scenario[] =>
  parseScenarios(`{name: ${code}, match: ${match}, then: {fail: {at: SSL_CONFIG, code: ${code}}}}`)

const codesOf = (scenarios: Scenario[], subject: Partial<Subject> = {}) =>
  deviationsFor(scenarios, { account, source, task, ...subject }).effects.map((effect) =>
    effect.kind === 'fail' ? effect.code : effect.kind,
  )

t.test('each condition fits or does not', async (t) => {
  for (const [match, fits] of [
    ['{}', true],
    ['{source: db-01.internal}', true],
    ['{source: db-*}', true],
    ['{source: "*.internal"}', true],
    ['{source: "*b-0*"}', true],
    ['{source: db-01xinternal}', false],
    ['{source: db}', false],
    ['{source: DB-*}', false],
    ['{source: s1}', true],
    ['{task: Migration*}', true],
    ['{task: t1}', true],
    ['{task: "t"}', false],
    ['{id: s1}', true],
    ['{id: t1}', true],
    ['{id: db-01.internal}', false],
    ['{os: LINUX}', true],
    ['{os: WINDOWS}', false],
    ['{type: MIGRATE_FILE}', true],
    ['{type: MIGRATE_BLOCK}', false],
    ['{account: emulator}', true],
    ['{account: a1}', true],
    ['{account: other}', false],
    ['{source: db-*, os: LINUX, type: MIGRATE_FILE, account: emu*}', true],
    ['{source: db-*, os: WINDOWS}', false],
  ] as const) {
    t.strictSame(codesOf(when(match, 'SMS.0001')), fits ? ['SMS.0001'] : [], match)
  }
})

t.test('what is not known yet does not fit', async (t) => {
  t.strictSame(codesOf(when('{task: "*"}', 'SMS.0001'), { task: undefined }), [])
  t.strictSame(codesOf(when('{type: MIGRATE_FILE}', 'SMS.0001'), { task: undefined }), [])
  t.strictSame(codesOf(when('{source: "*"}', 'SMS.0001'), { task: undefined }), ['SMS.0001'])
})

t.test('the first that fits counts, and only that', async (t) => {
  const scenarios = [
    ...when('{os: WINDOWS}', 'SMS.0001'),
    ...when('{source: db-*}', 'SMS.0002'),
    ...when('{}', 'SMS.0003'),
  ]
  t.strictSame(codesOf(scenarios), ['SMS.0002'])
  const exempt = parseScenarios('{name: db goes well, match: {source: db-*}, then: {}}')
  t.strictSame(codesOf([...exempt, ...scenarios]), [], 'one that says nothing counts, too')
  const calls = parseScenarios('{name: calls, then: {throttle: {calls: 1, per: PT1S}}}')
  t.strictSame(codesOf([...calls, ...scenarios]), ['SMS.0002'], 'one about calls alone does not')
})

t.test('calls are met by scenarios that name no migration', async (t) => {
  const [[any], [mine], [other], [narrow]] = [
    when('{}', 'SMS.0001'),
    when('{account: emulator}', 'SMS.0001'),
    when('{account: other}', 'SMS.0001'),
    when('{account: emulator, source: db-*}', 'SMS.0001'),
  ] as [[Scenario], [Scenario], [Scenario], [Scenario]]
  const asked = [any, mine, other, narrow]
  t.strictSame(
    asked.map((scenario) => isGeneral(scenario, account)),
    [true, true, false, false],
  )
  t.strictSame(
    asked.map((scenario) => isAbout(scenario, account)),
    [true, true, false, true],
  )
})

t.test('names ask for failures, standstills and lost agents', async (t) => {
  for (const [name, asked] of [
    [
      'db--fail-SMS.1404-at-ATTACH_AGENT_IMAGE-90',
      { fail: [{ at: 'ATTACH_AGENT_IMAGE', percent: 90, code: 'SMS.1404' }] },
    ],
    ['db--fail-SMS1404-at-SSL_CONFIG', { fail: [{ at: 'SSL_CONFIG', code: 'SMS.1404' }] }],
    ['db--fail-SMS-1404-at-SSL_CONFIG', { fail: [{ at: 'SSL_CONFIG', code: 'SMS.1404' }] }],
    ['db--fail-SMS_1404', { fail: [{ at: 'MIGRATE_*', code: 'SMS.1404' }] }],
    ['--fail-0805', { fail: [{ at: 'MIGRATE_*', code: 'SMS.0805' }] }],
    [
      'db--fail-3802-at-SSL_CONFIG-50-x3',
      { fail: [{ at: 'SSL_CONFIG', percent: 50, times: 3, code: 'SMS.3802' }] },
    ],
    ['db--fail-0805-always', { fail: [{ at: 'MIGRATE_*', times: 'always', code: 'SMS.0805' }] }],
    [
      'db--stall-at-CONFIGURE_LINUX_FILE-10',
      { stall: [{ at: 'CONFIGURE_LINUX_FILE', percent: 10 }] },
    ],
    ['db--lose-agent', { agent_lost: [{ at: 'MIGRATE_*' }] }],
  ] as const) {
    t.strictSame(consequenceOfName(name), asked, name)
  }
})

t.test('a name that asks for nothing, or for no sub-task, is a name', async (t) => {
  for (const name of [
    'db-01',
    'db--fail',
    'db--fail-14',
    'db--fail-14041',
    'db--fail-1404-at-NOWHERE',
    'db--fail-1404-at-MIGRATE',
    'db--fail-1404-at-SSL_CONFIG-100',
    'db--fail-1404-more',
    'fail-1404',
  ]) {
    t.equal(consequenceOfName(name), undefined, name)
  }
})

t.test("the task's name counts before the source's, and both before a scenario", async (t) => {
  const named = { ...source, name: 'db--fail-0001' }
  t.strictSame(codesOf(when('{}', 'SMS.0003'), { source: named }), ['SMS.0001', 'SMS.0003'])
  const both = { source: named, task: { ...task, name: 'task--fail-0002' } }
  t.strictSame(codesOf([], both), ['SMS.0002'])
})
