import { posix } from 'node:path'
import ts from 'typescript'

/**
 * Finds tables that are looked into by a word, `table[word]`: of a word such as `constructor` they would give what every
 * object inherits, and a caller may have written the word. A table is a Map, or is read by src/text/own-value.ts.
 * `npm run typecheck` runs this, as the types decide: a word of a closed list is fine, and so is a number.
 */

/** Makes and prints documents of this program's own names. */
const exempt = /^src\/(text\/own-value|http\/documents\/openapi(-tidy)?)\.ts$/

function programOf(config: string): ts.Program {
  const host = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }: ts.Diagnostic) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'))
    },
  }
  const parsed = ts.getParsedCommandLineOfConfigFile(config, {}, host)
  if (!parsed) throw new Error(`${config} cannot be read`)
  return ts.createProgram(parsed.fileNames, parsed.options)
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

const found = lookupsByWord(programOf('tsconfig.json'))
if (found.length > 0) {
  console.error(
    `Read these by ownValue of src/text/own-value.ts, or make them Maps:\n${found.join('\n')}`,
  )
  process.exit(1)
}
