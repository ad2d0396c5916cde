import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The recipes of docs/recipes as folders in which they run. */

export const recipes = ['node-test', 'tap', 'vitest', 'jest'] as const
export type Recipe = (typeof recipes)[number]

/** The files of a page: blocks of code whose first line names one. */
export function filesOf(page: string): Record<string, string> {
  const blocks = page.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)
  return Object.fromEntries([...blocks].map(([, name = '', text = '']) => [name, text]))
}

export const pageOf = (recipe: Recipe | 'README'): string => `docs/recipes/${recipe}.md`

/** The file of each page with tests that fail. */
export const failing_file = 'failing.test.js'

/** A recipe's folder, and a function that writes the tests that fail beside those that pass. */
export type WrittenRecipe = { folder: string; writeFailing(): void }

/** Writes the files of a recipe into a folder below another, in which the package is installed. */
export function writeRecipe(recipe: Recipe, below: string): WrittenRecipe {
  const folder = join(below, recipe)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const [common, own] = (['README', recipe] as const).map((name) =>
    filesOf(readFileSync(pageOf(name), 'utf8')),
  )
  const { [failing_file]: failing = '', ...files } = { ...common, ...own }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return { folder, writeFailing: () => writeFileSync(join(folder, failing_file), failing) }
}
