import {
  Composer,
  type CST,
  type Document,
  type ErrorCode,
  isCollection,
  isScalar,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  visit,
  YAMLParseError,
} from 'yaml'
import type { ErrorDetail } from '../errors/refusals.ts'
import { pathText } from '../schemas/issues.ts'
import { depth_max } from '../text/json-depth.ts'
import { names_max } from './json-places.ts'
import { type Read, Unreadable } from './unreadable.ts'
import { originOf } from './yaml-aliases.ts'
import { aliasSentence, unclosed_quote, yamlSentence } from './yaml-errors.ts'
import { misplacedLine } from './yaml-indent.ts'

/** YAML, which the library composes from many small things: what may be asked of it is bounded before. */

/** Merge keys count, and what is wrong is thrown, not printed. */
const options = { merge: true, logLevel: 'error' } as const

/** The longest text, in UTF-16 units: it takes about a second. */
export const yaml_max = 1_048_576
/** The most signs, words and blanks that a text is made of: a file of a megabyte has some 280,000. */
const lexemes_max = 400_000

/** Whether a text is too long, too deep, or made of too many parts to be composed. */
export function isExcessive(text: string): boolean {
  if (text.length > yaml_max) return true
  try {
    tokensOf(text, new LineCounter())
    return false
  } catch {
    return true
  }
}

/**
 * What a YAML text says, which may be JSON.
 *
 * @throws Unreadable
 */
export function readYaml(text: string): Read {
  if (text.length > yaml_max) {
    const message = `longer than ${yaml_max} characters: write it as JSON, of which more is read`
    throw new Unreadable([{ path: pathText([]), message }])
  }
  const lines = new LineCounter()
  const document = composeDocument(tokensOf(text, lines), text.length)
  const [syntax] = document.errors
  if (syntax)
    throw new Unreadable([{ path: pathText([]), ...syntaxProblem(syntax, document, lines, text) }])
  refuseCycles(document, lines)
  const content = contentOf(document)
  return {
    content,
    lines: (paths) => paths.map((path) => lineOf(document, lines, path)),
    ...(/&\w/.test(text) && {
      origins: (paths: readonly (readonly PropertyKey[])[]) =>
        paths.map((path) => originOf(document, lines, path)),
    }),
  }
}

/** What the parser says of a line that is indented wrongly, among other things. */
const indentation_codes: ReadonlySet<ErrorCode> = new Set([
  'BAD_INDENT',
  'BLOCK_AS_IMPLICIT_KEY',
  'MISSING_CHAR',
  'UNEXPECTED_TOKEN',
])

/** What is wrong with a text that is not YAML, and in which line: where a person would look for it. */
function syntaxProblem(
  error: YAMLParseError,
  document: Document,
  lines: LineCounter,
  text: string,
): { line: number; message: string } {
  const line = lines.linePos(error.pos[0]).line
  const message = yamlSentence(error)
  const begin = lines.linePos(openedAt(document, error.pos[0])).line
  if (message === unclosed_quote) return { line: begin, message }
  if (message.startsWith('a closing')) {
    return { line, message: message.replace('is missing', `is missing for line ${begin}`) }
  }
  const isOfIndentation = indentation_codes.has(error.code)
  return (isOfIndentation ? misplacedLine(text, line) : undefined) ?? { line, message }
}

/** Where the innermost text in quotes, list or map in brackets begins that a place is in or at the end of. */
function openedAt(document: Document, place: number): number {
  let begin = place
  visit(document, {
    Node: (_, node) => {
      const isOpened =
        (isCollection(node) && node.flow) || (isScalar(node) && node.type?.startsWith('QUOTE'))
      const [start = place, , end = 0] = node.range ?? []
      if (isOpened && start < place && place <= end) begin = start
    },
  })
  return begin
}

/**
 * What the text is made of. One that is nested too deep, has a map of too many names or is made of too many parts is
 * refused before it is composed: the stack would run out there and, in the midst of a regular expression, end the process.
 *
 * @throws Unreadable
 */
function tokensOf(text: string, lines: LineCounter): CST.Token[] {
  lines.addNewLine(0)
  const parser = new Parser(lines.addNewLine)
  const tokens: CST.Token[] = []
  let lexemes = 0
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme))
    const excess = excessOf(parser, ++lexemes)
    if (excess) {
      const { line } = lines.linePos(parser.offset)
      throw new Unreadable([{ path: pathText([]), message: excess, line }])
    }
  }
  return [...tokens, ...parser.end()]
}

/** The document of the tokens, as the library's `parseDocument` makes it: an error is that there is another one. */
function composeDocument(tokens: readonly CST.Token[], length: number): Document {
  const [document, another] = new Composer(options).compose(tokens, true, length)
  if (!document) throw new Error('a composer that is forced gives a document')
  if (another) {
    const [start, end] = another.range
    document.errors.push(
      new YAMLParseError([start, end], 'MULTIPLE_DOCS', 'more than one document'),
    )
  }
  return document
}

function excessOf({ stack }: Parser, lexemes: number): string | undefined {
  if (stack.length > depth_max) return `nested more than ${depth_max} deep`
  if (namesIn(stack.at(-1)) > names_max) return `a map of more than ${names_max} names`
  if (lexemes <= lexemes_max) return undefined
  return `more than ${lexemes_max} signs, words and blanks: write it as JSON, of which more is read`
}

/** How many names a map has so far; 0 for anything else. */
function namesIn(token: CST.Token | undefined): number {
  if (token?.type === 'block-map') return token.items.length
  return token?.type === 'flow-collection' && token.start.source === '{' ? token.items.length : 0
}

/** Refuses an alias of something that it is a part of, as in `x: &x [*x]`: what it says would have no end. */
function refuseCycles(document: Document, lines: LineCounter): void {
  /** What each anchor means so far. The library's `resolve` goes through the whole document for every alias. */
  const anchored = new Map<string, Node>()
  visit(document, {
    Value: (_, node) => {
      if (node.anchor) anchored.set(node.anchor, node)
    },
    Alias: (_, alias, path) => {
      const meant = anchored.get(alias.source)
      if (meant === undefined || !path.includes(meant)) return
      const message = `*${alias.source} is a part of what it repeats: write out what is meant`
      const line = lines.linePos(alias.range?.[0] ?? 0).line
      throw new Unreadable([{ path: pathText([]), message, line }])
    },
  })
}

/** Aliases are bounded by the library: a text that unfolds without end is refused. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new Unreadable([{ path: pathText([]), message: aliasSentence(message) }])
  }
}

/** The line of the nearest thing on the path that is in the text. */
function lineOf(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
): ErrorDetail['line'] {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as
      | { range?: [number, number, number] }
      | undefined
    const start = node?.range?.[0]
    if (start !== undefined) return lines.linePos(start).line
  }
  return undefined
}
