import { readdirSync } from 'node:fs'
import { posix } from 'node:path'

/** All files below folders of the repository, with `/` on every system, without what suites install there, maybe at this moment. */
export const filesBelow = (...folders: string[]): string[] =>
  folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = posix.join(folder, entry.name)
      if (!entry.isDirectory()) return [path]
      return /^node_modules$|^\./.test(entry.name) ? [] : filesBelow(path)
    }),
  )
