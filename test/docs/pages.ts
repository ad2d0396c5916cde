import { readdirSync, readFileSync } from 'node:fs'
import { filesBelow } from '../repository.ts'

/** Every page of the project, with `/` on every system. */
export const pages: string[] = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...filesBelow('docs', 'skills', 'examples', 'src', 'test', 'bench').filter(
    (path) => path.endsWith('.md') && !path.startsWith('test/reference'),
  ),
]

/** A block of code of a page, without its fences. */
export type Block = { path: string; language: string; code: string }

/** Every block of code in the pages that users read. */
export const blocks: Block[] = pages
  .filter((path) => !/^docs\/(decisions|reference)\//.test(path))
  .flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/^```(\w+)(?: \S+)?\n(.*?)^```$/gms)].map(
      ([, language = '', code = '']) => ({ path, language, code }),
    ),
  )
