import { readdirSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { parse } from 'yaml'
import { startTest } from './helper.ts'
import { ajv_options } from './validators.ts'

/** The examples and workflows are what the programs that read them expect. test/image runs what can be run here. */

const read = (path: string): string => readFileSync(path, 'utf8')

// The schemas are other people's: what they say beside the standard is left alone.
for (const [schema, Validator, paths] of [
  ['compose-spec', Ajv2020, ['examples/compose/compose.yaml']],
  [
    'github-workflows',
    Ajv,
    [
      'examples/github-actions/workflow.yml',
      ...readdirSync('.github/workflows').map((name) => `.github/workflows/${name}`),
    ],
  ],
  ['gitlab-ci', Ajv, ['examples/gitlab/.gitlab-ci.yml']],
  ['kubernetes-job', Ajv2020, ['examples/kubernetes/job.yaml']],
] as const) {
  const validate = new Validator(ajv_options).compile(
    JSON.parse(read(`test/reference/schemas/${schema}.json`)),
  )
  for (const path of paths) {
    t.test(`${path} meets its schema`, async (t) => {
      validate(parse(read(path)))
      t.strictSame(validate.errors ?? [], [])
    })
  }
}

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
