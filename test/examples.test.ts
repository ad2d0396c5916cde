import { readdirSync, readFileSync } from 'node:fs'
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
  ...readdirSync('.github/workflows').map(
    (name) => [`.github/workflows/${name}`, 'github-workflows', Ajv] as const,
  ),
] as const) {
  t.test(`${path} meets its schema`, async (t) => {
    const validate = new Validator(settings).compile(
      JSON.parse(read(`test/reference/schemas/${schema}.json`)),
    )
    validate(parse(read(path)))
    t.strictSame(validate.errors ?? [], [])
  })
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
