import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'

/** Every page of the project, with `/` on every system. */
export const pages: string[] = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...['docs', 'skills', 'examples', 'src', 'test', 'bench'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
      .filter((name) => name.endsWith('.md') && !/node_modules|test\/reference/.test(name)),
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
