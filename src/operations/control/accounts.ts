import { accessKeyText } from '../../domain/identity/access-keys.ts'
import { hex32 } from '../../domain/ids.ts'
import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { AccountCredentials, NewAccount } from '../../schemas/control/accounts.ts'
import { findAccount } from '../account/find-account.ts'
import { idOfFreeKey } from '../iam/owners.ts'
import { freeAccountId } from './account-birth.ts'
import { loadFixture } from './fixture-loading.ts'

/** Accounts that tests make for themselves, one for each worker, and take away again. */

const first_region = 'ap-southeast-1'

/**
 * A fresh account with a user, an access key and projects of its own. Its ids follow from the seed
 * and its name, its secrets from how often that name was used, too.
 *
 * @throws ApiError 409 when the name is taken.
 */
export const addAccount = (emulator: Emulator, wanted: NewAccount): AccountCredentials =>
  emulator.atomically(() => makeAccount(emulator, wanted))

function makeAccount(emulator: Emulator, wanted: NewAccount): AccountCredentials {
  const name = wanted.name ?? freeName(emulator)
  if (emulator.accounts.find(name)) throw new ApiError('accountTaken', name)
  const { seed } = emulator.config
  const id = freeAccountId(emulator, [seed, name])
  const generation = emulator.accounts.generation(id)
  let attempts = 0
  const secret = idOfFreeKey(emulator, () =>
    hex32('account', seed, name, generation, ...(attempts++ === 0 ? [] : [attempts])),
  )
  const { ak, sk } = accessKeyText(secret)
  const password = `Pw-${secret.slice(0, 16)}`
  const user = { name: 'developer', password, access_keys: [{ ak, sk }] }
  const projects = (wanted.projects ?? [first_region]).map((project) => ({ name: project }))
  const { clock } = wanted
  loadFixture(emulator, {
    accounts: [{ name, id, users: [user], projects, ...(clock ? { clock } : {}) }],
  })
  return {
    account: name,
    domain_id: id,
    user: user.name,
    password,
    ak,
    sk,
    projects: emulator.projects.all(id),
  }
}

function freeName(emulator: Emulator): string {
  for (;;) {
    const name = `account-${emulator.nextAccountNumber()}`
    if (!emulator.accounts.find(name)) return name
  }
}

/**
 * Takes an account away with everything of it.
 *
 * @returns its name.
 * @throws ApiError 404, 400 for one that is there from the start.
 */
export function removeAccount(emulator: Emulator, idOrName: string): string {
  const { id, name } = findAccount(emulator, idOrName)
  if (emulator.boot.some((entry) => entry.name === name)) throw new ApiError('accountIsBoot', name)
  emulator.atomically(() => {
    emulator.accounts.remove(id)
    emulator.wasReset(id)
  })
  return name
}
