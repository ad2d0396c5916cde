import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { file_max_bytes, textOfBytes } from '../text/utf8.ts'

/** Files as people and their tools leave them. */

/** Which files of a folder are meant: its own, or those of folders below it, too. */
export type Depth = 'folder' | 'below'

/**
 * The YAML and JSON files of a folder in the order of their names; a file is itself. Hidden files are
 * not meant: macOS leaves `._a.yaml`, Kubernetes `..data`, editors `.a.yaml.swp`.
 *
 * @param depth `below`: folders in the folder count, too, but for hidden ones and `node_modules`.
 */
export const filesIn = (path: string, depth: Depth = 'folder'): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path, { recursive: depth === 'below', encoding: 'utf8' })
        .filter((name) => /\.(ya?ml|json)$/.test(name) && !name.split(sep).some(isHidden))
        .sort()
        .map((name) => join(path, name))
        .filter((file) => !statSync(file).isDirectory())
    : [path]

/**
 * Makes a folder, and those above it that are missing. Node's own `recursive` never ends below /proc, where a folder can
 * be made as little as the one above it is missing.
 *
 * @throws Error of the system where it cannot be made.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
}

/** What a tool has put there, and no person. */
const isHidden = (name: string): boolean => name.startsWith('.') || name === 'node_modules'

/** The text of a file. @throws Error for one that cannot be read; the message completes "cannot be read:". */
export function textOfWrittenFile(path: string): string {
  const { size } = statSync(path)
  if (size > file_max_bytes) {
    throw new Error(`it has ${size} bytes, and at most ${file_max_bytes} are read`)
  }
  return textOfBytes(readFileSync(path))
}

/**
 * Writes a file whole: one that cannot be written to its end is as it was before. A device or a pipe is written to.
 *
 * @throws Error of the system where it cannot be written.
 */
export function writeWhole(file: string, text: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
    writeFileSync(file, text)
    return
  }
  const draft = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(draft, text)
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
