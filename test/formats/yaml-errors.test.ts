import t from 'tap'
import { Unreadable } from '../../src/formats/unreadable.ts'
import { readYaml } from '../../src/formats/yaml-text.ts'
import { library_words } from '../plain-words.ts'

/** What is wrong with a text that is not YAML, in plain words, with its line. */

const texts: [text: string, line: number, message: string][] = [
  ['a: "x\n', 1, 'a quote is not closed'],
  ['a: 1\nb: "x\nc: 1\n', 2, 'a quote is not closed'],
  ['a: [\n', 2, 'a closing ] is missing for line 1, or a line inside the brackets is not indented'],
  [
    '{a: 1\n',
    2,
    'a closing } is missing for line 1, or a line inside the brackets is not indented',
  ],
  [
    'a:\n  b: [1,\n2]\n',
    3,
    'a closing ] is missing for line 2, or a line inside the brackets is not indented',
  ],
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

const deeper = (by: number, above: number, beside: number) =>
  `it is indented by ${by} spaces, deeper than line ${above}, which has a value already; indent it by ${beside} spaces to be beside it`
const unfit = (by: string, near: string) =>
  `it is indented by ${by}, as no line before it is; indent it by ${near}`

/** Files of which one line is indented wrongly: which, and what to do. */
const misplaced: typeof texts = [
  ['accounts:\n  - name: a\n      sources: []\n', 3, deeper(6, 2, 4)],
  ['a:\n  - b: 1\n    c: 2\n       d: 3\n', 4, deeper(7, 3, 4)],
  ['top:\n  a: x\n    b: y\n  c: z\n', 3, deeper(4, 2, 2)],
  ['accounts:\n  - name: a\n sources: []\n', 3, unfit('1 space', '0 or 2')],
  ['a:\n  - b:\n      - c: 1\n       d: 2\n', 4, unfit('7 spaces', '6 or 8')],
  ['a:\n  - b: 1\n   c: 2\n', 3, unfit('3 spaces', '2 or 4')],
  ['# a comment\na:\n\n  - b: {\n      c: 1 }\n   d: 2\n', 6, unfit('3 spaces', '2 or 4')],
  ['a: |\n  text: of its own\n   deeper\nb:\n    c: 1\n  d: 2\n', 6, unfit('2 spaces', '0 or 4')],
  ['a:\n  b:\n     - c: x\n    - c: y\n', 4, unfit('4 spaces', '2 or 5')],
  [
    'a:\n  b:\n    c: 1\n    - d: 2\n',
    4,
    'an item (-) is among names; a list needs a name of its own',
  ],
  [
    'a:\n  - b\n  c: 1\n',
    3,
    'a name has the indentation of the items (-) of a list; indent it by 4 spaces to be a part of the item before it',
  ],
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

for (const [text, line, message] of [...texts, ...misplaced]) {
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
