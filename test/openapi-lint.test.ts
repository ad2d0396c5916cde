import { readFileSync } from 'node:fs'
import { lint, loadConfig } from '@redocly/openapi-core'
import t from 'tap'
import { parse } from 'yaml'

/** The OpenAPI documents by the rules of redocly, as `npx @redocly/cli lint` reads them from redocly.yaml. */

const files = ['openapi/sms.json', 'openapi/iam.json', 'openapi/control.json']
const config = await loadConfig({ configPath: 'redocly.yaml' })
const problems = await Promise.all(files.map((ref) => lint({ ref, config })))

t.test('the documents break none of the recommended rules', async (t) => {
  t.strictSame(parse(readFileSync('redocly.yaml', 'utf8')), { extends: ['recommended'] })
  const found = problems.flat().filter(({ ignored }) => !ignored)
  t.strictSame(
    found.map(({ severity, ruleId, message, location: [place] }) =>
      [severity, ruleId, message, place?.pointer].join(' '),
    ),
    [],
  )
})

t.test('the only exceptions are ambiguous paths of the service itself', async (t) => {
  const ignored = parse(readFileSync('.redocly.lint-ignore.yaml', 'utf8'))
  t.strictSame(ignored, {
    'openapi/sms.json': {
      'no-ambiguous-paths': [
        '#/paths/~1v3~1{task_id}~1update-network-check-info',
        '#/paths/~1v3~1migprojects~1{mig_project_id}',
        '#/paths/~1v3~1sha256~1{key}',
      ],
    },
  })
  const contract = readFileSync('test/reference/sms-v3.contract.json', 'utf8')
  for (const pointer of ignored['openapi/sms.json']['no-ambiguous-paths']) {
    const path = pointer.replace('#/paths/', '').replaceAll('~1', '/')
    t.ok(contract.includes(`"${path}"`), `${path} is in the contract`)
  }
  t.equal(problems.flat().filter(({ ignored }) => ignored).length, 3, 'each is still needed')
})
