import { readdirSync } from 'node:fs'
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
