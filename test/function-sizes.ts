import ts from 'typescript'

/** Functions of a source text: how long they are, and how much they take. */

export type FunctionSize = {
  /** Its name, or that of what it is assigned to; `?` for a callback. */
  name: string
  /** From its first line to that of its closing brace, with closures, and without its docstring. */
  lines: number
  parameters: number
}

/** All functions of a text that have a body: declarations, methods, arrow functions, accessors. */
export function functionSizes(text: string): FunctionSize[] {
  const { ParseNone: jsDocParsingMode } = ts.JSDocParsingMode
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode }
  const file = ts.createSourceFile('text.ts', text, options)
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
