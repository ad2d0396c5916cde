import { createHash } from 'node:crypto'

/** Access keys as IAM makes them. They follow from an id of the account's sequence, not from chance. */

const hash = (...parts: string[]): Buffer => createHash('sha512').update(parts.join('\n')).digest()

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const mixed = `${letters}abcdefghijklmnopqrstuvwxyz`
const spell = (bytes: Buffer, length: number, alphabet: string): string =>
  [...bytes.subarray(0, length)].map((byte) => alphabet.charAt(byte % alphabet.length)).join('')

/** An access key of 20 capitals and digits, and its secret of 40 letters and digits. */
export const accessKeyText = (id: string): { ak: string; sk: string } => ({
  ak: spell(hash('ak', id), 20, letters),
  sk: spell(hash('sk', id), 40, mixed),
})

/** The password of the user of an account that was created by the control API, which follows from the secret of its key. */
export const createdPassword = (sk: string): string =>
  `Pw-${hash('password', sk).toString('hex').slice(0, 16)}`

/** The text of a security token: base64 that begins as real ones do; clients take it as it is. */
export const securityTokenText = (id: string): string => {
  const parts = ['1', '2', '3', '4'].map((part) => hash('security token', id, part))
  return `gQ${Buffer.concat(parts).toString('base64').replaceAll('/', '-').replace(/=+$/, '')}`
}

/** A user has two access keys at the most (*inferred*, iam.md §5.1). */
export const access_keys_max = 2

/** How long temporary keys may live, and do when nobody says (iam.md §5.1). */
export const temporary_life = { min_s: 900, max_s: 86_400 } as const
