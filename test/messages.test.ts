import { readFileSync } from 'node:fs'
import t from 'tap'
import ts from 'typescript'
import { library_words, privateWordsIn } from './plain-words.ts'
import { filesBelow } from './repository.ts'

/**
 * Every text in the source that people read: messages, descriptions of schemas and options, pages that are printed.
 * The answers that are made of them are held by test/http/plain-words.test.ts and test/cli/messages.test.ts.
 */

/** Texts for programs: what they hold is not English. */
const not_read = /^src\/domain\/hiding\/known-names/
const sql = /^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|WITH|DROP|ALTER)\b/

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')
}

/** Nouns that messages count. Bytes are many: a limit of one makes no sense. */
const counted_nouns =
  /^ (?:more |other |earlier |new )*(?:calls|tasks|files|sources|accounts|events|timers|faults|lines|times|requests|entries|servers|operations|checks|others|differences|secrets|problems|errors|spaces|seconds|minutes|hours|days|scenarios|snapshots|items|steps|places)\b/

/** What people read in a file: its sentences, each with its line, and the counts before a noun that is always in the plural. */
function readSource(file: string) {
  const { ParseNone: jsDocParsingMode } = ts.JSDocParsingMode
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode }
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), options)
  const texts: { line: number; text: string }[] = []
  const counts: string[] = []
  const visit = (node: ts.Node): void => {
    const text = textOf(node)
    if (text !== undefined && /\w.*\s.*\w/s.test(text) && !sql.test(text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
      texts.push({ line: line + 1, text })
    }
    if (ts.isTemplateSpan(node)) {
      const count = node.expression.getText(source)
      const isConstant = /_max(_bytes)?$/.test(count)
      const [words] = counted_nouns.exec(node.literal.text) ?? []
      if (words !== undefined && !isConstant) counts.push(`\${${count}}${words}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return { file, texts, counts }
}

const sources = filesBelow('src')
  .filter((path) => /\.tsx?$/.test(path))
  .map(readSource)

t.test(
  'a count in a text has the singular of its noun for one: it is written with `counted`',
  async (t) => {
    const wrong = sources.flatMap(({ file, counts }) => counts.map((count) => `${file}: ${count}`))
    t.strictSame(wrong, [])
  },
)

t.test('texts of the source are in plain words', async (t) => {
  const texts = sources
    .filter(({ file }) => file.endsWith('.ts') && !not_read.test(file))
    .flatMap(({ file, texts }) => texts.map((one) => ({ file, ...one })))
  const wrong = texts.flatMap(({ file, line, text }) =>
    [...privateWordsIn(text), ...library_words.filter((one) => one.test(text)).map(String)].map(
      (what) => `${file}:${line} ${what}`,
    ),
  )
  t.ok(texts.length > 1_000, `${texts.length} texts`)
  t.strictSame(wrong, [])
})
