import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The recipes of docs/recipes as folders in which they run. */

export const recipes = ['node-test', 'tap', 'vitest', 'jest'] as const
export type Recipe = (typeof recipes)[number]

/** The files of a page: blocks of code whose first line names one. */
export function filesOf(page: string): Record<string, string> {
  const blocks = page.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)
  return Object.fromEntries([...blocks].map(([, name = '', text = '']) => [name, text]))
}

/**
 * Writes the files of a recipe below a folder, beside an installed emulator: the one that the tests
 * are compiled with.
 *
 * @returns the recipe's folder.
 */
export function writeRecipe(recipe: Recipe, below: string): string {
  const folder = join(below, recipe)
  rmSync(folder, { recursive: true, force: true })
  const library = join(folder, 'node_modules/huaweicloud-sms-emulator')
  mkdirSync(library, { recursive: true })
  const page = (name: string) => readFileSync(`docs/recipes/${name}.md`, 'utf8')
  for (const [name, text] of Object.entries({
    ...filesOf(page('README')),
    ...filesOf(page(recipe)),
  })) {
    writeFileSync(join(folder, name), text)
  }
  const built = pathToFileURL(join(process.cwd(), '.build/src/index.js')).href
  const manifest = { name: 'huaweicloud-sms-emulator', type: 'module', exports: './index.js' }
  writeFileSync(join(library, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(library, 'index.js'), `export * from '${built}'\n`)
  return folder
}
