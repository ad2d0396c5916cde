import { accessKeyText, createdPassword } from '../../domain/identity/access-keys.ts'
import { hex32 } from '../../domain/ids.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { AccountCredentials, NewAccount } from '../../schemas/control/accounts.ts'
import type { Accounts } from '../registry/accounts.ts'
import { freeAccountId } from './account-birth.ts'
import { loadAccounts } from './fixture-loading.ts'

/** Accounts that tests make for themselves, one for each worker, and take away again. */

const first_region = 'ap-southeast-1'

/**
 * A fresh account with a user, an access key and projects of its own. Its ids follow from the seed
 * and its name, its secrets from how often that name was used, too.
 *
 * @throws ApiError 409 when the name is taken.
 */
export const createAccount = (accounts: Accounts, wanted: NewAccount): AccountCredentials =>
  accounts.commits.atomically(() => createWith(accounts, wanted))

function createWith(accounts: Accounts, wanted: NewAccount): AccountCredentials {
  const name = wanted.name ?? freeName(accounts)
  if (accounts.find(name)) throw new ApiError('accountTaken', name)
  const { seed } = accounts.config
  const id = freeAccountId(accounts, [seed, name])
  const generation = accounts.generation(id)
  let attempts = 0
  const secret = accounts
    .ownersFor({ id, name })
    .idOfFreeKey(() =>
      hex32('account', seed, name, generation, ...(attempts++ === 0 ? [] : [attempts])),
    )
  const { ak, sk } = accessKeyText(secret)
  const password = createdPassword(sk)
  const user = { name: 'developer', password, access_keys: [{ ak, sk }] }
  const projects = (wanted.projects ?? [first_region]).map((project) => ({ name: project }))
  const { clock } = wanted
  loadAccounts(accounts, {
    accounts: [{ name, id, users: [user], projects, ...(clock ? { clock } : {}) }],
  })
  return {
    account: name,
    domain_id: id,
    user: user.name,
    password,
    ak,
    sk,
    projects: accounts.get(id).members.projects.all(),
  }
}

function freeName(accounts: Accounts): string {
  for (;;) {
    const name = `account-${accounts.nextNumber()}`
    if (!accounts.find(name)) return name
  }
}

/**
 * Takes an account away with everything of it.
 *
 * @returns its name.
 * @throws ApiError 404, 400 for one that is there from the start.
 */
export function deleteAccount(accounts: Accounts, idOrName: string): string {
  const { id, name } = accounts.get(idOrName)
  if (accounts.host.boot.some((entry) => entry.name === name))
    throw new ApiError('accountIsBoot', name)
  accounts.commits.atomically(() => {
    accounts.remove(id)
    accounts.observed.forget(id)
  })
  return name
}
