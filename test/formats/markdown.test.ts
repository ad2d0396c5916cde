import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { escapeText, renderTable } from '../../src/formats/markdown.ts'

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
  const files = ['src', 'bench', 'scripts', 'test/sdk'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  const programs = files.filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
  t.strictSame(
    programs.filter((file) => rows.test(readFileSync(file, 'utf8'))),
    [],
  )
})
