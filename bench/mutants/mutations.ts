import ts from 'typescript'

/** The small defects that are put into compiled code. */

/** A piece of a file replaced by another. */
export type Mutation = { start: number; end: number; text: string }

const swapped: Partial<Record<ts.SyntaxKind, string>> = {
  [ts.SyntaxKind.LessThanToken]: '<=',
  [ts.SyntaxKind.LessThanEqualsToken]: '<',
  [ts.SyntaxKind.GreaterThanToken]: '>=',
  [ts.SyntaxKind.GreaterThanEqualsToken]: '>',
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: '!==',
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: '===',
  [ts.SyntaxKind.AmpersandAmpersandToken]: '||',
  [ts.SyntaxKind.BarBarToken]: '&&',
  [ts.SyntaxKind.PlusToken]: '-',
  [ts.SyntaxKind.MinusToken]: '+',
  [ts.SyntaxKind.AsteriskToken]: '/',
  [ts.SyntaxKind.SlashToken]: '*',
}

const isText = (node: ts.Node): boolean =>
  ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)

function inBinary(node: ts.BinaryExpression): { at: ts.Node; text: string }[] {
  const { left, operatorToken, right } = node
  if (operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
    return [{ at: node, text: `(${left.getText()})` }]
  }
  const isJoin = operatorToken.kind === ts.SyntaxKind.PlusToken && (isText(left) || isText(right))
  const other = swapped[operatorToken.kind]
  return other === undefined || isJoin ? [] : [{ at: operatorToken, text: other }]
}

/** Calls, awaited ones, assignments and deletions that can be left out. */
const canBeLeftOut = ({ expression }: ts.ExpressionStatement): boolean =>
  ts.isCallExpression(expression)
    ? expression.expression.kind !== ts.SyntaxKind.SuperKeyword
    : ts.isAwaitExpression(expression) ||
      ts.isDeleteExpression(expression) ||
      ts.isPostfixUnaryExpression(expression) ||
      ts.isBinaryExpression(expression)

function inNode(node: ts.Node): { at: ts.Node; text: string }[] {
  if (ts.isBinaryExpression(node)) return inBinary(node)
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return [{ at: node, text: `(${node.operand.getText()})` }]
  }
  if (ts.isConditionalExpression(node)) {
    const { condition, whenTrue, whenFalse } = node
    const parts = [condition, whenFalse, whenTrue].map((part) => `(${part.getText()})`)
    return [{ at: node, text: `${parts[0]} ? ${parts[1]} : ${parts[2]}` }]
  }
  if (ts.isIfStatement(node)) return [{ at: node.expression, text: 'false' }]
  if (ts.isNumericLiteral(node)) return [{ at: node, text: `(${node.getText()} + 1)` }]
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [{ at: node, text: 'false' }]
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [{ at: node, text: 'true' }]
  if (ts.isPropertyAccessExpression(node) && node.expression.getText() === 'Math') {
    const other = { min: 'max', max: 'min', ceil: 'floor', floor: 'ceil' }[node.name.text]
    return other === undefined ? [] : [{ at: node.name, text: other }]
  }
  const isStatement = ts.isExpressionStatement(node) && !ts.isSourceFile(node.parent)
  return isStatement && canBeLeftOut(node) ? [{ at: node, text: ';' }] : []
}

/** All mutations of a file of JavaScript. */
export function mutationsOf(name: string, code: string): Mutation[] {
  const found: Mutation[] = []
  const file = ts.createSourceFile(name, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS)
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return
    for (const { at, text } of inNode(node)) {
      found.push({ start: at.getStart(), end: at.getEnd(), text })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

export const apply = (code: string, { start, end, text }: Mutation): string =>
  code.slice(0, start) + text + code.slice(end)

/** Where in a file a mutation is and what it does, for people. */
export function describe(
  code: string,
  { start, end, text }: Mutation,
): { line: number; change: string } {
  const line = code.slice(0, start).split('\n').length
  const flat = (piece: string): string => piece.replaceAll(/\s+/g, ' ')
  const from = code.lastIndexOf('\n', start) + 1
  const to = code.indexOf('\n', end)
  const whole = flat(code.slice(from, to < 0 ? undefined : to)).trim()
  return { line, change: `${flat(code.slice(start, end))} → ${flat(text)} in: ${whole}` }
}
