import { readFileSync } from 'node:fs'
import { operations } from '../../src/client/operations.ts'
import { renderTable } from '../../src/formats/markdown.ts'

/** The integrations with test frameworks of other languages, and what of them is compared. */

export type Integration = {
  /** What the suite calls it: its folder in `integrations/`. */
  name: string
  /** What its users call it. */
  title: string
  /** The table of the calls of the control API that it makes. */
  operations: string
  /** The page about it in docs/clients, and the files whose text is its blocks of code. */
  page: string
  shown: string[]
  /** A copy of the recipes' fixture. */
  fixture: string
}

const java_home = 'integrations/java/src/main/java/io/github/huaweicloudsmsemulator/junit'

export const integrations: Integration[] = [
  {
    name: 'python',
    title: 'pytest',
    operations: 'integrations/python/src/pytest_huaweicloud_sms/operations.py',
    page: 'docs/clients/pytest.md',
    shown: ['migrations.py', 'test_migrations.py', 'failing.py'].map(
      (name) => `integrations/python/examples/${name}`,
    ),
    fixture: 'integrations/python/examples/web.yaml',
  },
  {
    name: 'go',
    title: 'Go',
    operations: 'integrations/go/smsemulatortest/operations.go',
    page: 'docs/clients/go-test.md',
    shown: ['migrations.go', 'migrations_test.go', 'failing_test.go'].map(
      (name) => `integrations/go/example/${name}`,
    ),
    fixture: 'integrations/go/example/web.yaml',
  },
  {
    name: 'java',
    title: 'JUnit',
    operations: `${java_home}/Operation.java`,
    page: 'docs/clients/junit.md',
    shown: ['Migrations.java', 'MigrationsTest.java', 'Failing.java'].map(
      (name) => `integrations/java/src/test/java/example/${name}`,
    ),
    fixture: 'integrations/java/src/test/resources/web.yaml',
  },
]

/** A call that an integration makes, with all that it may send. */
export type SentCall = {
  operation: string
  method: string
  path: string
  query: string[]
  /** Undefined where the body is a document of the user's. */
  body: string[] | undefined
}

/** `name` and its four texts, in the three languages: `"name": Operation("GET", …`, `"name": {"GET", …`, `name("GET", …`. */
const entry =
  /"?(\w+)"?(?::\s*(?:Operation)?)?[({]\s*"(GET|POST|PUT|DELETE)",\s*"([^"]*)",\s*"([^"]*)",\s*"([^"]*)",?\s*[)}]/g

const namesIn = (text: string): string[] => text.split(' ').filter((name) => name !== '')

/** The calls in the table of an integration. */
export function callsOf({ operations }: Integration): SentCall[] {
  return [...readFileSync(operations, 'utf8').matchAll(entry)].map(
    ([, operation = '', method = '', path = '', query = '', body = '']) => ({
      operation,
      method,
      path,
      query: namesIn(query),
      body: body === '*' ? undefined : namesIn(body),
    }),
  )
}

/** The operationIds of the calls that the client of the library makes: what tests in JavaScript have. */
function operationsOfClient(): string[] {
  const { paths } = JSON.parse(readFileSync('openapi/control.json', 'utf8'))
  return Object.values(operations).map(
    ([method, path]) => paths[`/_emulator/${path}`][method.toLowerCase()].operationId,
  )
}

/** Which operations each integration and the library use, as a table in Markdown. */
export function integrationMatrix(): string {
  const columns = integrations.map((one) => callsOf(one).map(({ operation }) => operation))
  columns.push(operationsOfClient())
  const rows = [...new Set(columns.flat())].map((operation) => [
    `\`${operation}\``,
    ...columns.map((names) => (names.includes(operation) ? '✓' : '')),
  ])
  const titles = [...integrations.map(({ title }) => title), 'Node']
  return renderTable(['operation of the control API', ...titles], rows)
}

/** A fenced block that names a file, or that is marked as the output of one: `text output of failing.py`. */
const fence = /^```\w+ ([^\n]+)\n(.*?)^```$/gms

/** The blocks of a page by what is behind their language. */
export const blocksOf = (page: string): Record<string, string> =>
  Object.fromEntries(
    [...readFileSync(page, 'utf8').matchAll(fence)].map(([, name = '', text = '']) => [name, text]),
  )
