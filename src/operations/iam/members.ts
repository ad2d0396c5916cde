import { publicKey } from '../../domain/identity/id-tokens.ts'
import { absoluteLock, relativeLock } from '../../domain/identity/lockout.ts'
import { hashPassword } from '../../domain/identity/passwords.ts'
import { projectId } from '../../domain/identity/tokens.ts'
import { hex32 } from '../../domain/ids.ts'
import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import type { FixtureProvider, FixtureUser } from '../../schemas/iam/identities.ts'
import type {
  Identity,
  IdentityProvider,
  IdentitySettings,
  Project,
  User,
} from '../../schemas/stored/accounts.ts'
import type { Account, View } from '../account/account.ts'
import type { Session } from '../account/session.ts'

/** Who belongs to an account: users, projects, agencies and identity providers. */

export const no_settings: IdentitySettings = { agencies: [], identity_providers: [] }

/** How one comes into an account beside its users. */
export const settingsOf = (account: Account): IdentitySettings =>
  account.members.identitySettings.find() ?? no_settings

/** Whom an id of a user or an agency means; undefined when it is gone or disabled. */
export function identityOf(account: Account, id: string): Identity | undefined {
  const user = account.members.users.find(id)
  if (user) return user.enabled === false ? undefined : user
  return settingsOf(account).agencies.find((agency) => agency.id === id)
}

/**
 * Members of a fixture's entry; those of the same name are replaced.
 *
 * @throws Error when something of it is another account's, or a key of an identity provider cannot be read.
 */
export function addMembers(session: Session, entry: FixtureAccount): void {
  const { id: account_id, owners } = session.account
  saveUsers(session, entry.users ?? [])
  for (const { id, name, ...rest } of entry.projects ?? []) {
    // Names are unique: one of the same name gives way.
    const known = session.projects.named(name)
    if (known && id !== undefined && id !== known.id) {
      session.projects.remove(known.id)
    }
    const own = id ?? known?.id ?? projectId(account_id, name)
    session.projects.save({ id: own, name, ...rest })
  }
  const before = settingsOf(session.account)
  owners.checkProviders(entry.identity_providers ?? [])
  const agencies = (entry.agencies ?? []).map((agency) => ({
    ...agency,
    id: agency.id ?? hex32('agency', account_id, agency.name),
  }))
  const after: IdentitySettings = {
    agencies: byName(before.agencies, agencies),
    identity_providers: byName(before.identity_providers, providersOf(entry)),
    lockout: entry.lockout ?? before.lockout,
    site: entry.site ?? before.site,
  }
  const isPlain = JSON.stringify(after) === JSON.stringify(no_settings)
  if (!isPlain) session.identitySettings.save(after)
}

/**
 * A user of a name or an id that is there takes its place.
 *
 * @throws Error when an id or a key is another's.
 */
function saveUsers(session: Session, users: readonly FixtureUser[]): void {
  const { users: store, account } = session
  for (const { name } of users) {
    const known = store.named(name)
    // A key may go from one of them to another.
    if (known) store.save({ ...known, access_keys: [] })
  }
  for (const user of users) {
    const record = userRecord(session, user)
    account.owners.checkClaims(record)
    const known = store.named(user.name)
    if (known && known.id !== record.id) store.remove(known.id)
    store.save(record)
  }
}

/** A user as it is stored; without an id it has that of the one of its name, or a new one. */
export function userRecord(
  { users, account, now }: View,
  { password, password_hash, access_keys, locked_for, failed_ago, ...rest }: FixtureUser,
): User {
  const known = users.named(rest.name)
  const id = rest.id ?? known?.id ?? account.owners.freeUserId(rest.name)
  const lock = absoluteLock({ locked_for, failed_ago }, now)
  return {
    ...rest,
    id,
    password_hash: password_hash ?? hashPassword(password ?? '', hex32('salt', id)),
    access_keys: access_keys ?? [],
    ...(lock ? { lock } : {}),
  }
}

/** The identity providers of an entry as they are stored. @throws Error when a key cannot be read. */
export const providersOf = ({ identity_providers = [] }: FixtureAccount): IdentityProvider[] =>
  byName([], identity_providers.map(checkProvider))

function checkProvider({ jwks, ...provider }: FixtureProvider): IdentityProvider {
  const keys = provider.keys ?? jwks?.keys ?? []
  for (const key of keys) {
    try {
      publicKey(key)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new Error(`identity provider "${provider.name}" has an invalid key: ${reason}`)
    }
  }
  return { ...provider, keys }
}

const byName = <Thing extends { name: string }>(before: Thing[], after: Thing[]): Thing[] => [
  ...new Map([...before, ...after].map((thing) => [thing.name, thing])).values(),
]

/** The members of an account, as they are stored. */
export type Members = {
  users: readonly User[]
  projects: Project[]
  settings: IdentitySettings
}

export const membersOf = (account: Account): Members => ({
  users: account.members.users.all(),
  projects: account.members.projects.all(),
  settings: settingsOf(account),
})

/** Members as a fixture has them; locks are counted from `now`. */
export function exportMembers(
  { users, projects, settings }: Members,
  now: number,
): Partial<FixtureAccount> {
  const { agencies, identity_providers, lockout, site } = settings
  return {
    users: users.map(({ lock, ...user }) => ({ ...user, ...relativeLock(lock, now) })),
    projects,
    ...(agencies.length > 0 ? { agencies } : {}),
    ...(identity_providers.length > 0 ? { identity_providers } : {}),
    ...(lockout ? { lockout } : {}),
    ...(site ? { site } : {}),
  }
}

/** Members in a snapshot. */
type SavedMembers = { users: User[]; settings: IdentitySettings | undefined }

/** Saved members without the users and identity providers that are another account's by now. */
export function withoutForeign(account: Account, { users, settings }: SavedMembers): SavedMembers {
  const { owners } = account
  const known = settingsOf(account).identity_providers
  return {
    users: owners.withoutForeign(users),
    settings: settings && {
      ...settings,
      identity_providers: owners.providersWithoutForeign(settings.identity_providers, known),
    },
  }
}

/** The members that an account was born with, as far as an export can tell: without locks and guests. */
export function membersAtBirth(entry: Partial<FixtureAccount>): Partial<FixtureAccount> {
  const { users = [], projects, agencies, identity_providers, lockout, site } = entry
  return {
    users: users
      .filter(({ federated }) => !federated)
      .map(({ locked_for: _, failed_ago: __, ...user }) => user),
    projects,
    agencies,
    identity_providers,
    lockout,
    site,
  }
}
