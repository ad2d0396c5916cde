/** What the system says went wrong, in words: without its codes, and without the path, which the message around it has. */

/** Codes whose own words say less than they could. */
const words: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file or folder'],
  ['EISDIR', 'it is a folder'],
  ['ENOTDIR', 'a part of its path is not a folder'],
  ['EACCES', 'this user may not do that'],
  ['EPERM', 'this user may not do that'],
  ['ENOSPC', 'the disk is full'],
  ['EROFS', 'the file system is read-only'],
])

/**
 * The reason of an error, to end a sentence with.
 *
 * @param error of the file system; of any other the message as it is.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof SyntaxError) return `it is not JSON (${error.message})`
  const { code = '', message } = error as NodeJS.ErrnoException
  return words.get(code) ?? message.replace(/^E[A-Z0-9]+: (.*?), \w+( '.*')?$/s, '$1')
}

/** A sentence with its full stop, unless it asks something. */
export const endSentence = (text: string): string => (/[.?!:]$/.test(text) ? text : `${text}.`)
