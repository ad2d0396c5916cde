import { accessKeyText } from '../../domain/identity/access-keys.ts'
import { hex32 } from '../../domain/ids.ts'
import type { Emulator } from '../../emulator.ts'
import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import type { FixtureUser } from '../../schemas/iam/identities.ts'
import type { IdentityProvider } from '../../schemas/stored/accounts.ts'

/**
 * Whose an access key, the id of a user and an identity provider are. Each has one owner, which is decided when it is
 * loaded or made (docs/decisions/049-one-owner.md); what a boot fixture gives its account is that account's, whatever was
 * deleted since, as a reset gives it back.
 */

type AccountOwner = { account_id: string | undefined; account: string }
type Owner = AccountOwner & { user_id?: string; user: string }

/** An account as the claims of its users are judged. */
export type Claimant = { id: string; name: string }

function ownerIn(emulator: Emulator, account_id: string, user_id: string): Owner {
  const account = emulator.accounts.find(account_id)?.name ?? account_id
  const user = emulator.users.find(account_id, user_id)?.name ?? user_id
  return { account_id, account, user_id, user }
}

/** The fields of a provider that an ID token names: no two accounts have all three in common. */
type Door = Pick<IdentityProvider, 'name' | 'issuer' | 'client_id'>

const textOf = ({ name, issuer, client_id }: Door): string =>
  JSON.stringify([name, issuer, client_id])

/** What the boot fixtures give away: keys and ids of users by their text, providers by `textOf`. */
type BootOwners = Record<'keys' | 'ids', Map<string, Owner>> & {
  providers: Map<string, AccountOwner>
}
const bootOwners = new WeakMap<Emulator['boot'], BootOwners>()

function bootOwnersOf({ boot }: Emulator): BootOwners {
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

/** The owner of an access key, be it permanent, temporary or a boot fixture's. */
function ownerOfKey(emulator: Emulator, ak: string): Owner | undefined {
  const owner = emulator.keyOwners.find(ak) ?? emulator.temporaryKeys.find(ak)
  if (owner) return ownerIn(emulator, owner.account_id, owner.user_id)
  return bootOwnersOf(emulator).keys.get(ak)
}

function ownerOfId(emulator: Emulator, id: string | undefined): Owner | undefined {
  if (id === undefined) return undefined
  const owner = emulator.users.anywhere(id)
  if (owner) return ownerIn(emulator, owner.account_id, owner.user.id)
  return bootOwnersOf(emulator).ids.get(id)
}

function ownerOfProvider(emulator: Emulator, door: Door): AccountOwner | undefined {
  const account_id = emulator.providerOwners.find(door)
  if (account_id === undefined) return bootOwnersOf(emulator).providers.get(textOf(door))
  return { account_id, account: emulator.accounts.find(account_id)?.name ?? account_id }
}

/** The user of another account that has the id, in words; undefined when there is none. */
export function otherWithId(emulator: Emulator, account: Claimant, id: string): string | undefined {
  const owner = foreign(ownerOfId(emulator, id), account)
  return owner && told(owner)
}

/** The owner if it is another account. */
const foreign = <Known extends AccountOwner>(
  owner: Known | undefined,
  { id, name }: Claimant,
): Known | undefined =>
  owner && owner.account_id !== id && owner.account !== name ? owner : undefined

const told = ({ account, user }: Owner): string => `that of user "${user}" of account "${account}"`

/** The first of these ids that makes an access key that nobody has. */
export function idOfFreeKey(emulator: Emulator, nextId: () => string): string {
  for (;;) {
    const id = nextId()
    if (!ownerOfKey(emulator, accessKeyText(id).ak)) return id
  }
}

/** An id for a user that was given none: it follows from account and name. */
export function freeUserId(emulator: Emulator, { id, name }: Claimant, user: string): string {
  for (let count = 0; ; count++) {
    const made = hex32('user', id, user, ...(count === 0 ? [] : [count]))
    const owner = ownerOfId(emulator, made)
    const isFree = !owner || (owner.user === user && !foreign(owner, { id, name }))
    if (isFree) return made
  }
}

type Claims = Pick<FixtureUser, 'id' | 'name' | 'access_keys'>

/** @throws Error naming the owner when the id of a user or one of its keys is another account's. */
function checkForeign(
  emulator: Emulator,
  account: Claimant,
  { id, name, access_keys = [] }: Claims,
): void {
  const owner = foreign(ownerOfId(emulator, id), account)
  if (owner) {
    throw new Error(
      `user "${name}" has the id ${id}, which is ${told(owner)}: leave the id out, or give another one`,
    )
  }
  for (const { ak } of access_keys) {
    const keyOwner = foreign(ownerOfKey(emulator, ak), account)
    if (keyOwner) throw keyTaken(name, ak, keyOwner)
  }
}

/** @throws Error naming the owner when an identity provider is another account's. */
export function checkProviders(
  emulator: Emulator,
  account: Claimant,
  providers: readonly Door[],
): void {
  for (const door of providers) {
    const owner = foreign(ownerOfProvider(emulator, door), account)
    if (!owner) continue
    throw new Error(
      `${toldDoor(door)} is that of account "${owner.account}": its ID tokens open one account, so leave it out, or give it another name, issuer or client_id`,
    )
  }
}

const toldDoor = ({ name, issuer, client_id }: Door): string =>
  `identity provider "${name}" of issuer ${issuer} and client ${client_id}`

/** @throws Error naming the owner when something of a boot fixture's entry is another account's. */
export function checkEntry(
  emulator: Emulator,
  account: Claimant,
  { users = [], identity_providers = [] }: FixtureAccount,
): void {
  for (const user of users) checkForeign(emulator, account, user)
  checkProviders(emulator, account, identity_providers)
}

const keyTaken = (user: string, ak: string, owner: Owner): Error =>
  new Error(
    `user "${user}" has the access key ${ak}, which is ${told(owner)}: a key is one user's, so leave it out, or give another one`,
  )

/** @throws Error as `checkForeign`, and when a key is that of another user of the account, or comes twice. */
export function checkClaims(emulator: Emulator, account: Claimant, user: Claims): void {
  checkForeign(emulator, account, user)
  const { id, name, access_keys = [] } = user
  const seen = new Set<string>()
  for (const { ak } of access_keys) {
    if (seen.has(ak)) throw new Error(`user "${name}" has the access key ${ak} twice`)
    seen.add(ak)
    const owner = ownerOfKey(emulator, ak)
    if (owner?.user_id !== undefined && owner.user_id !== id) throw keyTaken(name, ak, owner)
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

type Exported = Pick<FixtureUser, 'name' | 'id' | 'access_keys' | 'federated'>

/**
 * The users of an export or a snapshot as they come into an account. What is another account's stays there: a user
 * keeps the id and the keys that the one of its name has here, or gets a new id; a guest of an identity provider
 * is left out, as the provider brings it again.
 *
 * @param note is told in a sentence what was left where it is.
 */
export function withoutForeign<User extends Exported>(
  emulator: Emulator,
  account: Claimant,
  users: readonly User[],
  note: (sentence: string) => void = () => {},
): User[] {
  return users.flatMap((user) => {
    const known = emulator.users.named(account.id, user.name)
    const keys = user.access_keys ?? []
    const own = keys.filter(({ ak }) => {
      const owner = foreign(ownerOfKey(emulator, ak), account)
      if (!owner) return true
      note(`access key ${ak} stays ${told(owner)}; user "${user.name}" is here without it`)
      return false
    })
    const owner = foreign(ownerOfId(emulator, user.id), account)
    if (!owner && own.length === keys.length) return [user]
    if (owner && user.federated) return []
    if (owner) note(`id ${user.id} stays ${told(owner)}; user "${user.name}" has one of its own`)
    const id = owner ? (known?.id ?? freeUserId(emulator, account, user.name)) : user.id
    return [{ ...user, id, access_keys: own.length > 0 ? own : (known?.access_keys ?? []) }]
  })
}

/**
 * The identity providers of an export or a snapshot as they come into an account. What is another account's stays there:
 * then the account keeps the provider of its name that it has.
 *
 * @param known the providers that the account has.
 * @param note is told in a sentence what was left where it is.
 */
export function providersWithoutForeign<Provider extends Door>(
  emulator: Emulator,
  account: Claimant,
  providers: readonly Provider[],
  known: readonly Provider[],
  note: (sentence: string) => void = () => {},
): Provider[] {
  return providers.flatMap((provider) => {
    const owner = foreign(ownerOfProvider(emulator, provider), account)
    if (!owner) return [provider]
    note(`${toldDoor(provider)} stays that of account "${owner.account}"`)
    return known.filter(({ name }) => name === provider.name)
  })
}
