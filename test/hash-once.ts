import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Loaded before every test file: a password with the same salt is hashed once in a process. Every emulator
 * that a test starts has the same users with the same passwords and salts; to hash those of one takes as long as a
 * tenth of its start.
 */

const { scryptSync } = crypto
const hashes = new Map<string, Buffer>()

crypto.scryptSync = (password, salt, length, options) => {
  const key = JSON.stringify([password, salt, length, options])
  const hash = hashes.get(key) ?? scryptSync(password, salt, length, options)
  hashes.set(key, hash)
  return Buffer.from(hash)
}
syncBuiltinESMExports()
