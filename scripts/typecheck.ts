import { posix } from 'node:path'
import ts from 'typescript'
import { hostWithPages, problemsOfPages } from './page-programs.ts'

/**
 * What `npm run typecheck` asks of the types after tsc: that the programs on the pages compile, and no lookups by any word.
 *
 * Finds tables that are looked into by a word, `table[word]`: of a word such as `constructor` they would give what every
 * object inherits, and a caller may have written the word. A table is a Map, or is read by src/text/own-value.ts.
 * The types decide: a word of a closed list is fine, and so is a number.
 */

/** Makes and prints documents of this program's own names. */
const exempt = /^src\/(text\/own-value|http\/documents\/openapi(-tidy)?)\.ts$/

/** The source, and the programs on the pages with the page of each. */
function programWithPages(config: string): { program: ts.Program; pages: Map<string, string> } {
  const parse_host = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }: ts.Diagnostic) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'))
    },
  }
  // Programs on a page show what they do not go on to use.
  const change = { noUnusedLocals: false, allowImportingTsExtensions: true }
  const parsed = ts.getParsedCommandLineOfConfigFile(config, change, parse_host)
  if (!parsed) throw new Error(`${config} cannot be read`)
  const { host, pages } = hostWithPages(parsed.options)
  const program = ts.createProgram([...parsed.fileNames, ...pages.keys()], parsed.options, host)
  return { program, pages }
}

/** Whether a value of a type may be any text at all. */
function isAnyWord(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some(isAnyWord)
  return (type.flags & (ts.TypeFlags.String | ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0
}

/** The lookups by a word below src, such as `src/errors/refusals.ts:65 other_statuses[code]`. */
function lookupsByWord(program: ts.Program): string[] {
  const checker = program.getTypeChecker()
  const found: string[] = []
  for (const file of program.getSourceFiles()) {
    const name = posix.relative(process.cwd().replaceAll('\\', '/'), file.fileName)
    if (!name.startsWith('src/') || exempt.test(name)) continue
    const visit = (node: ts.Node): void => {
      if (ts.isElementAccessExpression(node)) {
        if (isAnyWord(checker.getTypeAtLocation(node.argumentExpression))) {
          const { line } = file.getLineAndCharacterOfPosition(node.getStart())
          found.push(`${name}:${line + 1} ${node.getText()}`)
        }
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
  }
  return found
}

const { program, pages } = programWithPages('tsconfig.json')
const found = lookupsByWord(program)
if (found.length > 0) {
  console.error(
    `Read these by ownValue of src/text/own-value.ts, or make them Maps:\n${found.join('\n')}`,
  )
  process.exitCode = 1
}
const problems = problemsOfPages(program, pages)
if (problems.length > 0) {
  console.error(`Programs on the pages do not compile:\n${problems.join('\n')}`)
  process.exitCode = 1
}
