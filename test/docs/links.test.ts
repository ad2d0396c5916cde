import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { filesBelow } from '../repository.ts'
import { pages } from './pages.ts'

/** The form of the pages that a person reads: links that lead somewhere, tables that say what their columns are. */

/** A page without its code. */
const proseOf = (path: string): string =>
  readFileSync(path, 'utf8')
    .replaceAll(/^```.*?^```$/gms, '')
    .replaceAll(/`[^`\n]*`/g, (code) => 'x'.repeat(code.length))

/** The anchors of headings, as GitHub makes them. */
const anchorsOf = (path: string): Set<string> => {
  const text = readFileSync(path, 'utf8').replaceAll(/^```.*?^```$/gms, '')
  return new Set(
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    ),
  )
}

t.test('every relative link leads to a file, and to a heading that it has', async (t) => {
  let count = 0
  for (const path of pages) {
    for (const [, target = ''] of proseOf(path).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^\w+:/.test(target)) continue
      count++
      const [file = '', anchor] = target.split('#')
      const linked = file === '' ? path : join(dirname(path), decodeURIComponent(file))
      if (!existsSync(linked)) t.fail(`${path}: there is no ${linked}`)
      else if (anchor !== undefined && !anchorsOf(linked).has(anchor)) {
        t.fail(`${path}: ${linked} has no heading #${anchor}`)
      }
    }
  }
  t.ok(count > 150, `${count} links`)
})

t.test('every decision that code names exists', async (t) => {
  let count = 0
  for (const path of filesBelow('src', 'test', 'scripts', 'bench')) {
    if (!/\.[jt]sx?$/.test(path)) continue
    for (const [name] of readFileSync(path, 'utf8').matchAll(/docs\/decisions\/\d[\w.-]*\.md/g)) {
      count++
      t.ok(existsSync(name), `${path}: ${name}`)
    }
  }
  t.ok(count > 20, `${count} names`)
})

t.test('every column of a table has a heading', async (t) => {
  // A first column of names may go without one where the other headings say what the table compares.
  for (const path of pages.filter((path) => !/^docs\/reference|^bench\/results/.test(path))) {
    const lines = readFileSync(path, 'utf8').split('\n')
    for (const [index, line] of lines.entries()) {
      if (!/^\|[ :|-]+\|$/.test(line) || !lines[index - 1]?.startsWith('|')) continue
      const cells = (lines[index - 1] ?? '').split('|').slice(1, -1)
      const isEmpty = cells.slice(cells.length > 2 ? 1 : 0).some((cell) => cell.trim() === '')
      if (isEmpty) t.fail(`${path}:${index}: a column without a heading`)
    }
  }
})

t.test('the README is read in five minutes', async (t) => {
  const lines = readFileSync('README.md', 'utf8').trimEnd().split('\n')
  t.ok(lines.length <= 180, `${lines.length} lines`)
  for (const command of ['npm ci && npm start', 'npm ci && npm test']) {
    t.ok(
      lines.some((line) => line.startsWith(command)),
      command,
    )
  }
})
