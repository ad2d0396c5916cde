import { type Claims, mappedName, placeOf, readIdToken } from '../../domain/identity/id-tokens.ts'
import { hex32 } from '../../domain/ids.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { TokenScope } from '../../schemas/iam/tokens.ts'
import type { IdentityProvider } from '../../schemas/stored/accounts.ts'
import type { Account } from '../account/account.ts'
import type { Accounts } from '../registry/accounts.ts'
import { settingsOf } from './members.ts'
import { type IssuedToken, issueToken } from './tokens.ts'

/** Users of an identity provider come in by its ID token (iam.md §4.5). */

/**
 * A token for the user of an ID token. The request names no account, so that the provider's name is looked for in all of
 * them. Where several have it, the issuer and the client of the ID token say which is meant: of a name, an issuer and a
 * client there is one provider, and an ID token for several clients is tried as one for each of them in turn.
 *
 * @throws ApiError 401 with the reason, 404 for an unknown provider.
 */
export function createTokenWithIdToken(
  accounts: Accounts,
  {
    provider,
    idToken,
    scope,
  }: { provider: string | undefined; idToken: string; scope: TokenScope },
): IssuedToken {
  if (!provider) throw new ApiError('iamRequired', 'X-Idp-Id')
  const candidates = accounts
    .withProvider(provider)
    .toSorted((one, other) => placeOf(idToken, one) - placeOf(idToken, other))
    .flatMap(({ account }) =>
      settingsOf(account)
        .identity_providers.filter(({ name }) => name === provider)
        .map((found) => ({ account, found })),
    )
  let reason: string | undefined
  for (const { account, found } of candidates) {
    // The client's ID token is made by the wall's time, whatever the account's clock shows.
    const moments = [account.now(), accounts.time.now()]
    const claims = readIdToken(idToken, found, moments, accounts.host.trustsIdToken(idToken))
    if (typeof claims === 'string') {
      reason ??= claims
      continue
    }
    const user_id = saveGuest(account, found, claims)
    return issueToken(accounts, { account, user_id, methods: ['mapped'] }, scope)
  }
  if (reason === undefined) throw new ApiError('iamNotFound', 'identity_provider', provider)
  throw new ApiError('iamIdTokenInvalid', reason)
}

/** As Node's SDK logs in: the ID token as a bearer, no scope. @throws as `createTokenWithIdToken` */
export const createTokenByProvider = (
  accounts: Accounts,
  provider: string,
  bearer: string,
): IssuedToken => createTokenWithIdToken(accounts, { provider, idToken: bearer, scope: null })

/** A guest is a user without a password, who may what the provider's mapping says. */
function saveGuest(
  account: Account,
  { name: provider, mapping }: IdentityProvider,
  claims: Claims,
): string {
  const id = hex32('guest', account.id, provider, String(claims.sub))
  const mapped = mappedName(claims, mapping?.user)
  const known = account.members.users.named(mapped)
  const other = account.owners.otherWithId(id)
  if (other) {
    throw new ApiError(
      'iamIdTokenInvalid',
      `its user would have the id ${id}, which belongs to ${other}`,
    )
  }
  if (mapped === '' || (known && known.id !== id)) {
    throw new ApiError('iamIdTokenInvalid', `its user would be named "${mapped}"`)
  }
  account.write((session) =>
    session.users.save({
      id,
      name: mapped,
      password_hash: '',
      access_keys: known?.access_keys ?? [],
      federated: { provider },
      roles: mapping?.roles,
      actions: mapping?.actions,
    }),
  )
  return id
}
