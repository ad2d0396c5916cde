import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { parse } from 'yaml'
import { startTest } from './helper.ts'

/** The examples and workflows are what the programs that read them expect. test/image runs what can be run here. */

const read = (path: string): string => readFileSync(path, 'utf8')

// The schemas are other people's: what they say beside the standard is left alone.
const settings = { strict: false, validateFormats: false }

for (const [path, schema, Validator] of [
  ['examples/compose/compose.yaml', 'compose-spec', Ajv2020],
  ['examples/github-actions/workflow.yml', 'github-workflows', Ajv],
  ['examples/gitlab/.gitlab-ci.yml', 'gitlab-ci', Ajv],
  ['examples/kubernetes/job.yaml', 'kubernetes-job', Ajv2020],
  ['.github/workflows/ci.yml', 'github-workflows', Ajv],
  ['.github/workflows/release.yml', 'github-workflows', Ajv],
  ['.github/workflows/soak.yml', 'github-workflows', Ajv],
] as const) {
  t.test(`${path} meets its schema`, async (t) => {
    const validate = new Validator(settings).compile(
      JSON.parse(read(`test/reference/schemas/${schema}.json`)),
    )
    validate(parse(read(path)))
    t.strictSame(validate.errors ?? [], [])
  })
}

t.test('every example, and the README, take the image of this version', async (t) => {
  const { version } = JSON.parse(read('package.json'))
  for (const path of [
    'examples/compose/compose.yaml',
    'examples/github-actions/workflow.yml',
    'examples/gitlab/.gitlab-ci.yml',
    'examples/kubernetes/job.yaml',
    'examples/testcontainers/go/emulator_test.go',
    'examples/testcontainers/java/src/test/java/EmulatorTest.java',
    'examples/testcontainers/node/emulator.test.mjs',
    'examples/testcontainers/python/test_emulator.py',
    'README.md',
    'docs/docker.md',
  ]) {
    const images = read(path).match(/huaweicloud-sms-emulator:[\w.]+/g)
    t.strictSame([...new Set(images)], [`huaweicloud-sms-emulator:${version}`], path)
  }
})

t.test('the Terraform example has the provider block of its page', async (t) => {
  const [, block = ''] = /^```hcl\n(.*?)^```$/ms.exec(read('docs/clients/terraform.md')) ?? []
  t.match(block, /^provider "huaweicloud"/m)
  t.ok(read('examples/terraform/provider.tf').endsWith(`\n\n${block}`))
})

t.test('the fixture of the Terraform example has the sources that the example names', async (t) => {
  const { sms } = await startTest(t, { fixture: ['examples/terraform/fixture.yaml'] })
  const { body } = await sms('GET', '/v3/sources?state=waiting')
  const names = body.source_servers.map(({ name }: { name: string }) => name).sort()
  const looked_up = [...read('examples/terraform/data.tf').matchAll(/ name = "(tf-\w+)"/g)]
  t.strictSame(names, looked_up.map(([, name]) => name).sort())
})
