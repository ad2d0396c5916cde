'use strict'

/**
 * The bundle that the command of a clone runs (bin/sms-emulator.cjs). Its folder is named after what it was made of, so
 * that it is found only as long as all of that is the same. `npm test` makes it for its tests (test/run.ts). Run as a program,
 * this makes it at the lowest priority: meanwhile somebody starts an emulator.
 */

const { createHash } = require('node:crypto')
const {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} = require('node:fs')
const { constants, setPriority } = require('node:os')
const { dirname, join } = require('node:path')

/** Files and folders; npm writes into node_modules which libraries are there. */
const made_of = [
  'node_modules/.package-lock.json',
  'package-lock.json',
  'package.json',
  'scripts',
  'src',
  'tsconfig.json',
]

/** Where bundles are, in the clone. */
const place = '.build/clone'
/** How many bundles stay: emulators may still run from an earlier one, and a checkout may go back to it. */
const kept = 10
/** At the lowest priority it takes minutes on a busy machine. */
const abandoned_ms = 600_000

const byName = (a, b) => (a.name < b.name ? -1 : 1)

/** A file, or all files below a folder, in a certain order. */
function* filesOf(path) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isFile()) yield path
  if (!found?.isDirectory()) return
  for (const entry of readdirSync(path, { withFileTypes: true }).sort(byName)) {
    const inside = join(path, entry.name)
    if (entry.isFile()) yield inside
    else yield* filesOf(inside)
  }
}

/** @returns the folder of the bundle of all that is in the clone now, whether it was made or not. */
function bundleFolder(root) {
  const hash = createHash('sha1')
  for (const name of made_of) {
    for (const path of filesOf(join(root, name))) {
      const text = readFileSync(path)
      hash.update(`${path.slice(root.length)}\0${text.length}\0`).update(text)
    }
  }
  return join(root, place, hash.digest('hex'))
}

/** @returns whether no other process makes this folder; then it is there, and empty. */
function beginToMake(folder) {
  const began = statSync(folder, { throwIfNoEntry: false })?.mtimeMs
  if (began < Date.now() - abandoned_ms) rmSync(folder, { recursive: true, force: true })
  mkdirSync(dirname(folder), { recursive: true })
  try {
    mkdirSync(folder)
    return true
  } catch {
    return false
  }
}

/** Makes the bundle, unless it is there or another process is making it. */
async function makeBundle(root) {
  const folder = bundleFolder(root)
  const making = `${folder}.making`
  if (!beginToMake(making)) return
  try {
    if (existsSync(folder)) return
    const { bundleProgram, keepCompiled } = await import('./bundle.ts')
    await bundleProgram(making, false)
    keepCompiled(making)
    // What has changed meanwhile may be in it or not.
    if (bundleFolder(root) === folder) renameSync(making, folder)
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
  removeOld(join(root, place))
}

/** Another process may remove the same meanwhile. */
function removeOld(parent) {
  const made = (name) => statSync(join(parent, name), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const names = readdirSync(parent).sort((a, b) => made(b) - made(a))
  for (const name of names.slice(kept)) rmSync(join(parent, name), { recursive: true, force: true })
}

module.exports = { bundleFolder, makeBundle }

if (require.main === module) {
  setPriority(constants.priority.PRIORITY_LOW)
  process.chdir(join(__dirname, '..'))
  makeBundle(process.cwd())
}
