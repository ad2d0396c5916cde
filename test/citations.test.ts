import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import t from 'tap'
import { filesBelow } from './repository.ts'

/** What comments and pages cite of the evidence is there: docs/reference, and docs/design.md. */

const evidence = [
  'docs/design.md',
  ...readdirSync('docs/reference').map((name) => `docs/reference/${name}`),
]

/** The numbers of the sections of each file, by its name: `4.7` of `### 4.7 Progress`. */
const sections = new Map(
  evidence.map((path) => {
    const headings = readFileSync(path, 'utf8').matchAll(/^#{2,4} (\d+(?:\.\d+)*)\b/gm)
    return [basename(path), new Set([...headings].map(([, number = '']) => number))]
  }),
)

/** `behaviour.md §4.7`, and the sections after it: `behaviour.md §3.4, §4.2 and §5`. */
const cited = new RegExp(
  `\\b(${[...sections.keys()].map((name) => name.replace('.', '\\.')).join('|')})((?:(?:,| and)?[ \\n*/]+§ ?\\d+(?:\\.\\d+)*)*)`,
  'gi',
)

const folders = ['src', 'test', 'docs', 'bench', 'scripts', 'examples', 'fixtures']
const texts = filesBelow(...folders).filter((path) => /\.(ts|mjs|md|ya?ml)$/.test(path))

let count = 0
for (const path of [...texts, 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']) {
  for (const [citation, file = '', list = ''] of readFileSync(path, 'utf8').matchAll(cited)) {
    if (path.endsWith('README.md') && list === '') continue
    count++
    const known = sections.get(file)
    t.ok(known, `${path}: ${citation} has the name as the file has it`)
    for (const [, number = ''] of list.matchAll(/§ ?(\d+(?:\.\d+)*)/g)) {
      t.ok(known?.has(number), `${path}: ${file} has a section ${number}`)
    }
  }
}
t.ok(count > 150, `${count} citations were found`)

t.test('nothing cites a document that is not here', async (t) => {
  const foreign = /\b(?:findings|STYLE|DESIGN)\.md\b|\breview\.md\b/
  for (const path of texts.filter((path) => !path.endsWith('citations.test.ts'))) {
    const [found] = readFileSync(path, 'utf8').match(foreign) ?? []
    t.equal(found, undefined, path)
  }
})
