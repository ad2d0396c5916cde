'use strict'

const { readdirSync, statSync } = require('node:fs')
const { join } = require('node:path')

const root = join(__dirname, '..')

/**
 * Whether a built command is what would be built now: it has the time at which its build began (scripts/bundle.ts).
 *
 * @param {string} command the path of its cli.cjs; there need not be one
 * @returns {boolean}
 */
exports.isUpToDate = (command) => {
  const began = statSync(command, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const isOlder = (file) => statSync(join(root, file)).mtimeMs < began
  // A folder has the time of the last file that came or went.
  return (
    ['package-lock.json', 'scripts', 'src'].every(isOlder) &&
    ['scripts', 'src'].every((folder) =>
      readdirSync(join(root, folder), { recursive: true }).every((file) =>
        isOlder(join(folder, file)),
      ),
    )
  )
}
