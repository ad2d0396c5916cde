import { AccountHints } from '../../schemas/iam/account-hints.ts'
import type { Call } from './call.ts'

/** Keeps the body as it was parsed, before its schema changes it; and, of a call to IAM, what it says of accounts. */
export function keepParsed(call: Call): undefined {
  const { body } = call.request
  call.add('parsed', { value: body, hints: call.surface === 'iam' ? AccountHints.parse(body) : {} })
}
