import { operations } from '../../schemas/operations.ts'
import { harmless_headers, harmless_names, secret_names } from '../hiding/known-names.ts'
import { well_known } from '../identity/well-known.ts'

/**
 * Words that mean something to the emulator. A client may have sent one as a password, too: where it is part
 * of an address, a name or a state it is no secret, and to replace it there would make another call of it.
 */

/** States, words of prose; dates, numbers. */
const plain = /^[A-Za-z_. -]+$|^[\d:.TZ+-]+$/

const known = [
  ...harmless_names,
  ...secret_names,
  ...harmless_headers,
  ...operations.keys(),
  JSON.stringify(well_known),
  'application/json application/yaml application/x-yaml application/x-www-form-urlencoded charset=utf-8',
  'v1 v3 v3.0 OS-CREDENTIAL OS-AUTH OS-FEDERATION',
]
  .join(' ')
  .toLowerCase()

/** Whether a value is made of plain words or numbers only, or is a part of a name that everybody knows. */
export const isVocabulary = (value: string): boolean =>
  plain.test(value) || known.includes(value.toLowerCase())
