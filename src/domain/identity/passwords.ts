/** Tested by: test/http/iam/password-work.test.ts, test/http/iam/tokens.test.ts */
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

/** What a password is compared with where there is none: it has the form and the cost of one, and fits nothing. */
const no_password = ['scrypt', usual_cost, '', '0'.repeat(2 * length)].join('$')

/**
 * Whether a password is the one that was hashed.
 *
 * @param stored undefined or empty for nobody's. It takes the same work, so that the time of a refusal does not
 *   tell who exists.
 */
export function isPassword(password: string, stored: string | undefined): boolean {
  const [, n = '', salt = '', hash = ''] = (stored || no_password).split('$')
  const given = scryptSync(password, salt, length, { N: Number(n) })
  return timingSafeEqual(given, Buffer.from(hash, 'hex')) && Boolean(stored)
}
