import { existsSync, readFileSync } from 'node:fs'

/**
 * The folder of this package, wherever the running code stands in it: src/, dist/ or the tests'
 * build. What is shipped beside the code is found from here.
 */
export const packageRoot: URL = findRoot(new URL('.', import.meta.url))

function findRoot(folder: URL): URL {
  const manifest = new URL('package.json', folder)
  const isOurs = existsSync(manifest) && readFileSync(manifest, 'utf8').includes('"sms-emulator"')
  if (isOurs) return folder
  const above = new URL('..', folder)
  if (above.href === folder.href) throw new Error('the emulator does not find its own package')
  return findRoot(above)
}
