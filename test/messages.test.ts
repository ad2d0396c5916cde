import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import ts from 'typescript'
import { library_words, privateWordsIn } from './plain-words.ts'

/**
 * Every text in the source that people read: messages, descriptions of schemas and options, pages that are printed.
 * The answers that are made of them are held by test/http/plain-words.test.ts and test/cli/messages.test.ts.
 */

/** Texts for programs: what they hold is not English. */
const not_read = /^domain\/hiding\/known-names/
const sql = /^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|WITH|DROP|ALTER)\b/

/** The texts of a file that are sentences, each with its line. */
function textsIn(file: string): { line: number; text: string }[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(`src/${file}`, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  )
  const found: { line: number; text: string }[] = []
  const visit = (node: ts.Node): void => {
    const text = textOf(node)
    if (text !== undefined && /\w.*\s.*\w/s.test(text) && !sql.test(text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart())
      found.push({ line: line + 1, text })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')
}

/** Nouns that messages count. Bytes are many: a limit of one makes no sense. */
const counted_nouns =
  /^ (?:more |other |earlier |new )*(?:calls|tasks|files|sources|accounts|events|timers|faults|lines|times|requests|entries|servers|operations|checks|others|differences|secrets|problems|errors|spaces|seconds|minutes|hours|days|scenarios|snapshots|items|steps|places)\b/

t.test(
  'a count in a text has the singular of its noun for one: it is written with `counted`',
  async (t) => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => /\.tsx?$/.test(name))
    const wrong = files.flatMap((file) => {
      const source = ts.createSourceFile(
        file,
        readFileSync(`src/${file}`, 'utf8'),
        ts.ScriptTarget.Latest,
        true,
      )
      const found: string[] = []
      const visit = (node: ts.Node): void => {
        if (ts.isTemplateSpan(node)) {
          const count = node.expression.getText()
          const isConstant = /_max(_bytes)?$/.test(count)
          const [words] = counted_nouns.exec(node.literal.text) ?? []
          if (words !== undefined && !isConstant) found.push(`src/${file}: \${${count}}${words}`)
        }
        ts.forEachChild(node, visit)
      }
      visit(source)
      return found
    })
    t.strictSame(wrong, [])
  },
)

t.test('texts of the source are in plain words', async (t) => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !not_read.test(name))
  const texts = files.flatMap((file) => textsIn(file).map((one) => ({ file, ...one })))
  const wrong = texts.flatMap(({ file, line, text }) =>
    [...privateWordsIn(text), ...library_words.filter((one) => one.test(text)).map(String)].map(
      (what) => `src/${file}:${line} ${what}`,
    ),
  )
  t.ok(texts.length > 1_000, `${texts.length} texts`)
  t.strictSame(wrong, [])
})
