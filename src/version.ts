import { readFileSync } from 'node:fs'
import { packageRoot } from './package-root.ts'

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
