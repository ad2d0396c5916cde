import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { Account } from '../../schemas/stored/accounts.ts'
import { namesInstead } from '../../text/names.ts'

/** The account that calls act on when they name none. */
export const default_account = 'emulator'

/** @throws ApiError 404 naming the account that was probably meant. */
export function findAccount(emulator: Emulator, idOrName = default_account): Account {
  const account = emulator.accounts.find(idOrName)
  if (account) return account
  const names = emulator.accounts.all().map(({ name }) => name)
  throw new ApiError('accountNotFound', idOrName, namesInstead(idOrName, names))
}
