import t from 'tap'
import { ApiError } from '../../src/errors/refusals.ts'
import { parseFixture } from '../../src/formats/fixture-text.ts'

/** What is wrong within an anchor (`&x`) is told once, at the anchor, with the lines that use it (`*x`). */

function wrongIn(text: string) {
  try {
    parseFixture(text)
  } catch (error) {
    if (error instanceof ApiError) return error.details ?? []
    throw error
  }
  throw new Error('it was taken')
}

t.test('an error within an anchor is told once, with the lines of its aliases', async (t) => {
  const text = [
    'accounts:',
    '  - name: a',
    '    sources:',
    '      - &x',
    '        name: web-1',
    '        os_type: LNUX',
    '        ip: 10.0.0.1',
    '        os_version: CENTOS_7_6_64BIT',
    '        agent_version: 25.6.0',
    '      - *x',
    '      - { <<: *x, name: web-2 }',
    '      - { <<: [*x], name: web-3, ip: 5 }',
  ].join('\n')
  t.strictSame(wrongIn(`${text}\n`), [
    {
      path: 'accounts.0.sources.0.os_type',
      message:
        '"LNUX" is not one of WINDOWS, LINUX; did you mean LINUX? (*x repeats it in lines 10, 11, 12)',
      line: 6,
    },
    {
      path: 'accounts.0.sources.0.networks',
      message: 'missing; give a list (*x repeats it in line 10)',
      line: 5,
    },
    { path: 'accounts.0.sources.2.networks', message: 'missing; give a list', line: 11 },
    { path: 'accounts.0.sources.3.ip', message: '5 is not a text', line: 12 },
    { path: 'accounts.0.sources.3.networks', message: 'missing; give a list', line: 12 },
  ])
})

t.test('of many aliases the first lines are told, and other errors are not lost', async (t) => {
  const uses = Array.from({ length: 60 }, () => '      - *x')
  const text = [
    'accounts:',
    '  - name: a',
    '    sources:',
    '      - &x { name: w, os_type: LNUX }',
    ...uses,
    '    colr: red',
  ].join('\n')
  const details = wrongIn(text)
  t.ok(details.some(({ message }) => message === '"colr" is unknown'))
  const system = details.filter(({ message }) => message.includes('LNUX'))
  t.match(system, [{ line: 4, message: /repeats it in lines 5, 6, 7, 8, 9 and 55 more\)$/ }])
  t.equal(system.length, 1)
  t.equal(details.length, 5)
})
