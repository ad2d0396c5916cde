import t from 'tap'
import { parse, parseDocument } from 'yaml'
import { pagePrograms } from '../../scripts/page-programs.ts'
import { textKinds } from '../../src/domain/history/text-kinds.ts'
import { rehearseFixtures } from '../../src/process/rehearsal.ts'
import type { FileKind } from '../../src/schemas/control/validation.ts'
import { type Block, blocks } from './pages.ts'

/** The blocks of code in the pages are what they seem to be: fixtures load, JSON is JSON. `npm run typecheck` compiles the programs. */

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

t.test('the pages have programs for npm run typecheck to compile', async (t) => {
  const programs = pagePrograms()
  for (const path of ['README.md', 'docs/library.md']) {
    t.match(programs.get(path), /^import \{ .*\bstart\b.* \} from '\.\/src\/index\.ts'$/m, path)
  }
})
