import { readFileSync } from 'node:fs'
import t from 'tap'
import { escapeText, renderTable } from '../../src/formats/markdown.ts'
import { filesBelow } from '../repository.ts'

t.test('a table has a head, a line below it and a line for each row', async (t) => {
  t.equal(
    renderTable(
      ['what', 'count'],
      [
        ['`tasks`', 3],
        ['', 'none'],
      ],
      ['', 'r'],
    ),
    '| what | count |\n| - | -: |\n| `tasks` | 3 |\n| | none |',
  )
})

t.test('a cell keeps its Markdown but cannot end early', async (t) => {
  const lines = renderTable(['a|b'], [['`one|two`<br>*three*'], ['four \r\n\n five']]).split('\n')
  t.strictSame(lines, ['| a\\|b |', '| - |', '| `one\\|two`<br>*three* |', '| four five |'])
})

t.test('the text of others is shown as it is', async (t) => {
  t.equal(escapeText('odd <b>`\\ \n name'), 'odd \\<b\\>\\`\\\\ name')
  t.equal(renderTable([escapeText('a\\|b')], []), '| a\\\\\\|b |\n| - |')
})

t.test('no file writes the rows of a table by hand', async (t) => {
  const rows = /\.join\(.. \| .\)|`\| .*\$\{/
  const files = filesBelow('src', 'bench', 'scripts', 'test/sdk')
  t.strictSame(
    files.filter((file) => file.endsWith('.ts') && rows.test(readFileSync(file, 'utf8'))),
    [],
  )
})
