import { createdPassword } from '../../domain/identity/access-keys.ts'
import { isPassword } from '../../domain/identity/passwords.ts'
import type { Host } from '../../parts/host.ts'
import type { CredentialList } from '../../schemas/control/accounts.ts'
import type { User } from '../../schemas/stored/accounts.ts'
import type { Account } from '../account/account.ts'

/** How many users are listed: to check a password takes milliseconds, in which nobody else is answered. */
const users_max = 100

/**
 * What clients log in to an account with. A password is known if a fixture of the start has it or the emulator made
 * it, and nobody changed it since; otherwise only its hash is kept. Guests of identity providers have none.
 *
 * @param boot the accounts of the start.
 */
export function showCredentials(account: Account, boot: Host['boot']): CredentialList {
  const { users, projects } = account.members
  const own = users.all().filter(({ federated }) => !federated)
  return {
    account: account.name,
    domain_id: account.id,
    projects: projects.all().map(({ id, name }) => ({ id, name })),
    count: own.length,
    users: own.slice(0, users_max).map((user) => ({
      name: user.name,
      id: user.id,
      enabled: user.enabled ?? true,
      password: passwordOf(account, user, boot),
      access_keys: user.access_keys.map(({ ak, sk, status = 'active' }) => ({ ak, sk, status })),
    })),
  }
}

/** The password of a user; null when only its hash is known. */
function passwordOf(account: Account, user: User, boot: Host['boot']): string | null {
  const entry = boot.find(({ name }) => name === account.name)
  const written = entry?.users?.find(({ name }) => name === user.name)?.password
  const [key] = user.access_keys
  const known = written ?? (entry === undefined && key ? createdPassword(key.sk) : undefined)
  return known !== undefined && isPassword(known, user.password_hash) ? known : null
}
