import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import t from 'tap'
import { documents } from './documents.ts'
import {
  blocksOf,
  callsOf,
  integrationMatrix,
  integrations,
  operationsOfClient,
} from './integrations/list.ts'
import { filesOf } from './recipes/pages.ts'

/**
 * The integrations with test frameworks of other languages, as far as that can be told without their
 * runtimes: `npm test -- integrations` runs them.
 */

type Schema = {
  $ref?: string
  properties?: Record<string, Schema>
  anyOf?: Schema[]
}
type Described = {
  operationId: string
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}
const control: {
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, Schema> }
} = documents.control

/** The names of the fields of an object, or of each of several. */
function fieldsOf(schema: Schema | undefined): string[] {
  if (schema === undefined) return []
  const { $ref, properties = {}, anyOf = [] } = schema
  const referred = $ref && control.components.schemas[$ref.replace('#/components/schemas/', '')]
  return [
    ...Object.keys(properties),
    ...anyOf.flatMap(fieldsOf),
    ...(referred ? fieldsOf(referred) : []),
  ]
}

for (const integration of integrations) {
  const { title, page, shown, fixture } = integration

  t.test(`${title} makes calls that openapi/control.json describes`, async (t) => {
    const calls = callsOf(integration)
    t.ok(calls.length > 10, `${calls.length} calls were read`)
    for (const { operation, method, path, query, body } of calls) {
      const described = control.paths[`/_emulator/${path}`]?.[method.toLowerCase()]
      t.equal(described?.operationId, operation, `${method} ${path}`)
      const parameters = (described?.parameters ?? []).filter((one) => one.in === 'query')
      const known = parameters.map(({ name }) => name)
      for (const name of query) t.ok(known.includes(name), `${operation} takes ?${name}=`)
      const content = described?.requestBody?.content ?? {}
      t.equal(body === undefined, 'application/yaml' in content, `${operation} takes a document`)
      const fields = fieldsOf(content['application/json']?.schema)
      for (const name of body ?? []) t.ok(fields.includes(name), `${operation} takes ${name}`)
    }
  })

  t.test(`${page} shows files that are run`, async (t) => {
    const blocks = blocksOf(page)
    for (const file of shown) t.equal(blocks[basename(file)], readFileSync(file, 'utf8'), file)
    const web = filesOf(readFileSync('docs/recipes/README.md', 'utf8'))['web.yaml']
    t.equal(readFileSync(fixture, 'utf8'), web, `${fixture} is that of the recipes`)
  })
}

t.test(
  'the page about them says what the integrations have, and the library has all',
  async (t) => {
    const page = readFileSync('docs/clients/tests.md', 'utf8')
    t.ok(page.includes(`\n${integrationMatrix()}\n`), `it has this table:\n${integrationMatrix()}`)
    t.match(page, /has all operations of the \[control API\]/)
    const described = Object.values(control.paths).flatMap((calls) => Object.values(calls))
    const all = described.map(({ operationId }) => operationId)
    t.strictSame(operationsOfClient().sort(), all.sort())
  },
)

t.test('the pages name the Node.js that the emulator needs', async (t) => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'))
  const needed = `Node.js ${engines.node.replace('>=', '')} or later`
  for (const { page } of integrations) t.ok(readFileSync(page, 'utf8').includes(needed), page)
})
