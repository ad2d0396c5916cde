import { readFileSync } from 'node:fs'
import t from 'tap'
import { errorsPage } from '../src/cli/pages/error-and-coverage-pages.ts'
import { faultOnly } from '../src/errors/only-by-a-fault.ts'
import { type ErrorName, errors } from '../src/errors/refusals.ts'
import { allTests } from './groups/files.ts'
import { filesBelow } from './repository.ts'

/** One table of failures, its page, and the reference. */

type Known = { code: string; title: string; http: number; message: string | null }
const reference: Known[] = JSON.parse(readFileSync('test/reference/api-errors.json', 'utf8'))
const table = Object.values(errors)
const codes = new Set(table.map(([, code]) => code))

t.test('docs/errors.md is what the table says', async (t) => {
  t.equal(readFileSync('docs/errors.md', 'utf8'), errorsPage(), 'npm run openapi prints it')
})

t.test(
  'every code that a call can be answered with is in the table, or is fault-only',
  async (t) => {
    for (const { code, title } of reference) {
      t.not(codes.has(code), code in faultOnly, `${code} ${title} is in exactly one of the two`)
    }
    const known = reference.map(({ code }) => code)
    for (const code of codes) {
      if (/^SMS|^APIGW/.test(code)) t.ok(known.includes(code), `${code} is known to the reference`)
    }
    for (const code of Object.keys(faultOnly)) t.ok(known.includes(code), code)
  },
)

t.test('statuses and messages are those of the reference', async (t) => {
  for (const [status, code, message] of table) {
    const known = reference.find((item) => item.code === code)
    if (!known) continue
    // The gateway answers a body that is too large with the same code and another status.
    if (code !== 'APIGW.0201') t.equal(status, known.http, code)
    if (known.message) t.equal(message, known.message, code)
  }
})

t.test('every failure of the table is thrown somewhere', async (t) => {
  const source = filesBelow('src')
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n')
  const classes = readFileSync('src/errors/refusals.ts', 'utf8')
  for (const name of Object.keys(errors) as ErrorName[]) {
    t.ok(source.includes(`'${name}'`) || classes.includes(`super('${name}'`), name)
  }
})

t.test('every code of the table is provoked by a test', async (t) => {
  const tests = allTests()
    .map((name) => readFileSync(`test/${name}`, 'utf8'))
    .join('\n')
  for (const code of codes) {
    if (/^SMS\.6000$|^IAM$/.test(code)) continue
    const [prefix, number] = code.split('.')
    t.ok(tests.includes(code) || tests.includes(`${prefix}\\.${number}`), code)
  }
})
