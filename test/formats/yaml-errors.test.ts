import t from 'tap'
import { Unreadable } from '../../src/formats/unreadable.ts'
import { readYaml } from '../../src/formats/yaml-text.ts'
import { library_words } from '../plain-words.ts'

/** What is wrong with a text that is not YAML, in plain words, with its line. */

const texts: [text: string, line: number, message: string][] = [
  ['a: "x\n', 2, 'a quote is not closed'],
  ['a: [\n', 2, 'a closing ] is missing, or a line inside the brackets is not indented'],
  ['{a: 1\n', 2, 'a closing } is missing, or a line inside the brackets is not indented'],
  ['a: "b" c\n', 1, 'a sign or a text is in a place where none is possible'],
  ['a: 1\nb\n', 2, 'a name is not followed by a colon'],
  [
    'a: b: 1\n',
    1,
    'there is more than one "name: value" on a line; give each a line, or put the value into quotes',
  ],
  ['a: 1\na: 2\n', 2, 'a name appears twice in a map'],
  ['a:\n\t- b\n', 2, 'a tab is used as indentation; use spaces'],
  ['a: @b\n', 1, 'a text begins with a sign that has a meaning; put the text into quotes'],
  ['a: "\\q"\n', 1, 'a backslash in double quotes is not followed by a known letter; write \\\\'],
  ['a: 1\n---\nb: 2\n', 2, 'there is more than one document (---); give one'],
]

/** What is wrong with a text; nothing when it can be read. */
function wrongIn(text: string): unknown[] {
  try {
    readYaml(text)
    return []
  } catch (error) {
    if (error instanceof Unreadable) return error.details
    throw error
  }
}

for (const [text, line, message] of texts) {
  t.test(`${JSON.stringify(text)} is refused at line ${line}`, async (t) => {
    t.match(wrongIn(text), [{ line, message }])
    for (const words of library_words) t.notMatch(message, words)
  })
}

t.test('an alias of something that is not there is refused', async (t) => {
  t.match(wrongIn('a: *b\n'), [{ message: 'an alias (*name) needs an anchor (&name) before it' }])
})

t.test('a merge of something else than a map is refused', async (t) => {
  t.match(wrongIn('<<: 1\n'), [
    { message: '<< needs an alias of a map (*name), or a list of them' },
  ])
})
