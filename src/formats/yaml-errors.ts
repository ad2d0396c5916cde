import type { ErrorCode } from 'yaml'

/** What is wrong with a text that is not YAML, in words for the person who wrote it instead of the parser's. */

const sentences: Record<Exclude<ErrorCode, 'MISSING_CHAR'>, string> = {
  ALIAS_PROPS: 'an alias (*name) cannot have an anchor or a tag of its own',
  BAD_ALIAS: 'an alias (*name) needs an anchor (&name) before it',
  BAD_COLLECTION_TYPE: 'a tag (!name) does not fit its value',
  BAD_DIRECTIVE: 'a line that begins with % is not a directive of YAML',
  BAD_DQ_ESCAPE: 'a backslash in double quotes is not followed by a known letter; write \\\\',
  BAD_INDENT: 'the indentation does not fit the lines before',
  BAD_PROP_ORDER: 'an anchor (&name) or a tag (!name) is in the wrong place',
  BAD_SCALAR_START: 'a text begins with a sign that has a meaning; put the text into quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'there is more than one "name: value" on a line; give each a line, or put the value into quotes',
  BLOCK_IN_FLOW: 'inside { } and [ ] lists and maps need brackets of their own',
  DUPLICATE_KEY: 'a name appears twice in a map',
  IMPOSSIBLE: 'the text is neither YAML nor JSON',
  KEY_OVER_1024_CHARS: 'a name is longer than 1024 characters',
  MULTILINE_IMPLICIT_KEY: 'a name must be on one line, followed by a colon',
  MULTIPLE_ANCHORS: 'a value has more than one anchor (&name)',
  MULTIPLE_DOCS: 'there is more than one document (---); give one',
  MULTIPLE_TAGS: 'a value has more than one tag (!name)',
  NON_STRING_KEY: 'a name is not a text',
  RESOURCE_EXHAUSTION: 'its aliases repeat too much; write out what is meant',
  TAB_AS_INDENT: 'a tab is used as indentation; use spaces',
  TAG_RESOLVE_FAILED: 'a tag (!name) is not known',
  UNEXPECTED_TOKEN: 'a sign or a text is in a place where none is possible',
}

export const unclosed_quote = 'a quote is not closed'

/** The signs that can be missing, by a part of what the parser says. */
const missing: [RegExp, string][] = [
  [/quote/, unclosed_quote],
  [/followed by map values/, 'a name is not followed by a colon'],
  [/^Missing ,/, 'a comma is missing'],
]

/** The sentence for an error of the parser. */
export function yamlSentence({ code, message }: { code: ErrorCode; message: string }): string {
  const [, bracket] = /end with a ([\]}])/.exec(message) ?? []
  if (bracket !== undefined) {
    return `a closing ${bracket} is missing, or a line inside the brackets is not indented`
  }
  if (code !== 'MISSING_CHAR') return sentences[code]
  return missing.find(([part]) => part.test(message))?.[1] ?? 'a space or another sign is missing'
}

/** The sentence for an error of resolving aliases. */
export function aliasSentence(message: string): string {
  if (/^Merge source/.test(message)) return '<< needs an alias of a map (*name), or a list of them'
  return /alias count/.test(message) ? sentences.RESOURCE_EXHAUSTION : sentences.BAD_ALIAS
}
