import { readFileSync } from 'node:fs'
import t from 'tap'

/** docs/scenarios.md names every field of a scenario; test/openapi.test.ts holds its tables to the schema. */

const page = readFileSync('docs/scenarios.md', 'utf8')
const printed = [...page.matchAll(/<!-- printed by npm run openapi: .+? -->\n(.*?)<!-- end -->/gs)]

type Node = { properties?: Record<string, Node & { deprecated?: boolean }> }
const { $defs }: { $defs: Record<string, Node> } = JSON.parse(
  readFileSync('schemas/scenario.schema.json', 'utf8'),
)

t.test('every row of the printed tables says what its field means', async (t) => {
  t.equal(printed.length, 3)
  const rows = printed.flatMap(([, table = '']) => table.trim().split('\n').slice(2))
  t.ok(rows.length > 40)
  for (const row of rows) t.match(row, /^\| `.+\| [^|]*[\w`)%]\S* \|$/, row)
})

t.test('every field that a scenario can have is in a table', async (t) => {
  const tables = printed.map(([, table]) => table).join('')
  const parts = Object.entries($defs).filter(([name]) => /^Scenario[A-Z]|^Timings/.test(name))
  t.ok(parts.length > 10)
  for (const [part, { properties = {} }] of parts) {
    if (part === 'ScenarioFile') continue
    for (const [name, { deprecated = false }] of Object.entries(properties)) {
      t.equal(tables.includes(`| \`${name}\` |`), !deprecated, `${part}.${name}`)
    }
  }
})
