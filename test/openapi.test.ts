import { readFileSync } from 'node:fs'
import { validate } from '@readme/openapi-parser'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { parse } from 'yaml'
import { printed_files as files } from './printed-files.ts'
import { ajv_options } from './validators.ts'

/** The documents that are printed from the code, committed, and served. */

const committed = (path: string) => readFileSync(path, 'utf8')
const documents = Object.entries(files).filter(([path]) => /^openapi\/.*\.json$/.test(path))

type Answer = { description?: string }
type Operation = {
  operationId?: string
  responses: Record<string, Answer>
}
const operations = (text: string): Operation[] =>
  Object.values(JSON.parse(text).paths as Record<string, Record<string, Operation>>).flatMap(
    (path) => Object.values(path),
  )

t.test('what is committed is what the code prints (npm run openapi)', async (t) => {
  for (const [path, text] of Object.entries(files)) t.equal(committed(path), text, path)
})

/** One for all documents: it compiles the schema of OpenAPI once. */
const validator = new Validator()

for (const [path, text] of documents) {
  t.test(`${path} is a valid and tidy OpenAPI 3.1 document`, async (t) => {
    const document = JSON.parse(text)
    const { valid, errors } = await validator.validate(structuredClone(document))
    t.ok(valid, JSON.stringify(errors))
    const second = await validate(structuredClone(document))
    t.ok(second.valid, JSON.stringify(second))
    t.match(document.openapi, /^3\.1/)
    t.strictSame(text.match(/Default Response|9007199254740991/g), null)

    const schemas = Object.keys(document.components.schemas)
    const used = new Set(
      [...text.matchAll(/#\/components\/schemas\/([^"]+)/g)].map(([, name]) => name),
    )
    t.strictSame(
      schemas.filter((name) => !used.has(name)),
      [],
      'nothing that nobody refers to',
    )
    t.strictSame(
      [...used].filter((name) => !schemas.includes(name ?? '')),
      [],
      'nothing that is not there',
    )

    const all = operations(text)
    const ids = all.map(({ operationId }) => operationId)
    t.ok(ids.every(Boolean), 'every operation has its name')
    t.equal(new Set(ids).size, ids.length, 'of its own')
    const undescribed = all.flatMap(({ operationId, responses }) =>
      Object.entries(responses).flatMap(([status, { description }]) =>
        description ? [] : [`${operationId} ${status}`],
      ),
    )
    t.strictSame(undescribed, [], 'every answer is described')
  })
}

t.test("operations, paths and parameters are the contract's", async (t) => {
  const contract = JSON.parse(committed('test/reference/sms-v3.contract.json'))
  const { paths } = JSON.parse(files['openapi/sms.json'] ?? '')
  /** Who calls, and what a body is: told of all operations at once, and by the body. */
  const general = ['X-Auth-Token', 'Content-Type']
  for (const { operationId, method, path, pathParams, query, headers } of contract.operations) {
    const operation = paths[path]?.[method.toLowerCase()]
    t.equal(operation?.operationId, operationId, path)
    const names = (list: { name: string; in?: string }[] = []) =>
      list
        .filter(({ name }) => !general.includes(name))
        .map(({ name }) => name.toLowerCase())
        .sort()
    const own = [...pathParams, ...query, ...headers]
    t.strictSame(names(operation?.parameters), names(own), operationId)
  }
  t.equal(contract.operations.length, 52)
})

t.test('a request schema keeps the forms that it accepts', async (t) => {
  const { components } = JSON.parse(files['openapi/sms.json'] ?? '')
  t.match(JSON.stringify(components.schemas.ServerDisk.properties.inode_size), /"string"/)
  t.notMatch(JSON.stringify(components.schemas.ServerDiskRead.properties.inode_size), /"string"/)
})

t.test('the schema of fixtures accepts the fixtures, and not what they may not be', async (t) => {
  const validate = new Ajv2020(ajv_options).compile(
    JSON.parse(files['schemas/fixture.schema.json'] ?? ''),
  )
  for (const file of ['default', 'walkthrough', 'fleet', 'identities']) {
    const fixture: unknown = parse(committed(`fixtures/${file}.yaml`), { merge: true })
    t.ok(validate(fixture), `${file}: ${JSON.stringify(validate.errors)}`)
  }
  t.notOk(validate({ accounts: [{ name: 'a', color: 'red' }] }))
  t.notOk(validate({ accounts: [] }))
})
