import { readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import t from 'tap'
import { paths } from '../bench/mutants/paths.ts'
import { functionSizes, longKept } from './function-sizes.ts'
import { allTests, groups, suites, testsIn } from './groups/files.ts'
import { filesBelow } from './repository.ts'

/** The house (design.md §3): who may import whom, what only the edge may touch, how long a file and a function are. */

// Which room of src may import which. Data flow down this list; nothing points up.
const allowed: Record<string, string[]> = {
  index: [
    ...['process', 'store', 'config', 'client', 'errors', 'package'],
    ...['parity', 'parity/recorder'],
  ],
  cli: [
    ...[
      'process',
      'client',
      'config',
      'emulator (types)',
      'formats',
      'schemas/*',
      'text',
      'package',
    ],
  ],
  // `openapi` prints the documents of the routes, `validate` reads what the server reads.
  'cli/commands': [
    'cli',
    'parity',
    'parity/recorder',
    'cli/pages',
    'process',
    'client',
    'mcp',
    'http',
    'http/documents',
    'http/documents/examples',
    'http/documents/examples/story',
    'emulator',
    'config',
    'domain/history',
    'domain/observed',
    'formats',
    'parity',
    'schemas/*',
    'errors',
    'text',
    'package',
  ],
  // They are printed from the tables themselves.
  'cli/pages': [
    'cli',
    'client',
    'domain/migration',
    'domain/resources',
    'formats',
    'http/documents/texts',
    'schemas',
    'schemas/control',
    'schemas/sms',
    'errors',
    'text',
  ],
  // It speaks HTTP to an emulator that may be anywhere, and loads nothing of it but words.
  client: ['schemas/* (types)', 'text'],
  // What test runners load: users of the library, in files of their own.
  testing: ['index', 'client', 'text'],
  // Tools for agents: calls of the client, whom it is given.
  mcp: ['client (types)', 'schemas', 'schemas/control'],
  // For the commands import, parity and record, and the library: no part of a running emulator.
  parity: [
    'process',
    'client',
    'domain/hiding',
    'domain/identity',
    'formats',
    'schemas/*',
    'errors',
    'text',
    'package',
  ],
  // It holds real keys: what it may import is little.
  'parity/recorder': ['parity', 'client', 'text', 'domain/hiding', 'domain/identity'],
  // In a browser: it knows the client and nothing else.
  ui: ['text', 'ui/parts', 'ui/state', 'ui/text', 'ui/timeline', 'ui/views'],
  'ui/state': ['client', 'text', 'ui/text'],
  'ui/text': ['client (types)'],
  'ui/parts': ['client (types)', 'text', 'ui/state'],
  'ui/timeline': ['client (types)', 'text', 'ui/state', 'ui/text'],
  'ui/views': ['client (types)', 'text', 'ui/parts', 'ui/state', 'ui/text', 'ui/timeline'],
  process: [
    'http',
    'operations/account',
    'operations/control',
    'operations/registry (types)',
    'emulator',
    'parts (types)',
    'config',
    'domain/history',
    'domain/identity',
    'domain/observed',
    'formats',
    'schemas/control (types)',
    'errors',
    'text',
    'package',
  ],
  http: [
    'http/pipeline',
    'http/refusals',
    'http/sms',
    'http/iam',
    'http/companions',
    'http/control',
    'http/ui',
    'emulator (types)',
    'config',
  ],
  'http/sms': [
    'http/pipeline',
    'operations/sms',
    'domain/resources',
    'schemas',
    'schemas/sms',
    'schemas/stored (types)',
    'errors',
    'text',
  ],
  'http/iam': [
    'http/pipeline',
    'operations/iam',
    'domain/identity',
    'schemas',
    'schemas/iam',
    'errors',
    'text',
  ],
  'http/companions': [
    'http/pipeline',
    'operations/companions',
    'schemas',
    'schemas/companions',
    'schemas/sms',
    'schemas/stored (types)',
    'text',
  ],
  'http/control': [
    'http/pipeline',
    'operations/control',
    'operations/registry',
    'emulator (types)',
    'schemas',
    'schemas/control',
    'schemas/sms',
    'text',
    'package',
  ],
  // The dashboard is served as files; what they show it asks for as any client does.
  'http/ui': ['http/pipeline', 'package'],
  'http/documents': ['http/documents/texts', 'http/pipeline (types)', 'text'],
  'http/documents/texts': ['http/documents (types)', 'http/pipeline (types)', 'schemas', 'errors'],
  // They are data; the printer plays them (`process/story-emulator.ts`).
  'http/documents/examples': ['http/documents (types)', 'domain/hiding', 'text'],
  'http/documents/examples/story': ['http/documents/examples'],
  'http/pipeline': [
    'http/refusals',
    'operations/account',
    'operations/registry',
    'operations/sms',
    'operations/iam',
    'operations/control',
    'domain/history (types)',
    'emulator (types)',
    'config (types)',
    'schemas/*',
    'errors',
    'text',
  ],
  'http/refusals': [
    'http/pipeline (types)',
    'operations/control',
    'emulator (types)',
    'parts (types)',
    'schemas',
    'schemas/control (types)',
    'errors',
    'text',
  ],
  'operations/control': [
    'operations/account',
    'operations/companions',
    'operations/registry',
    'operations/iam',
    'operations/sms',
    'parts (types)',
    'domain/*',
    'formats',
    'schemas/*',
    'errors',
    'text',
    'package',
  ],
  'operations/sms': [
    'operations/account',
    'operations/iam',
    'domain/*',
    'formats',
    'schemas',
    'schemas/sms',
    'schemas/stored (types)',
    'errors',
    'text',
  ],
  'operations/companions': [
    'operations/account',
    'domain',
    'domain/companions',
    'schemas/companions',
    'schemas/stored (types)',
    'errors',
    'text',
  ],
  'operations/iam': [
    'operations/account',
    'operations/registry',
    'domain',
    'domain/identity',
    'domain/deviations',
    'schemas',
    'schemas/iam',
    'schemas/control (types)',
    'schemas/stored (types)',
    'errors',
    'text',
  ],
  // It makes the handles of accounts, and alone knows them all.
  'operations/registry': [
    'operations/account',
    'parts (types)',
    'store (types)',
    'config (types)',
    'domain',
    'domain/identity',
    'schemas/* (types)',
    'errors',
    'text',
  ],
  'operations/account': [
    'parts (types)',
    'store (types)',
    'config (types)',
    'domain',
    'domain/companions',
    'domain/deviations',
    'domain/migration',
    'domain/resources',
    'schemas/*',
    'errors',
    'text',
  ],
  emulator: [
    'operations/account (types)',
    'operations/registry',
    'parts',
    'store',
    'package',
    'config (types)',
    'domain/history',
  ],
  parts: [
    'parts/observed',
    'store',
    'config (types)',
    'domain',
    'domain/history (types)',
    'domain/observed',
    'schemas/* (types)',
    'errors (types)',
  ],
  'parts/observed': ['schemas/control (types)'],
  store: [
    'store/migrations',
    'domain/migration (types)',
    'domain/resources (types)',
    'schemas/* (types)',
    'errors',
    'text',
  ],
  'store/migrations': [],
  'domain/history': [
    'domain',
    'domain/deviations',
    'domain/migration',
    'domain/resources',
    'formats',
    'schemas/*',
    'errors',
    'text',
  ],
  'domain/companions': [
    'domain',
    'domain/deviations (types)',
    'domain/migration (types)',
    'domain/resources (types)',
    'schemas/* (types)',
    'errors',
    'text',
  ],
  'domain/causes': ['domain/migration', 'schemas/*', 'errors', 'text'],
  'domain/resources': [
    'domain',
    'domain/deviations',
    'domain/migration',
    'domain/observed',
    'schemas/* (types)',
    'errors',
    'text',
  ],
  'domain/observed': [
    'domain/hiding',
    'domain/identity',
    'domain/deviations',
    'formats',
    'schemas/*',
    'errors',
    'text',
  ],
  'domain/migration': ['domain', 'domain/deviations', 'schemas/*', 'errors', 'text'],
  'domain/identity': ['domain', 'domain/hiding', 'schemas/*', 'text'],
  'domain/hiding': ['schemas/*', 'text'],
  'domain/deviations': ['domain', 'formats', 'schemas/*', 'text'],
  domain: ['schemas', 'schemas/control (types)'],
  formats: ['schemas/*', 'errors', 'text'],
  config: ['schemas/control', 'text'],
  'schemas/control': ['schemas', 'schemas/sms', 'schemas/iam', 'schemas/stored', 'text'],
  'schemas/stored': ['schemas', 'schemas/sms', 'schemas/iam (types)', 'schemas/control (types)'],
  'schemas/iam': ['schemas', 'text'],
  'schemas/companions': ['schemas', 'text'],
  'schemas/sms': ['schemas', 'text'],
  schemas: ['text'],
  errors: [],
  text: [],
  package: [],
}

// What would make a simulation differ from its replay. Only the edge may use them.
// The client is no part of the simulation: it waits before it connects again. A browser is where a program ends, too.
// A recorder calls another machine.
const edge = ['process', 'cli', 'client', 'ui', 'parity/recorder']
const ambient =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bset(?:Timeout|Interval|Immediate)\b|\bperformance\.now\b/

const source = 'src'
const files = filesBelow(source)
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => relative(source, path))
const texts = new Map(files.map((name) => [name, readFileSync(join(source, name), 'utf8')]))
function textOf(name: string): string {
  const text = texts.get(name)
  if (text === undefined) throw new Error(`there is no ${source}/${name}`)
  return text
}
const layerOf = (name: string): string => (name.split(/[\\/]/)[0] ?? '').replace(/\.tsx?$/, '')

/** The folder of a file, or at the top of src the file. */
const roomOf = (name: string): string => {
  const folder = dirname(name.replaceAll('\\', '/'))
  return folder === '.' ? layerOf(name) : folder
}

/** `schemas/*` means the layer and all its rooms. */
const isIn = (room: string, rule: string): boolean =>
  rule.endsWith('/*') ? layerOf(room) === rule.slice(0, -2) : room === rule

/** The first of a pattern in a text: `notMatch` would print all of a text in which there is none. */
const foundIn = (text: string, pattern: RegExp): string | undefined => text.match(pattern)?.[0]

for (const name of files) {
  t.test(name, async (t) => {
    const text = textOf(name)
    const layer = layerOf(name)
    const room = roomOf(name)
    for (const [, type, path = ''] of text.matchAll(
      /^(?:import|export)( type)?[^'"]*? from '(\.[^']+)'/gms,
    )) {
      const target = roomOf(relative(source, join(source, dirname(name), path)))
      const may = (allowed[room] ?? []).some((rule) => {
        const [place = '', ofTypes] = rule.split(' ')
        return isIn(target, place) && (ofTypes === undefined || type !== undefined)
      })
      t.ok(target === room || may, `${room} imports ${target}`)
    }
    if (!edge.includes(layer) && !edge.includes(room))
      t.equal(foundIn(text, ambient), undefined, 'takes time and chance from the emulator')
    t.ok(text.split('\n').length <= 301, 'is at most 300 lines')
  })
}

const lines_max = 70
const parameters_max = 4

t.test('a function has at most 70 lines and four parameters', async (t) => {
  const found = files.flatMap((name) =>
    functionSizes(textOf(name))
      .filter(({ lines, parameters }) => lines > lines_max || parameters > parameters_max)
      .map((size) => `${name.replaceAll('\\', '/')} ${size.name}`),
  )
  t.strictSame(found, [])
})

t.test(
  'the size of a function is counted with its closures, and without its docstring',
  async (t) => {
    const text = `
    /**
     * Says.
     */
    export function outer(a: number, b: number): () => void {
      const inner = () => {
        a++
      }
      return inner
    }
    class Thing { constructor(private readonly x: number) {} get y() { return 1 } }
    [1].map((one) => one)
    declare function without(a: 1, b: 2, c: 3, d: 4, e: 5): void
  `
    t.strictSame(functionSizes(text), [
      { name: 'outer', lines: 6, parameters: 2 },
      { name: 'inner', lines: 3, parameters: 0 },
      { name: 'constructor', lines: 1, parameters: 1 },
      { name: 'y', lines: 1, parameters: 0 },
      { name: '?', lines: 1, parameters: 1 },
    ])
  },
)

t.test('a function makes no class, and nothing else that V8 keeps long', async (t) => {
  // Until it clears all of its memory, V8 keeps the form of each class and of each object with an accessor, and what these reach.
  // A function that is assigned to a property where it is written (`a.b = () => c`, not by a name) it makes for as long. Of any
  // of them an emulator that was closed stays with all that it has. And code that is made fast for one class is not for the next.
  // A command and a page make them once, and end.
  const found = files
    .filter((name) => !['cli', 'ui'].includes(layerOf(name)))
    .flatMap((name) =>
      longKept(textOf(name), name).map((made) => `${name.replaceAll('\\', '/')} ${made}`),
    )
  t.strictSame(found, [])
  const text = `
    class Fine { make() { return class Method {} } }
    const make = () => class extends Fine {}
    function outer() { { class Block {} } return { get late() { return 1 } } }
    const one = { get fine() { return 1 } }
    function assign() { const named = () => {}; one.fine = named; one.direct = () => {} }
  `
  t.strictSame(longKept(text), ['Method', '?', 'Block', 'late', 'one.direct'])
})

t.test('only the files that are listed write to the terminal', async (t) => {
  // The command hands its streams to cli/output.ts, which escapes what it is given. What the log gives to
  // process/line-writer.ts is escaped already (log.test.ts). testing/ is a file of its own and escapes its report.
  const writes =
    /\bconsole\s*[.[]|\bprocess\s*\.\s*std(?:out|err)\b|std(?:out|err)\s*\.\s*write\b|\bwriteSync\(/
  const owners = ['cli.ts', 'cli/output.ts', 'process/line-writer.ts', 'testing/testing.ts']
  for (const name of files.filter((file) => !owners.includes(file))) {
    t.equal(foundIn(textOf(name), writes), undefined, name)
  }
})

t.test('only a draft changes a record of the domain', async (t) => {
  // The types are read-only; this is the way around them.
  for (const name of files.filter((file) => layerOf(file) === 'domain')) {
    if (name.endsWith('draft.ts')) continue
    t.equal(foundIn(textOf(name), /\bObject\.assign\b/), undefined, name)
  }
})

t.test('a rule stands for every part of the house', async (t) => {
  for (const room of new Set(files.map(roomOf))) t.ok(allowed[room], room)
})

t.test('a room of more than five files has a README that is read in a minute', async (t) => {
  const rooms = files.map(roomOf)
  for (const room of new Set(rooms)) {
    if (rooms.filter((one) => one === room).length <= 5) continue
    const lines = readFileSync(join(source, room, 'README.md'), 'utf8').split('\n')
    t.ok(lines.length <= 20, room)
  }
})

// What is about several accounts, or about the calls of nobody known yet: these files get all accounts.
const spanning = [
  // Whose a call is, and users who come into another account.
  'operations/iam/accounts-of-call.ts',
  'operations/iam/agencies.ts',
  'operations/iam/callers.ts',
  'operations/iam/federation.ts',
  'operations/iam/login.ts',
  'operations/iam/signatures.ts',
  'operations/iam/temporary-keys.ts',
  'operations/iam/tokens.ts',
  // Accounts are made, loaded, reset and deleted.
  'operations/control/account-birth.ts',
  'operations/control/accounts.ts',
  'operations/control/fixture-draft.ts',
  'operations/control/fixture-entry.ts',
  'operations/control/fixture-loading.ts',
  'operations/control/fixture-steps.ts',
  'operations/control/replace-account.ts',
  'operations/control/reset.ts',
  'operations/control/snapshot-upload.ts',
  // What the process is, and has seen.
  'operations/control/explain.ts',
  'operations/control/info.ts',
  'operations/control/journal.ts',
  'operations/control/recording.ts',
]

t.test('an operation gets an account, and reaches nothing outside of it', async (t) => {
  const operations = files.filter((name) => name.startsWith('operations/'))
  for (const name of operations) {
    const room = roomOf(name)
    const text = textOf(name)
    if (room === 'operations/registry') continue
    t.equal(/\bAccounts\b/.test(text), spanning.includes(name), `${name} gets all accounts`)
    if (room === 'operations/account') continue
    t.equal(
      foundIn(text, /\binternals\b/),
      undefined,
      `${name} goes into accounts by read and write`,
    )
  }
})

t.test('a store of an account is asked without saying of which', async (t) => {
  for (const name of files.filter((file) => roomOf(file) === 'store')) {
    const text = textOf(name)
    for (const [body] of text.matchAll(/^export class [^{]* extends .*?\n\}\n/gms)) {
      t.equal(foundIn(body, /^ {2}\w+\([^)]*\baccount_id\??:/m), undefined, name)
    }
  }
})

t.test('nothing of a running emulator loads recordings', async (t) => {
  for (const name of files.filter((file) => !/^(?:parity|cli|index)\b/.test(file))) {
    t.equal(foundIn(textOf(name), /from '[^']*\/parity\//), undefined, name)
  }
  for (const name of ['cli.ts', 'index.ts', ...files.filter((file) => roomOf(file) === 'cli')]) {
    const text = textOf(name)
    t.equal(
      foundIn(
        text,
        /^(?:import|export) (?!type )[^'"]*? from '[^']*\/parity\/(?!recording-refused)/gms,
      ),
      undefined,
      name,
    )
  }
})

t.test('the domain touches no file, no network and no database', async (t) => {
  const outside =
    /from '(?:node:(?:fs|net|http|child_process|process)[^']*|better-sqlite3|fastify)'/
  for (const name of files.filter((file) => layerOf(file) === 'domain')) {
    const text = textOf(name).replace("import { isIP } from 'node:net'", '')
    t.equal(foundIn(text, outside), undefined, name)
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

/** The files that each file loads before it runs. */
const importsOf = new Map(
  files.map((name) => {
    const imports = textOf(name).matchAll(/^(?:import|export) (?!type )[^'"]*? from '(\.[^']+)'/gms)
    return [name, [...imports].map(([, path = '']) => join(dirname(name), path))] as const
  }),
)

t.test('the library and the command load the server and SQLite only at a start', async (t) => {
  const loaded = new Set(['index.ts', 'cli.ts'])
  // A set gives what is added to it meanwhile, too.
  for (const name of loaded) for (const next of importsOf.get(name) ?? []) loaded.add(next)
  t.ok(loaded.has(join('client', 'transport.ts')))
  t.notOk(loaded.has(join('process', 'server.ts')))
  t.notOk(loaded.has(join('store', 'database.ts')))
})

t.test('no files import each other at run time', async (t) => {
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) circles.push([...path.slice(path.indexOf(name)), name].join(' -> '))
    if (done.has(name)) return
    done.add(name)
    for (const next of importsOf.get(name) ?? []) visit(next, [...path, name])
  }
  for (const name of files) visit(name, [])
  t.strictSame(circles, [])
})

t.test('mutants are drawn from files that are there', async (t) => {
  for (const place of Object.values(paths).flat()) {
    t.ok(
      files.some((name) => name === `${place}.ts` || name.startsWith(`${place}/`)),
      place,
    )
  }
})
