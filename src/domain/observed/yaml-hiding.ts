/** Tested by: test/cli/bundle-secrets.test.ts */
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  parseAllDocuments,
  type Scalar,
} from 'yaml'
import { isExcessive } from '../../formats/yaml-text.ts'
import { type Hiding, hideInJson, isJsonLike, type Place } from '../hiding/json-hiding.ts'
import { harmless_names, isHarmless, isSecretName, secret_names } from '../hiding/known-names.ts'

/**
 * Hides values of a YAML text where they are: all else stays as it was written, in the same lines, with its
 * tags and anchors. A value that has a place by an alias has that place, too. Comments are emptied.
 */

/** What is written in the place of a part of a text. */
type Edit = { start: number; end: number; text: string }

/** @returns the text with its values hidden. One that is refused unread says nothing but names afterward. */
export function hideInYaml(text: string, hiding: Hiding): string {
  if (isExcessive(text)) return applyEdits(text, blankEdits(text))
  const documents = parseAllDocuments(text, { merge: true, logLevel: 'silent' })
  const list: readonly Document[] = Array.isArray(documents) ? documents : []
  // What is not understood has no names to go by.
  if (list.some(({ errors }) => errors.length > 0)) return applyEdits(text, blankEdits(text))
  const edits = new Map<number, Edit>()
  for (const document of list) {
    const walk = walkerOf(document, text, hiding, edits)
    walk(document.contents as Node | null, { name: '', parent: '' })
  }
  return applyEdits(text, [...edits.values(), ...lexemesOf(text).flatMap(emptyComment)])
}

function walkerOf(document: Document, text: string, hiding: Hiding, edits: Map<number, Edit>) {
  /** Nodes by the names under which they have been visited: an alias leads to one again. */
  const visited = new Map<unknown, Set<string>>()
  const isNew = (node: unknown, { name, parent }: Place): boolean => {
    const names = visited.get(node) ?? new Set()
    visited.set(node, names)
    return names.size < names.add(`${parent}.${name}`).size
  }
  const walk = (node: unknown, place: Place): void => {
    if (!isNew(node, place)) return
    if (isAlias(node)) {
      const meant = node.resolve(document)
      // The values of a map have names of their own, where it is.
      if (meant && !isMap(meant)) walk(meant, place)
    } else if (isSeq(node)) for (const item of node.items) walk(item, place)
    else if (isMap(node)) {
      for (const pair of node.items) {
        const { key, value } = pair
        const name = isScalar(key) ? String(key.value) : ''
        walk(value, { name, parent: place.name })
        if (!isScalar(key)) walk(key, { name: '', parent: '' })
      }
    } else if (isPair(node)) walk(node.value, place)
    else if (isScalar(node)) {
      const edit = editOf(node, place, text, hiding)
      if (edit) edits.set(edit.start, edit)
    }
  }
  return walk
}

function editOf(
  { value, range }: Scalar,
  place: Place,
  source: string,
  hiding: Hiding,
): Edit | undefined {
  if (!range || value === null || typeof value === 'boolean' || value === '') return undefined
  const [start, end] = range
  const written = source.slice(start, end)
  const text = typeof value === 'string' ? value : written
  const shown = isHarmless(place.name, place.parent)
    ? isJsonLike(text)
      ? hideInJson(text, hiding, place)
      : hiding.show(text)
    : hiding.hide(text, isSecretName(place.name), place.name)
  if (shown === text) return undefined
  const isQuoted = typeof value === 'string' || !/^\d+$/.test(shown)
  // What follows stays in its line.
  const line_ends = written.split('\n').length - 1
  return { start, end, text: (isQuoted ? JSON.stringify(shown) : shown) + '\n'.repeat(line_ends) }
}

type Lexeme = { start: number; text: string; isContent: boolean }

/** Signs of the lexer that are not in the text: of a document, of the end of a flow, of a scalar. */
const [document_sign, flow_end_sign, scalar_sign] = ['\x02', '\x18', '\x1f']

function lexemesOf(text: string): Lexeme[] {
  const lexemes: Lexeme[] = []
  let start = 0
  let isContentNext = false
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === scalar_sign) isContentNext = true
    else if (lexeme !== document_sign && lexeme !== flow_end_sign) {
      lexemes.push({ start, text: lexeme, isContent: isContentNext || /^["']/.test(lexeme) })
      start += lexeme.length
      isContentNext = false
    }
  }
  return lexemes
}

const emptyComment = ({ start, text, isContent }: Lexeme): Edit[] =>
  !isContent && text.startsWith('#') ? [{ start, end: start + text.length, text: '#' }] : []

/** In the place of every scalar that is not a name of the contract, as many x. */
const blankEdits = (text: string): Edit[] =>
  lexemesOf(text).flatMap((lexeme) => {
    const { start, text: written, isContent } = lexeme
    if (!isContent) return emptyComment(lexeme)
    const name = written.replace(/^["']|["']$/g, '')
    if (harmless_names.has(name) || secret_names.has(name)) return []
    return [{ start, end: start + written.length, text: written.replace(/[^\s"']/g, 'x') }]
  })

function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = []
  let copied = 0
  for (const { start, end, text: written } of edits.toSorted((a, b) => a.start - b.start)) {
    if (start < copied) continue
    parts.push(text.slice(copied, start), written)
    copied = end
  }
  return parts.join('') + text.slice(copied)
}
