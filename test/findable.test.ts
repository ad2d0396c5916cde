import { existsSync, readFileSync } from 'node:fs'
import { basename, posix } from 'node:path'
import t from 'tap'
import { documents, type Surface, surfaces } from './documents.ts'
import { allTests } from './groups/files.ts'
import { filesBelow } from './repository.ts'

/**
 * Tests can be found: those of an operation by its operationId, at the front of their titles
 * (`UpdateTaskStatus: …` or `ShowTask, ListTasks: …`); those of a file of the domain by its name.
 */

type Document = { paths: Record<string, Record<string, { operationId: string }>> }
const operationsOf = (surface: Surface): string[] => {
  const document: Document = documents[surface]
  return Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  )
}
const operations = surfaces.flatMap(operationsOf)

/** The titles in a text of TypeScript: what each call of `.test` begins with, in any kind of quotes. */
const titlesIn = (text: string): string[] =>
  [...text.matchAll(/\.test\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1,/g)].map(
    ([, , title = '']) => title,
  )

/** The names at the front of a title, up to its first colon. */
const namesAtFront = (title: string): string[] =>
  /^(\w+(?:, \w+)*): /.exec(title)?.[1]?.split(', ') ?? []

const codeIn = (folder: string): string[] =>
  filesBelow(folder).filter((path) => path.endsWith('.ts'))

const tests = allTests()
const titles = tests.flatMap((path) => titlesIn(readFileSync(posix.join('test', path), 'utf8')))

t.test('titles are found however they are written', async (t) => {
  const text = [
    "t.test('one', async",
    't.test(\n  "it\'s two",\n  async',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a program.
    't.test(`${name}: three`, async',
    String.raw`await t.test('fo\'ur', options, async`,
    'pattern.test(name) || other.test(`five`)',
  ].join('\n')
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a program.
  t.strictSame(titlesIn(text), ['one', "it's two", '${name}: three', String.raw`fo\'ur`])
  t.strictSame(namesAtFront('ShowTask, ListTasks: pages: to the end'), ['ShowTask', 'ListTasks'])
  t.strictSame(namesAtFront('a task that waits: for long'), [])
})

t.test('every operation is at the front of the title of a test', async (t) => {
  const found = new Set(titles.flatMap(namesAtFront))
  t.ok(operations.length > 100)
  for (const name of operations) {
    t.ok(
      found.has(name),
      `${name} begins no title. Begin those of the tests that are about it: t.test('${name}: …')`,
    )
  }
})

t.test('a name at the front of a title that looks like an operation is one', async (t) => {
  const isLikeOne = (name: string) => /^[A-Za-z]+[a-z0-9][A-Z]/.test(name)
  for (const title of titles) {
    for (const name of namesAtFront(title).filter(isLikeOne)) {
      t.ok(operations.includes(name), `"${title}": ${name} is not an operation of openapi/*.json`)
    }
  }
})

t.test('every file of the domain has a test of its name, or says what tests it', async (t) => {
  const files = codeIn('src/domain')
  t.ok(files.length > 50)
  const own = new Set(
    tests.filter((path) => path.startsWith('domain/')).map((path) => basename(path, '.test.ts')),
  )
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    const [, line = ''] = /^\/\*\*\s*(?:\* )?Tested by: (.*)/.exec(text) ?? []
    const named = line.match(/test\/[\w./-]+/g) ?? []
    const missing = named.filter((path) => !path.endsWith('.test.ts') || !existsSync(path))
    t.strictSame(missing, [], `the tests that ${file} names are there`)
    t.ok(
      own.has(basename(file, '.ts')) || named.length > 0,
      `${file} has no test of its name in test/domain. Write one, or let the file begin with "/** Tested by: test/….test.ts */"`,
    )
  }
})

/** Operations that are only about HTTP: no account and no emulator has a part in them. */
const only_http: Record<string, string> = {
  ListApiVersion: 'the page of versions, which depends on the address alone',
  ShowApiVersion: 'one of them',
}

/** In src/operations: by name, the files that export a function of it. */
const exportedFrom = new Map<string, string[]>()
for (const path of codeIn('src/operations')) {
  const text = readFileSync(path, 'utf8')
  for (const [, name = ''] of text.matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)) {
    exportedFrom.set(name, [...(exportedFrom.get(name) ?? []), path])
  }
}

t.test('every operation is a function of its name, which its route calls', async (t) => {
  const routes = codeIn('src/http').map((path) => readFileSync(path, 'utf8'))
  for (const operation of operations) {
    if (operation in only_http) continue
    const name = operation.charAt(0).toLowerCase() + operation.slice(1)
    t.equal(
      exportedFrom.get(name)?.length,
      1,
      `${operation}: one function ${name} in src/operations`,
    )
    const route = routes.find((text) => text.includes(`operationId: '${operation}'`)) ?? ''
    t.match(route, new RegExp(`\\b${name}\\(`), `the route of ${operation} calls ${name}`)
  }
  for (const operation of Object.keys(only_http)) t.ok(operations.includes(operation), operation)
})
