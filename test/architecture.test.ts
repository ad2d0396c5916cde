import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import t from 'tap'
import { allTests, groups, suites, testsIn } from './groups/files.ts'

/** The house (design.md §3): who may import whom, what only the edge may touch, how long a file is. */

const core = ['schemas', 'errors', 'text']

// Which folder or file of src may import which. Data flow down this list; nothing points up.
const allowed: Record<string, string[]> = {
  // The pages of the machine's tables are printed from the tables themselves.
  cli: [
    'cli',
    'client',
    'domain',
    'fault-only',
    'folders',
    'formats',
    'server',
    'config',
    'version',
    'terminal',
    'http',
    'emulator',
    ...core,
  ],
  index: ['server', 'store', 'config', 'client', 'version', ...core],
  // It speaks HTTP to an emulator that may be anywhere, and loads nothing of it.
  client: ['client', 'schemas (types)'],
  server: [
    'endpoints-file',
    'fixture-files',
    'text-reader',
    'tls',
    'log',
    'http',
    'operations',
    'emulator',
    'domain',
    'config',
    'version',
    ...core,
  ],
  'text-reader': ['domain', ...core],
  'fixture-files': ['folders', 'domain', 'config', ...core],
  'endpoints-file': ['config', ...core],
  tls: ['config', 'domain'],
  log: ['http', 'domain', 'config', 'terminal'],
  http: ['http', 'operations', 'emulator', 'config', 'package-root', ...core],
  operations: ['operations', 'emulator', 'domain', 'version', 'store (types)', ...core],
  emulator: ['emulator', 'store', 'domain', 'config', 'version', ...core],
  store: ['store', 'domain (types)', ...core],
  domain: ['domain', 'formats', ...core],
  formats: ['formats'],
  config: ['settings', 'folders', 'schemas', 'text'],
  settings: ['schemas', 'text'],
  schemas: ['schemas', 'text'],
  text: ['text'],
  errors: ['error-table'],
  'error-table': ['error-table'],
  'fault-only': [],
  folders: ['text'],
  terminal: [],
  version: ['package-root'],
  'package-root': [],
}

// What would make a simulation differ from its replay. Only the edge may use them.
const edge = ['server', 'cli']
const ambient =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bset(?:Timeout|Interval|Immediate)\b|\bperformance\.now\b/

const source = 'src'
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
)
const layerOf = (name: string): string => (name.split(/[\\/]/)[0] ?? '').replace(/\.ts$/, '')

for (const name of files) {
  t.test(name, async (t) => {
    const text = readFileSync(join(source, name), 'utf8')
    const layer = layerOf(name)
    for (const [, type, path = ''] of text.matchAll(
      /^(?:import|export)( type)?[^'"]*? from '(\.[^']+)'/gms,
    )) {
      const target = layerOf(relative(source, join(source, dirname(name), path)))
      const list = allowed[layer] ?? []
      const may =
        list.includes(target) || (type !== undefined && list.includes(`${target} (types)`))
      t.ok(may, `${layer} imports ${target}`)
    }
    if (!edge.includes(layer)) t.notMatch(text, ambient, 'takes time and chance from the emulator')
    t.ok(text.split('\n').length <= 301, 'is at most 300 lines')
  })
}

t.test('only one file writes to the terminal', async (t) => {
  // The command hands its streams to cli/output.ts, which escapes what it is given.
  const writes =
    /\bconsole\s*[.[]|\bprocess\s*\.\s*std(?:out|err)\b|std(?:out|err)\s*\.\s*write\b|\bwriteSync\(/
  const owners = ['cli.ts', 'cli/output.ts']
  for (const name of files.filter((file) => !owners.includes(file))) {
    t.notMatch(readFileSync(join(source, name), 'utf8'), writes, name)
  }
})

t.test('a rule stands for every part of the house', async (t) => {
  for (const layer of new Set(files.map(layerOf))) t.ok(allowed[layer], layer)
})

t.test('the domain touches no file, no network and no database', async (t) => {
  const outside =
    /from '(?:node:(?:fs|net|http|child_process|process)[^']*|better-sqlite3|fastify)'/
  for (const name of files.filter((file) => layerOf(file) === 'domain')) {
    const text = readFileSync(join(source, name), 'utf8').replace(
      "import { isIP } from 'node:net'",
      '',
    )
    t.notMatch(text, outside, name)
  }
})

t.test('every file of tests is run by one group, or by a suite of its own', async (t) => {
  const folders = Object.values(groups).flat()
  t.strictSame(
    folders.flatMap(testsIn).sort(),
    allTests()
      .filter((name) => !suites.includes(layerOf(name)))
      .sort(),
  )
  t.strictSame(
    testsIn('groups').map((name) => basename(name, '.test.ts')),
    Object.keys(groups).sort(),
  )
})
