import { access_keys_max, accessKeyText } from '../../domain/identity/access-keys.ts'
import { iamTime } from '../../domain/identity/tokens.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { AccessKeyInfo } from '../../schemas/iam/access-keys.ts'
import type { AccessKey } from '../../schemas/iam/identities.ts'
import type { Caller, User } from '../../schemas/stored/accounts.ts'
import type { Account } from '../account/account.ts'
import { userOf } from './agencies.ts'
import { checkMayManage, findUser } from './users.ts'

/** Permanent access keys of users (iam.md §5.1). */

/** What IAM's policies call what is done to a key (*inferred* which call needs which). */
type KeyAction = 'create' | 'list' | 'get' | 'update' | 'delete'
const actionOf = (deed: KeyAction): string =>
  `iam:credentials:${deed}Credential${deed === 'list' ? 's' : ''}`

/** A key without its secret; one from a fixture was made when the account's time began. */
const viewOf = ({ id }: User, key: AccessKey): AccessKeyInfo => ({
  access: key.ak,
  create_time: iamTime(key.create_time ?? 0),
  user_id: id,
  description: key.description ?? '',
  status: key.status ?? 'active',
})

/** @throws ApiError 400 when the user has its two, 403 for a stranger, 404 for an unknown user. */
export function createPermanentAccessKey(
  account: Account,
  caller: Caller,
  { user_id, description }: { user_id: string; description?: string | null | undefined },
) {
  checkMayManage(account, caller, user_id, actionOf('create'))
  return account.write((session) => {
    const user = findUser(account, user_id)
    if (user.access_keys.length >= access_keys_max) throw new ApiError('iamKeyLimit')
    const key: AccessKey = {
      ...accessKeyText(account.owners.idOfFreeKey(session.tokenId)),
      status: 'active',
      description: description ?? '',
      create_time: session.now,
    }
    session.users.save({ ...user, access_keys: [...user.access_keys, key] })
    return { credential: { ...viewOf(user, key), secret: key.sk } }
  })
}

/** The keys of a user, or of the caller. @throws ApiError as createPermanentAccessKey */
export function listPermanentAccessKeys(account: Account, caller: Caller, user_id?: string) {
  const meant = user_id || userOf(account, caller)
  checkMayManage(account, caller, meant, actionOf('list'))
  const user = findUser(account, meant)
  return { credentials: user.access_keys.map((key) => viewOf(user, key)) }
}

/** When a key was last used is not kept: it shows when it was made. @throws ApiError 403, 404 */
export function showPermanentAccessKey(account: Account, caller: Caller, ak: string) {
  const { user, key } = findOwnKey(account, caller, ak, 'get')
  const credential = viewOf(user, key)
  return { credential: { ...credential, last_use_time: credential.create_time } }
}

/** @throws ApiError 403, 404 */
export function updatePermanentAccessKey(
  account: Account,
  caller: Caller,
  ak: string,
  change: {
    status?: AccessKey['status'] | null | undefined
    description?: string | null | undefined
  },
) {
  const { user, key } = findOwnKey(account, caller, ak, 'update')
  const changed: AccessKey = {
    ...key,
    status: change.status ?? key.status,
    description: change.description ?? key.description,
  }
  saveKeys(
    account,
    user,
    user.access_keys.map((known) => (known.ak === ak ? changed : known)),
  )
  return { credential: viewOf(user, changed) }
}

/** @throws ApiError 403, 404 */
export function deletePermanentAccessKey(account: Account, caller: Caller, ak: string): void {
  const { user } = findOwnKey(account, caller, ak, 'delete')
  saveKeys(
    account,
    user,
    user.access_keys.filter((known) => known.ak !== ak),
  )
}

function findOwnKey(
  account: Account,
  caller: Caller,
  ak: string,
  deed: KeyAction,
): { user: User; key: AccessKey } {
  for (const user of account.members.users.all()) {
    const key = user.access_keys.find((known) => known.ak === ak)
    if (!key) continue
    checkMayManage(account, caller, user.id, actionOf(deed))
    return { user, key }
  }
  throw new ApiError('iamNotFound', 'credential', ak)
}

function saveKeys(account: Account, user: User, access_keys: AccessKey[]): void {
  account.write((session) => session.users.save({ ...user, access_keys }))
}
