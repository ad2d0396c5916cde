import ts from 'typescript'

/** Functions of a source text: how long they are, how much they take, and what V8 keeps long of what they make. */

export type FunctionSize = {
  /** Its name, or that of what it is assigned to; `?` for a callback. */
  name: string
  /** From its first line to that of its closing brace, with closures, and without its docstring. */
  lines: number
  parameters: number
}

/** All functions of a text that have a body: declarations, methods, arrow functions, accessors. */
export function functionSizes(text: string): FunctionSize[] {
  const file = parsed(text, 'text.ts')
  const lineOf = (position: number): number => file.getLineAndCharacterOfPosition(position).line
  const sizes: FunctionSize[] = []
  const visit = (node: ts.Node, parent: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const name = node.name ?? (ts.isVariableDeclaration(parent) ? parent.name : undefined)
      sizes.push({
        name: name?.getText(file) ?? (ts.isConstructorDeclaration(node) ? 'constructor' : '?'),
        lines: lineOf(node.end) - lineOf(node.getStart(file)) + 1,
        parameters: node.parameters.length,
      })
    }
    ts.forEachChild(node, (child) => visit(child, node))
  }
  visit(file, file)
  return sizes
}

/**
 * What V8 keeps long of what functions make each time that they are called: the names of classes (`?` for one without),
 * of accessors in objects, and of properties to which a function is assigned where it is written.
 */
export function longKept(text: string, name = 'text.ts'): string[] {
  const file = parsed(text, name)
  const names: string[] = []
  const visit = (node: ts.Node, parent: ts.Node, isInside: boolean): void => {
    if (isInside && ts.isClassLike(node)) names.push(node.name?.text ?? '?')
    if (isInside && ts.isAccessor(node) && !ts.isClassLike(parent))
      names.push(node.name.getText(file))
    if (isInside && assignsFunction(node)) names.push(node.left.getText(file))
    ts.forEachChild(node, (child) => visit(child, node, isInside || ts.isFunctionLike(node)))
  }
  visit(file, file, false)
  return names
}

/** Whether a function is assigned to a property where it is written. */
const assignsFunction = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) &&
  node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
  ts.isPropertyAccessExpression(node.left) &&
  (ts.isArrowFunction(node.right) || ts.isFunctionExpression(node.right))

function parsed(text: string, name: string): ts.SourceFile {
  const { ParseNone: jsDocParsingMode } = ts.JSDocParsingMode
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode }
  return ts.createSourceFile(name, text, options)
}
