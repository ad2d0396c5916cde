import { readdirSync } from 'node:fs'
import t from 'tap'
import { filesOf, recipes } from './recipes/pages.ts'

/** The pages of docs/recipes; `npm test -- recipes` runs what is on them. */

t.test('every page of a recipe is known to the tests', async (t) => {
  const pages = readdirSync('docs/recipes').filter((name) => name !== 'README.md')
  t.strictSame(pages.map((name) => name.replace('.md', '')).sort(), [...recipes].sort())
})

t.test('a block of code that names a file is that file', async (t) => {
  t.strictSame(filesOf('text\n```js a.js\none\n```\n```sh\nnpm test\n```\n'), { 'a.js': 'one\n' })
})
