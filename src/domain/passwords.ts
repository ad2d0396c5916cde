import { scryptSync, timingSafeEqual } from 'node:crypto'

/**
 * Passwords are kept as scrypt hashes. The cost is low on purpose: these are the passwords of a
 * local test server, and a test suite asks for hundreds of tokens.
 */
const usual_cost = 1024
const length = 32

/** `scrypt$<cost>$<salt>$<hash>`; the salt is an id of ours, so that a seed repeats itself. */
export function hashPassword(password: string, salt: string, cost = usual_cost): string {
  const hash = scryptSync(password, salt, length, { N: cost }).toString('hex')
  return ['scrypt', cost, salt, hash].join('$')
}

/** Whether a password is the one that was hashed. Takes the same time either way. */
export function isPassword(password: string, stored: string): boolean {
  const [, n = '', salt = '', hash = ''] = stored.split('$')
  const expected = Buffer.from(hash, 'hex')
  if (expected.length !== length) return false
  return timingSafeEqual(scryptSync(password, salt, length, { N: Number(n) }), expected)
}
