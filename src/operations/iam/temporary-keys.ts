import {
  accessKeyText,
  securityTokenText,
  temporary_life,
} from '../../domain/identity/access-keys.ts'
import { digestOf, iamTime, token_life_ms } from '../../domain/identity/tokens.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { AssumeAgencyRequest, TemporaryKeyRequest } from '../../schemas/iam/access-keys.ts'
import type { Caller, TemporaryKey } from '../../schemas/stored/accounts.ts'
import type { Account } from '../account/account.ts'
import type { Accounts } from '../registry/accounts.ts'
import { assumedAgency, userOf } from './agencies.ts'
import { identityOf } from './members.ts'

/** Temporary access keys, of IAM and of STS (iam.md §5.1). */

type Issued = Pick<TemporaryKey, 'ak' | 'sk' | 'expires_at'> & { security_token: string }

/** Makes a key that lives by the clock of its account, and may what its user or agency may. */
function issue(
  account: Account,
  whom: Pick<TemporaryKey, 'user_id' | 'session_name' | 'agency'>,
  seconds: number | null | undefined,
): Issued {
  return account.write((session) => {
    session.temporaryKeys.forgetBefore(session.now - token_life_ms)
    const id = account.owners.idOfFreeKey(session.tokenId)
    const security_token = securityTokenText(id)
    const key = session.temporaryKeys.save({
      ...accessKeyText(id),
      ...whom,
      token_digest: digestOf(security_token),
      issued_at: session.now,
      expires_at: session.now + (seconds ?? temporary_life.min_s) * 1000,
    })
    return { ...key, security_token }
  })
}

type Identity = TemporaryKeyRequest['auth']['identity']

/**
 * A temporary key for oneself, or for an agency.
 *
 * @param callerBy who calls: by the token of the body, if nothing in the headers says so.
 * @throws ApiError 400 for a body that lacks a part, 401 and 403 for the caller.
 */
export function createTemporaryAccessKey(
  accounts: Accounts,
  { methods, token, assume_role }: Identity,
  callerBy: (token: string | undefined) => Caller,
) {
  const caller = callerBy(token?.id ?? undefined)
  const account = accounts.get(caller.account_id)
  const key = methods.includes('token')
    ? issue(account, { user_id: userOf(account, caller), agency: null }, token?.duration_seconds)
    : issueForAgency(accounts, assume_role, caller)
  return {
    credential: {
      access: key.ak,
      expires_at: iamTime(key.expires_at),
      secret: key.sk,
      securitytoken: key.security_token,
    },
  }
}

function issueForAgency(
  accounts: Accounts,
  wanted: Identity['assume_role'],
  caller: Caller,
): Issued {
  if (!wanted) throw new ApiError('iamKeyFieldMissing', 'assume_role')
  const delegating = wanted.domain_id ?? wanted.domain_name
  if (!delegating) throw new ApiError('iamKeyFieldMissing', 'domain_name')
  const name = wanted.agency_name ?? wanted.xrole_name
  if (!name) throw new ApiError('iamKeyFieldMissing', 'agency_name')
  const { account, agency } = assumedAgency(accounts, { account: delegating, agency: name }, caller)
  const session_name = wanted.session_user?.name
  const whom = { user_id: agency.id, agency: agency.name }
  return issue(account, session_name ? { ...whom, session_name } : whom, wanted.duration_seconds)
}

/** STS: a temporary key for an agency. @throws ApiError 403 for an agency that is not open to the caller. */
export function assumeAgency(
  accounts: Accounts,
  { agency_urn, agency_session_name, duration_seconds }: AssumeAgencyRequest,
  caller: Caller,
) {
  const [, , delegating = '', , ...name] = agency_urn.split(':')
  const wanted = { account: delegating, agency: name.join(':') }
  const { account, agency } = assumedAgency(accounts, wanted, caller)
  const whom = { user_id: agency.id, agency: agency.name, session_name: agency_session_name }
  const key = issue(account, whom, duration_seconds)
  const session = `${agency.name}/${agency_session_name}`
  return {
    assumed_agency: {
      urn: `sts::${account.id}:assumed-agency:${session}`,
      id: `${agency.id}:${agency_session_name}`,
    },
    credentials: {
      access_key_id: key.ak,
      secret_access_key: key.sk,
      security_token: key.security_token,
      expiration: iamTime(key.expires_at),
    },
  }
}

/** STS: who is calling. */
export function getCallerIdentity(account: Account, caller: Caller) {
  const principal_id = userOf(account, caller)
  const { id: account_id } = account
  const kind = account.members.users.find(principal_id) ? 'user' : 'agency'
  const name = identityOf(account, principal_id)?.name ?? ''
  return { account_id, principal_urn: `iam::${account_id}:${kind}:${name}`, principal_id }
}
