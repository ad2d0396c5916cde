import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { generateDtsBundle } from 'dts-bundle-generator'
import ts from 'typescript'

/**
 * The types of the package in one file that names no other package.
 *
 * In the source they are inferred from zod schemas; whoever installs the package has no zod. So each
 * `type X = z.infer<…>` is printed as what it comes to, and the declarations are then rolled up from
 * the entry; schemas fall out.
 */

/** @returns the text of the declarations that `entry`, a file of src/, exports, with all that they need. */
export function rolledUpTypes(entry: string, folder: string): string {
  const names = emitDeclarations(`src/${entry}.ts`, folder)
  const [text = ''] = generateDtsBundle(
    [
      {
        filePath: `${folder}/${entry}.d.ts`,
        output: { noBanner: true, exportReferencedTypes: false },
      },
    ],
    { preferredConfigPath: 'tsconfig.json' },
  )
  const types = text.replaceAll(/^(export )?declare const \w+: unknown;\n/gm, '')
  const foreign = /from ['"][^'"]+['"]|import\(/.exec(types)?.[0] ?? findName(types, names)
  if (foreign) throw new Error(`the package's types may name no other package: ${foreign}`)
  return types
}

/** @returns the first of these names by which the declarations name a type, alone or with a dot after it. */
export function findName(declarations: string, names: ReadonlySet<string>): string | undefined {
  const find = (node: ts.Node): string | undefined => {
    const isMeant = ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)
    const [name = ''] = isMeant ? node.getText(file).split(/\W/) : []
    return names.has(name) ? name : ts.forEachChild(node, find)
  }
  const file = ts.createSourceFile('types.d.ts', declarations, ts.ScriptTarget.ESNext)
  return find(file)
}

/**
 * Writes the declarations of a file, and of those that they name, without what they import from packages: it would be
 * read whole, and the declarations of this package need none of it.
 *
 * @returns the names that were imported from packages.
 */
function emitDeclarations(entry: string, folder: string): Set<string> {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile('tsconfig.json', ts.sys.readFile).config,
    ts.sys,
    '.',
    { rootDir: 'src', outDir: folder, noEmit: false, declaration: true, noCheck: true },
  )
  const program = ts.createProgram([entry], options)
  const checker = program.getTypeChecker()
  const names = new Set<string>()
  const expand: ts.TransformerFactory<ts.SourceFile | ts.Bundle> = (context) => (file) =>
    ts.visitEachChild(file as ts.SourceFile, (node) => visit(node, checker, context), context)
  const withoutPackages: ts.TransformerFactory<ts.SourceFile | ts.Bundle> = (context) => (file) =>
    ts.visitEachChild(
      file as ts.SourceFile,
      (node) => {
        if (!ts.isImportDeclaration(node)) return node
        if ((node.moduleSpecifier as ts.StringLiteral).text.startsWith('.')) return node
        for (const name of importedNames(node)) names.add(name)
        return undefined
      },
      context,
    )
  rmSync(folder, { recursive: true, force: true })
  const files = new Set([resolve(entry)])
  for (const path of files) {
    const write = (target: string, text: string): void => {
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, text)
      for (const [, named = ''] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)/g)) {
        files.add(join(dirname(path), named))
      }
    }
    program.emit(program.getSourceFile(path), write, undefined, true, {
      afterDeclarations: [expand, withoutPackages],
    })
  }
  return names
}

/** The names that an import binds. */
function importedNames({ importClause }: ts.ImportDeclaration): string[] {
  const bindings = importClause?.namedBindings
  const named = bindings && ts.isNamedImports(bindings) ? bindings.elements : [bindings]
  return [importClause, ...named].flatMap((one) => (one?.name ? [one.name.text] : []))
}

const format =
  ts.NodeBuilderFlags.NoTruncation |
  ts.NodeBuilderFlags.InTypeAlias |
  ts.NodeBuilderFlags.MultilineObjectLiterals

/** A declaration without zod: a type as what it comes to, a schema as a value of which nothing is said. */
function visit(node: ts.Node, checker: ts.TypeChecker, context: ts.TransformationContext): ts.Node {
  const { factory } = ts
  if (ts.isVariableStatement(node) || ts.isVariableDeclarationList(node)) {
    return ts.visitEachChild(node, (child) => visit(child, checker, context), context)
  }
  if (ts.isVariableDeclaration(node)) {
    if (node.type === undefined || !/^z\./.test(textOf(node.type))) return node
    const unknown = factory.createKeywordTypeNode(ts.SyntaxKind.UnknownKeyword)
    return factory.updateVariableDeclaration(node, node.name, undefined, unknown, undefined)
  }
  const original = ts.getOriginalNode(node)
  if (!ts.isTypeAliasDeclaration(node) || !ts.isTypeAliasDeclaration(original)) return node
  if (!/\bz\.\w|\btypeof /.test(original.type.getText())) return node
  const { modifiers, name, typeParameters } = node
  const type = checker.typeToTypeNode(checker.getTypeAtLocation(original), original, format)
  if (type === undefined) throw new Error(`no type for ${name.text}`)
  return factory.updateTypeAliasDeclaration(node, modifiers, name, typeParameters, type)
}

const printer = ts.createPrinter()
const nowhere = ts.createSourceFile('', '', ts.ScriptTarget.ESNext)
const textOf = (node: ts.Node): string => printer.printNode(ts.EmitHint.Unspecified, node, nowhere)

/** @returns the declarations of one file of src/ that names the library in its types, and nothing else. */
export function declarationsOf(file: string): string {
  const { outputText } = ts.transpileDeclaration(readFileSync(file, 'utf8'), {
    reportDiagnostics: false,
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext },
  })
  const named = outputText.matchAll(/^(?:import|export) .*from ['"]([^'"]*)/gm)
  const foreign = [...named].map(([, path]) => path).find((path) => path !== '../index.ts')
  if (foreign) throw new Error(`the types of ${file} may name only the library: ${foreign}`)
  return outputText
}
