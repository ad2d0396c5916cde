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

const manifest = JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8'))

/** The version of this package. */
export const version: string = manifest.version

/** This Node.js cannot run the emulator; the message says which can. */
export class NodeTooOld extends Error {
  override readonly name = 'NodeTooOld'
}

/** The binaries of better-sqlite3 call this version of Node-API, and end a process that has an older one. */
const napi_min = 10

/**
 * Must come before a database is opened: after that it is too late for a sentence (docs/decisions/037-node.md).
 *
 * @throws NodeTooOld
 */
export function requireNode({ napi, node }: { napi?: string; node: string }): void {
  if (Number(napi ?? 0) >= napi_min) return
  const minimum = manifest.engines.node.replace(/[^\d.]/g, '')
  throw new NodeTooOld(
    `${manifest.name} needs Node.js ${minimum} or later; this is ${node}. Install a newer Node.js, or run the image.`,
  )
}
