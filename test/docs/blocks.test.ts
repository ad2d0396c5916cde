import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { parse, parseDocument } from 'yaml'
import { textKinds } from '../../src/domain/history/text-kinds.ts'
import { rehearseFixtures } from '../../src/process/rehearsal.ts'
import type { FileKind } from '../../src/schemas/control/validation.ts'
import { pages } from './pages.ts'

/** The blocks of code in the pages are what they seem to be: fixtures load, JSON is JSON, programs compile. */

type Block = { path: string; language: string; code: string }

const blocks: Block[] = pages
  .filter((path) => !/^docs\/(decisions|reference)\//.test(path))
  .flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/^```(\w+)(?: \S+)?\n(.*?)^```$/gms)].map(
      ([, language = '', code = '']) => ({ path, language, code }),
    ),
  )

/** A block that leaves something out says so with an ellipsis; it is read, not used. */
const isWhole = ({ code }: Block): boolean => !code.includes('…')

/** What a YAML block is, by its fields; undefined for what is not the emulator's. */
function kindOf(content: unknown): FileKind | undefined {
  const [first] = Array.isArray(content) ? content : [content]
  if (typeof first !== 'object' || first === null) return undefined
  if ('accounts' in first) return 'fixture'
  if ('then' in first || 'scenarios' in first) return 'scenarios'
  return 'effect' in first ? 'faults' : undefined
}

t.test('every fixture, scenario and fault in the pages is accepted as it is', async (t) => {
  const counts = { fixture: 0, scenarios: 0, faults: 0 }
  for (const block of blocks.filter(({ language }) => language === 'yaml').filter(isWhole)) {
    const { path, code } = block
    t.strictSame(parseDocument(code).errors, [], `${path}: the YAML can be read`)
    const kind = kindOf(parse(code))
    if (kind === undefined) continue
    counts[kind]++
    try {
      if (kind === 'fixture') {
        await rehearseFixtures([{ fixture: textKinds.fixture(code), text: code }])
      } else textKinds[kind](code)
    } catch (error) {
      t.fail(`${path}: ${error}\n${code}`)
    }
  }
  t.ok(counts.fixture >= 4 && counts.scenarios >= 5 && counts.faults >= 1, JSON.stringify(counts))
})

t.test('every JSON in the pages is JSON', async (t) => {
  for (const { path, code } of blocks.filter(({ language }) => language === 'json')) {
    t.doesNotThrow(() => JSON.parse(code), `${path}: ${code}`)
  }
})

/** The programs of a page as one module: imports first, each block in a scope of its own. */
function moduleOf(path: string): string {
  const programs = blocks.filter((block) => block.path === path && block.language === 'ts')
  const imported = new Set<string>()
  const others = new Set<string>()
  const bodies = programs.map(({ code }) =>
    code.replaceAll(/^import (.+) from '([^']+)'$/gm, (line, names: string, from: string) => {
      if (from !== 'huaweicloud-sms-emulator') others.add(line)
      else for (const name of names.replace(/[{}]/g, '').split(',')) imported.add(name.trim())
      return ''
    }),
  )
  return [
    ...others,
    `import { ${[...imported].join(', ')} } from './src/index.ts'`,
    ...bodies.map((body) => `{\n${body}\n}`),
  ].join('\n')
}

t.test('every program for the library compiles', async (t) => {
  const paths = [
    ...new Set(blocks.filter(({ language }) => language === 'ts').map(({ path }) => path)),
  ]
  t.ok(paths.includes('README.md') && paths.includes('docs/library.md'))
  const texts = new Map(
    paths.map((path, index) => [join(process.cwd(), `page-${index}.ts`), moduleOf(path)]),
  )
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd())
  const settings = {
    ...options,
    noEmit: true,
    allowImportingTsExtensions: true,
    noUnusedLocals: false,
  }
  const host = ts.createCompilerHost(settings)
  const { fileExists, getSourceFile } = host
  host.fileExists = (file) => texts.has(file) || fileExists(file)
  host.getSourceFile = (file, target) => {
    const text = texts.get(file)
    return text === undefined
      ? getSourceFile.call(host, file, target)
      : ts.createSourceFile(file, text, target)
  }
  const program = ts.createProgram([...texts.keys()], settings, host)
  for (const file of texts.keys()) {
    const source = program.getSourceFile(file)
    const problems = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    t.strictSame(problems, [], texts.get(file) ?? file)
  }
})
