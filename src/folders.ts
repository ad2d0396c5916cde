import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The YAML and JSON files of a folder in the order of their names; a file is itself. */
export const filesIn = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => /\.(ya?ml|json)$/.test(name))
        .sort()
        .map((name) => join(path, name))
    : [path]
