import { accessKeyText } from '../../domain/identity/access-keys.ts'
import { hex32 } from '../../domain/ids.ts'
import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import type { FixtureUser } from '../../schemas/iam/identities.ts'
import type { SharedStores } from '../../store/stores.ts'
import type { Account } from '../account/account.ts'
import type { Claims, Owners, ProviderKey } from '../account/owners.ts'

/**
 * Whose an access key, the id of a user and an identity provider are. Each has one owner, which is decided when it is
 * loaded or made (docs/decisions/049-one-owner.md); what a boot fixture gives its account is that account's, whatever was
 * deleted since, as a reset gives it back.
 */

type AccountOwner = { account_id: string | undefined; account: string }
type Owner = AccountOwner & { user_id?: string; user: string }

/** An account as the claims of its users are judged: it need not be there yet. */
export type Claimant = { id: string; name: string }

/** All that has owners. */
export type Owned = Pick<SharedStores, 'keys' | 'users' | 'providers' | 'plans'> & {
  boot: readonly FixtureAccount[]
  find(account_id: string): Account | undefined
}

const textOf = ({ name, issuer, client_id }: ProviderKey): string =>
  JSON.stringify([name, issuer, client_id])

/** What the boot fixtures give away: keys and ids of users by their text, providers by `textOf`. */
type BootOwners = Record<'keys' | 'ids', Map<string, Owner>> & {
  providers: Map<string, AccountOwner>
}
const bootOwners = new WeakMap<Owned['boot'], BootOwners>()

function bootOwnersOf({ boot }: Owned): BootOwners {
  const known = bootOwners.get(boot)
  if (known) return known
  const found: BootOwners = { keys: new Map(), ids: new Map(), providers: new Map() }
  // Backwards, as of two claims the first one counts.
  for (const { id: account_id, name: account, users = [], ...rest } of boot.toReversed()) {
    for (const provider of rest.identity_providers ?? []) {
      found.providers.set(textOf(provider), { account_id, account })
    }
    for (const { name: user, id, access_keys = [] } of users) {
      const owner = { account_id, account, user }
      if (id !== undefined) found.ids.set(id, owner)
      for (const { ak } of access_keys) found.keys.set(ak, owner)
    }
  }
  bootOwners.set(boot, found)
  return found
}

function ownerIn({ find }: Owned, account_id: string, user_id: string): Owner {
  const found = find(account_id)
  const user = found?.members.users.find(user_id)?.name ?? user_id
  return { account_id, account: found?.name ?? account_id, user_id, user }
}

/** The owner of an access key, be it permanent, temporary or a boot fixture's. */
function ownerOfKey(owned: Owned, ak: string): Owner | undefined {
  const owner = owned.keys.find(ak) ?? owned.keys.findTemporary(ak)
  if (owner) return ownerIn(owned, owner.account_id, owner.user_id)
  return bootOwnersOf(owned).keys.get(ak)
}

function ownerOfId(owned: Owned, id: string | undefined): Owner | undefined {
  if (id === undefined) return undefined
  const account_id = owned.users.find(id)
  if (account_id !== undefined) return ownerIn(owned, account_id, id)
  return bootOwnersOf(owned).ids.get(id)
}

function ownerOfProvider(owned: Owned, provider: ProviderKey): AccountOwner | undefined {
  const account_id = owned.providers.find(provider)
  if (account_id === undefined) return bootOwnersOf(owned).providers.get(textOf(provider))
  return { account_id, account: owned.find(account_id)?.name ?? account_id }
}

/** The owner if it is another account. */
const ownerIfOther = <Known extends AccountOwner>(
  owner: Known | undefined,
  { id, name }: Claimant,
): Known | undefined =>
  owner && owner.account_id !== id && owner.account !== name ? owner : undefined

/** The owners of what is claimed, where they are other accounts. */
const otherOwners = (account: Claimant, owned: Owned) => ({
  foreignId: (id: string | undefined) => ownerIfOther(ownerOfId(owned, id), account),
  foreignKey: (ak: string) => ownerIfOther(ownerOfKey(owned, ak), account),
  foreignProvider: (provider: ProviderKey) =>
    ownerIfOther(ownerOfProvider(owned, provider), account),
})

const describeOwner = ({ account, user }: Owner): string => `user "${user}" of account "${account}"`

/** Whose things are, as an account sees it that is there or is to be made. */
export function ownersFor(account: Claimant, owned: Owned): Owners {
  const { foreignId, foreignKey, foreignProvider } = otherOwners(account, owned)

  const checkForeign = ({ id, name, access_keys = [] }: Claims): void => {
    const owner = foreignId(id)
    if (owner) {
      throw new Error(
        `user "${name}" has the id ${id}, which belongs to ${describeOwner(owner)}: leave the id out, or give another one`,
      )
    }
    for (const { ak } of access_keys) {
      const keyOwner = foreignKey(ak)
      if (keyOwner) throw keyTaken(name, ak, keyOwner)
    }
  }

  return {
    ...checksOf({ owned, checkForeign, foreignProvider }),
    ...importRules(account, owned),

    otherWithId(id) {
      const owner = foreignId(id)
      return owner && describeOwner(owner)
    },

    othersWithPlan: (plan) =>
      owned.plans
        .all(plan)
        .filter((id) => id !== account.id)
        .map((id) => owned.find(id)?.name ?? id),

    idOfFreeKey(nextId) {
      for (;;) {
        const id = nextId()
        if (!ownerOfKey(owned, accessKeyText(id).ak)) return id
      }
    },

    freeUserId: (user) => freeUserId(account, owned, user),
  }
}

function freeUserId(account: Claimant, owned: Owned, user: string): string {
  for (let count = 0; ; count++) {
    const made = hex32('user', account.id, user, ...(count === 0 ? [] : [count]))
    const owner = ownerOfId(owned, made)
    const isFree = !owner || (owner.user === user && !ownerIfOther(owner, account))
    if (isFree) return made
  }
}

/** What of an export comes into an account. */
function importRules(
  account: Claimant,
  owned: Owned,
): Pick<Owners, 'withoutForeign' | 'providersWithoutForeign'> {
  const { foreignId, foreignKey, foreignProvider } = otherOwners(account, owned)
  return {
    withoutForeign(users, note = () => {}) {
      return users.flatMap((user) => {
        const known = owned.find(account.id)?.members.users.named(user.name)
        const keys = user.access_keys ?? []
        const own = keys.filter(({ ak }) => {
          const owner = foreignKey(ak)
          if (!owner) return true
          note(
            `access key ${ak} still belongs to ${describeOwner(owner)}; user "${user.name}" was loaded without it`,
          )
          return false
        })
        const owner = foreignId(user.id)
        if (!owner && own.length === keys.length) return [user]
        if (owner && user.federated) return []
        if (owner)
          note(
            `id ${user.id} still belongs to ${describeOwner(owner)}; user "${user.name}" was loaded with another id`,
          )
        const id = owner ? (known?.id ?? freeUserId(account, owned, user.name)) : user.id
        return [{ ...user, id, access_keys: own.length > 0 ? own : (known?.access_keys ?? []) }]
      })
    },

    providersWithoutForeign(providers, known, note = () => {}) {
      return providers.flatMap((provider) => {
        const owner = foreignProvider(provider)
        if (!owner) return [provider]
        note(`${describeProvider(provider)} still belongs to account "${owner.account}"`)
        return known.filter(({ name }) => name === provider.name)
      })
    },
  }
}

/**
 * The users of an entry that come into an account. The guests of an identity provider come only into their own, from which
 * their ids follow: elsewhere they would have the ids of guests that are still to log in there.
 */
export const usersFor = (
  { id, users = [] }: Pick<FixtureAccount, 'id' | 'users'>,
  account_id: string,
): FixtureUser[] =>
  id === undefined || id === account_id ? users : users.filter(({ federated }) => !federated)

type Means = {
  owned: Owned
  checkForeign(user: Claims): void
  foreignProvider(provider: ProviderKey): AccountOwner | undefined
}

/** What refuses claims. */
function checksOf({
  owned,
  checkForeign,
  foreignProvider,
}: Means): Pick<Owners, 'checkProviders' | 'checkEntry' | 'checkClaims'> {
  const checkProviders: Owners['checkProviders'] = (providers) => {
    for (const provider of providers) {
      const owner = foreignProvider(provider)
      if (!owner) continue
      throw new Error(
        `${describeProvider(provider)} belongs to account "${owner.account}": a provider logs in to one account only, so leave it out, or give it another name, issuer or client_id`,
      )
    }
  }
  return {
    checkProviders,

    checkEntry({ users = [], identity_providers = [] }) {
      for (const user of users) checkForeign(user)
      checkProviders(identity_providers)
    },

    checkClaims(user) {
      checkForeign(user)
      const { id, name, access_keys = [] } = user
      const seen = new Set<string>()
      for (const { ak } of access_keys) {
        if (seen.has(ak)) throw new Error(`user "${name}" has the access key ${ak} twice`)
        seen.add(ak)
        const owner = ownerOfKey(owned, ak)
        if (owner?.user_id !== undefined && owner.user_id !== id) throw keyTaken(name, ak, owner)
      }
    },
  }
}

const describeProvider = ({ name, issuer, client_id }: ProviderKey): string =>
  `identity provider "${name}" of issuer ${issuer} and client ${client_id}`

const keyTaken = (user: string, ak: string, owner: Owner): Error =>
  new Error(
    `user "${user}" has the access key ${ak}, which belongs to ${describeOwner(owner)}: leave it out, or give another one`,
  )
