import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import type { FixtureUser } from '../../schemas/iam/identities.ts'
import type { IdentityProvider } from '../../schemas/stored/accounts.ts'

/** The fields of a provider that an ID token names: no two accounts have all three in common. */
export type ProviderKey = Pick<IdentityProvider, 'name' | 'issuer' | 'client_id'>

/** What of a user no two users can have in common. */
export type Claims = Pick<FixtureUser, 'id' | 'name' | 'access_keys'>

type Exported = Pick<FixtureUser, 'name' | 'id' | 'access_keys' | 'federated'>

/** Is called with a sentence for each thing that stays with another account. */
export type Note = (sentence: string) => void

/**
 * Whose an access key, the id of a user and an identity provider are, as one account sees it
 * (docs/decisions/049-one-owner.md). It answers with words and ids; what others have stays theirs.
 */
export type Owners = {
  /** The user of another account that has the id, in words; undefined when there is none. */
  otherWithId(user_id: string): string | undefined
  /** The first of these ids that makes an access key that nobody has. */
  idOfFreeKey(nextId: () => string): string
  /** An id for a user that was given none: it follows from account and name. */
  freeUserId(user: string): string
  /** The names of the other accounts that have a plan of faults of that name. */
  othersWithPlan(plan: string): string[]
  /** @throws Error naming the owner when an identity provider is another account's. */
  checkProviders(providers: readonly ProviderKey[]): void
  /** @throws Error naming the owner when something of a boot fixture's entry is another account's. */
  checkEntry(entry: Pick<FixtureAccount, 'users' | 'identity_providers'>): void
  /** @throws Error as `checkEntry`, and when a key is that of another user of the account, or comes twice. */
  checkClaims(user: Claims): void
  /**
   * The users of an export or a snapshot as this account can have them. An id or key that another account owns stays
   * there: the user gets those of the user of its name here, or a new id; a guest of an identity provider is left
   * out, as the provider brings it again.
   */
  withoutForeign<User extends Exported>(users: readonly User[], note?: Note): User[]
  /**
   * The identity providers of an export or a snapshot as this account can have them. One that another account owns
   * stays there: then this account keeps its own of that name.
   *
   * @param known the providers that the account has.
   */
  providersWithoutForeign<Provider extends ProviderKey>(
    providers: readonly Provider[],
    known: readonly Provider[],
    note?: Note,
  ): Provider[]
}
