import { readFileSync } from 'node:fs'
import ts from 'typescript'

/** docs/library.md, and what it describes: the methods and the exports as the source has them. */

export const page = readFileSync('docs/library.md', 'utf8')

/** The programs on the page, in order, and what those print that show it. */
export const programs = [...page.matchAll(/^```ts\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?/gms)].map(
  ([, text = '', output]) => ({ text, output }),
)

/** A call on the page: `clock.advance`, and what it results in. */
export type Described = { call: string; result: string }

/** The rows of its tables whose second column is a result. */
export const described: Described[] = [
  ...page.matchAll(/^\| `([\w.]+)(?:\([^`]*\))?` \| `([^`]+)` \|/gm),
].map(([, call = '', result = '']) => ({ call, result }))

const parse = (path: string): ts.SourceFile =>
  ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)

const classOf = (path: string, name: string): ts.ClassDeclaration => {
  const found = parse(path).statements.find(
    (one) => ts.isClassDeclaration(one) && one.name?.text === name,
  )
  if (!found) throw new Error(`${path} has no class ${name}`)
  return found as ts.ClassDeclaration
}

const resultOf = (type: ts.TypeNode | undefined): string =>
  (type?.getText() ?? '').replace(/^Promise<(.*)>$/s, '$1').replaceAll('types.', '')

/** The members that users see: not those with `#`, and not those of symbols. */
function membersOf(members: ts.NodeArray<ts.ClassElement | ts.TypeElement>): Described[] {
  return members.flatMap((member) => {
    if (!member.name || !ts.isIdentifier(member.name)) return []
    if (!ts.isMethodDeclaration(member) && !ts.isMethodSignature(member)) {
      const isProperty = ts.isPropertyDeclaration(member) || ts.isPropertySignature(member)
      return isProperty ? [{ call: member.name.text, result: resultOf(member.type) }] : []
    }
    return [{ call: member.name.text, result: resultOf(member.type) }]
  })
}

const under = (prefix: string, members: Described[]): Described[] =>
  members.map(({ call, result }) => ({ call: `${prefix}.${call}`, result }))

/** Every property and method of what `start` gives, of a client with its groups, and of an account. */
export function declared(): Described[] {
  const handle = parse('src/index.ts').statements.find(
    (one) => ts.isTypeAliasDeclaration(one) && one.name.text === 'Emulator',
  ) as ts.TypeAliasDeclaration
  const client = classOf('src/client/client.ts', 'EmulatorClient')
  const imports = [
    ...client.getSourceFile().text.matchAll(/import \{([^}]*)\} from '\.\/([\w-]+\.ts)'/g),
  ]
  const fileOf = (name: string): string =>
    `src/client/${imports.find(([, names = '']) => names.includes(name))?.[2]}`
  const groups = membersOf(client.members).flatMap((member) =>
    member.result.endsWith('Control') || member.result === 'RequestJournal'
      ? under(member.call, membersOf(classOf(fileOf(member.result), member.result).members))
      : member.call === 'url'
        ? []
        : [member],
  )
  return [
    ...under('emulator', membersOf((handle.type as ts.TypeLiteralNode).members)),
    ...under('account', membersOf(classOf('src/client/test-account.ts', 'TestAccount').members)),
    ...groups,
  ]
}

/** The names that the package exports: values and types. */
export function exported(): string[] {
  const own = parse('src/index.ts')
  return [own, parse('src/client/types.ts')].flatMap((file) =>
    file.statements.flatMap((statement): string[] => {
      if (ts.isExportDeclaration(statement)) {
        const { exportClause } = statement
        if (!exportClause || !ts.isNamedExports(exportClause)) return []
        return exportClause.elements.map(({ name }) => name.text)
      }
      const isExported =
        ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
      if (!isExported) return []
      if (ts.isVariableStatement(statement)) {
        return statement.declarationList.declarations.map(({ name }) => name.getText())
      }
      return ts.isTypeAliasDeclaration(statement) ? [statement.name.text] : []
    }),
  )
}
