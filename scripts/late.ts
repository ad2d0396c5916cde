import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Plugin } from 'esbuild'
import ts from 'typescript'

/**
 * Makes schemas late. A start needs a few of them, and to make them all takes a third of its time
 * (docs/decisions/026-speed.md); so in the bundle each is made when somebody asks for it first:
 *
 * - `const Task = z.object(…)` becomes `const Task = late(() => z.object(…))`, and `Task`, where it stands
 *   for the value, `Task()`. In src/schemas these are all constants that are made by calls or of such
 *   constants, in src/http those that are made of schemas.
 * - The parts of a route's `schema` become getters; the app asks them when a request comes (http/pipeline/validate.ts).
 * - Some libraries are loaded when something of theirs is used.
 *
 * Lines stay what they are, for stacks. What is not certain breaks the build.
 */

const helper =
  'const late = (make) => { let isMade = false, made; return () => { if (!isMade) { made = make(); isMade = true } return made } }; '

/** Libraries that a start does not need. */
const libraries = ['yaml']

/** An import of anything that may be late. */
const mentionsLate = new RegExp(
  `^import (?!type\\b)[^']*'(?:zod|${libraries.join('|')}|[^']*/schemas/[^']*)'`,
  'm',
)

/**
 * What is late in a file: the constants of its own; with what it imports, by name, what to write in the
 * place of the name; and how its libraries are loaded.
 */
type Names = {
  own: ReadonlySet<string>
  all: ReadonlyMap<string, string>
  loads: readonly string[]
}

/** For esbuild: it reads files of a folder, src, so. */
export const lateSchemas = (folder: string): Plugin => ({
  name: 'late-schemas',
  setup: ({ onLoad }) => {
    const read = lateReader(resolve(folder))
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const contents = path.startsWith(join(resolve(folder), '/')) ? read(path) : undefined
      return contents === undefined ? undefined : { contents, loader: 'ts' }
    })
  },
})

/**
 * @returns what gives the text of a file below the folder with its schemas late; undefined where nothing is late.
 * @throws Error where it is not certain what is meant
 */
export function lateReader(src: string): (path: string) => string | undefined {
  const files = new Map<string, { file: ts.SourceFile; names: Names }>()

  const fileAt = (path: string) => {
    const before = files.get(path)
    if (before) return before
    const file = ts.createSourceFile(
      path,
      readFileSync(path, 'utf8'),
      { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
      // With the parents of its nodes.
      true,
    )
    const read = { file, names: namesIn(file, path) }
    files.set(path, read)
    return read
  }

  const namesIn = (file: ts.SourceFile, path: string): Names => {
    const [layer] = path.slice(src.length + 1).split('/')
    const all = new Map<string, string>()
    const own = new Set<string>()
    const loads: string[] = []
    let zod: string | undefined
    for (const statement of file.statements) {
      for (const { from, name, local } of importsOf(statement)) {
        if (from === 'zod') zod = local
        if (libraries.includes(from)) {
          const library = `late${libraries.indexOf(from)}`
          const load = `const ${library} = late(() => require('${from}')); `
          if (!loads.includes(load)) loads.push(load)
          all.set(local, name === 'default' ? `${library}()` : `${library}().${name}`)
        }
        const target = from.startsWith('.') ? join(dirname(path), from) : ''
        if (target.startsWith(join(src, 'schemas/')) && fileAt(target).names.own.has(name)) {
          all.set(local, `${local}()`)
        }
      }
      for (const { name, initializer } of constantsOf(statement)) {
        const isLate =
          (layer === 'schemas' && mentions(initializer, isCall)) ||
          ((layer === 'schemas' || layer === 'http') &&
            mentions(initializer, (node) => isNameOf(node, all, zod)))
        if (!isLate) continue
        own.add(name)
        all.set(name, `${name}()`)
      }
    }
    return { own, all, loads }
  }

  return (path) => {
    const isOfSchemas = path.startsWith(join(src, 'schemas/'))
    // To parse a file takes a hundred times as long as to look for this.
    if (!isOfSchemas && !mentionsLate.test(readFileSync(path, 'utf8'))) return undefined
    const { file, names } = fileAt(path)
    const edits = editsOf(file, names, path.startsWith(join(src, 'http/')))
    const text = edited(file.text, edits)
    return names.own.size + names.loads.length > 0 ? helper + names.loads.join('') + text : text
  }
}

type Imported = { from: string; name: string; local: string }

/** What a statement imports by name, but for types. */
function importsOf(statement: ts.Statement): Imported[] {
  if (!ts.isImportDeclaration(statement) || statement.importClause === undefined) return []
  const { name: whole, namedBindings } = statement.importClause
  const from = (statement.moduleSpecifier as ts.StringLiteral).text
  const named =
    namedBindings && ts.isNamedImports(namedBindings)
      ? namedBindings.elements.map(({ name, propertyName }) => ({
          from,
          name: (propertyName ?? name).text,
          local: name.text,
        }))
      : []
  return whole ? [{ from, name: 'default', local: whole.text }, ...named] : named
}

type Constant = { name: string; initializer: ts.Expression }

/** The constants that a statement of a file's outermost level defines, by one name each. */
function constantsOf(statement: ts.Statement): Constant[] {
  if (!ts.isVariableStatement(statement)) return []
  return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
    ts.isIdentifier(name) && initializer ? [{ name: name.text, initializer }] : [],
  )
}

/** Whether something of this kind is evaluated with a node: not what stands in a function, or in a type. */
function mentions(node: ts.Node, isIt: (node: ts.Node) => boolean): boolean {
  if (ts.isTypeNode(node) || ts.isFunctionLike(node)) return false
  return isIt(node) || ts.forEachChild(node, (child) => mentions(child, isIt) || undefined) === true
}

const isCall = (node: ts.Node): boolean => ts.isCallExpression(node) || ts.isNewExpression(node)

const isNameOf = (node: ts.Node, names: ReadonlyMap<string, string>, other?: string): boolean =>
  ts.isIdentifier(node) && isValue(node) && (names.has(node.text) || node.text === other)

/** Whether a name stands for what it is bound to, and not for a field. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== node
  if (ts.isBindingElement(parent)) return parent.propertyName !== node
  return !(
    (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) &&
    parent.name === node
  )
}

/** Whether a name is what `new` makes one of, or the beginning of that. */
function isMadeByNew(node: ts.Node): boolean {
  const { parent } = node
  if (ts.isNewExpression(parent)) return parent.expression === node
  return ts.isPropertyAccessExpression(parent) && parent.expression === node && isMadeByNew(parent)
}

/** A piece of text in the place of what stands from `start` to `end`. */
type Edit = { start: number; end: number; text: string }

/** In the order of their places; of one place in the order in which they were made. */
function edited(text: string, edits: Edit[]): string {
  let done = ''
  let at = 0
  for (const edit of edits.sort((a, b) => a.start - b.start)) {
    done += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return done + text.slice(at)
}

function editsOf(file: ts.SourceFile, { own, all }: Names, hasRoutes: boolean): Edit[] {
  const edits: Edit[] = []
  const put = (at: number, text: string, end = at) => edits.push({ start: at, end, text })
  const isLate = (node: ts.Node) => isNameOf(node, all)

  /** Puts something around an expression, from where its definition begins. */
  const around = (node: ts.Expression, before: string, after: string, from = node.getStart()) => {
    put(from, before, node.getStart())
    visit(node)
    put(node.end, after)
  }

  const refuse = (node: ts.Node, what: string): never => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart())
    throw new Error(`${file.fileName}:${line + 1}: ${what}`)
  }

  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return
    if (ts.isImportDeclaration(node)) {
      // Of a namespace the bundler takes what is used, where of the one name it would take the whole.
      const bindings = node.importClause?.namedBindings
      const ofSchemas = /\/schemas\//.test((node.moduleSpecifier as ts.StringLiteral).text)
      if (bindings && ts.isNamespaceImport(bindings) && ofSchemas) {
        refuse(node, 'schemas are imported by name')
      }
      if (bindings?.getText() === '{ z }') put(bindings.getStart(), '* as z', bindings.end)
      const isLibrary = importsOf(node).some(({ from }) => libraries.includes(from))
      if (isLibrary) put(node.getStart(), '\n'.repeat(linesIn(node)), node.end)
      return
    }
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return
    if (ts.isExportDeclaration(node)) {
      const isMeant = ts.forEachChild(node, (child) => mentions(child, isLate) || undefined)
      if (isMeant) refuse(node, 'a schema is exported where it is defined')
      return
    }
    if (ts.isVariableDeclaration(node) && node.initializer && isOutermost(node)) {
      if (ts.isIdentifier(node.name) && own.has(node.name.text)) {
        around(node.initializer, 'late(() => (', '))')
        return
      }
    } else if (isBinding(node) && all.has(node.name.getText())) {
      refuse(node, `${node.name.getText()} is the name of a schema, too`)
    }
    if (hasRoutes && isRouteSchema(node)) {
      for (const part of node.initializer.properties) visitPart(part)
      return
    }
    if (ts.isShorthandPropertyAssignment(node)) {
      const late = all.get(node.name.text)
      if (late !== undefined) put(node.end, `: ${late}`)
      return
    }
    if (isLate(node)) {
      const late = all.get(node.getText()) ?? ''
      // Only there: a line that begins with a bracket would go on with the one before it.
      put(node.getStart(), isMadeByNew(node) ? `(${late})` : late, node.end)
    }
    ts.forEachChild(node, visit)
  }

  const visitPart = (part: ts.ObjectLiteralElementLike): void => {
    if (ts.isShorthandPropertyAssignment(part) && all.has(part.name.text)) {
      const name = part.name.text
      put(part.getStart(), `get ${name}() { return ${name}() }`, part.end)
    } else if (ts.isPropertyAssignment(part) && mentions(part.initializer, isSchema)) {
      const name = part.name.getText()
      around(part.initializer, `get ${name}() { return (`, ') }', part.getStart())
    } else {
      if (mentions(part, isLate)) refuse(part, 'a part of a schema has a name and a value')
      visit(part)
    }
  }
  const isSchema = (node: ts.Node) => isNameOf(node, all, 'z')

  for (const statement of file.statements) visit(statement)
  return edits
}

const linesIn = (node: ts.Node): number => node.getText().split('\n').length - 1

const isOutermost = (node: ts.VariableDeclaration): boolean =>
  ts.isSourceFile(node.parent.parent.parent)

type Binding = ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement

const isBinding = (node: ts.Node): node is Binding =>
  ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)

type RouteSchema = ts.PropertyAssignment & { initializer: ts.ObjectLiteralExpression }

/** `schema: { … }` of what `route` is called with. */
const isRouteSchema = (node: ts.Node): node is RouteSchema =>
  ts.isPropertyAssignment(node) &&
  node.name.getText() === 'schema' &&
  ts.isObjectLiteralExpression(node.initializer) &&
  ts.isCallExpression(node.parent.parent)
