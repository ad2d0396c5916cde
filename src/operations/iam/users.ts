import { catalogAt, regions, services } from '../../domain/identity/catalog.ts'
import { mayDo } from '../../domain/identity/permissions.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { IamUser, ListDomainsResponse, ListUsersQuery } from '../../schemas/iam/users.ts'
import type { Caller, User } from '../../schemas/stored/accounts.ts'
import type { Account } from '../account/account.ts'
import { identityOf, settingsOf } from './members.ts'

/** What IAM lists beside projects; `at` is always the URL of the list (iam.md §5.1). */

const linksTo = (self: string) => ({ next: null, previous: null, self })

/** The caller's own account, which is the only one it sees. */
export function keystoneListAuthDomains(
  account: Account,
  name: string | undefined,
  at: string,
): ListDomainsResponse {
  const isMeant = !name || name === account.name
  const domain = {
    description: '',
    enabled: true,
    id: account.id,
    links: { self: `${at}/${account.id}` },
    name: account.name,
  }
  return { domains: isMeant ? [domain] : [], links: { self: at } }
}

/** The users of the caller's account; guests of an identity provider are in no list. */
export function keystoneListUsers(
  account: Account,
  { name, domain_id, enabled }: ListUsersQuery,
  at: string,
) {
  const users = account.members.users
    .all()
    .filter(({ federated }) => !federated)
    .map((user) => viewOf(account.id, user, at))
    .filter(
      (user) =>
        (name || user.name) === user.name &&
        (domain_id ?? account.id) === account.id &&
        (enabled ?? String(user.enabled)) === String(user.enabled),
    )
  return { links: linksTo(at), users }
}

/** @throws ApiError 404 for a user that the account does not have. */
export function keystoneShowUser(account: Account, user_id: string, at: string): { user: IamUser } {
  return { user: viewOf(account.id, findUser(account, user_id), at) }
}

/** @throws ApiError 404 IAM.0004 */
export function findUser(account: Account, user_id: string): User {
  const user = account.members.users.find(user_id)
  if (!user) throw new ApiError('iamNotFound', 'user', user_id)
  return user
}

const viewOf = (domain_id: string, user: User, at: string): IamUser => ({
  domain_id,
  name: user.name,
  description: user.description ?? '',
  password_expires_at: null,
  links: linksTo(`${at}/${user.id}`),
  id: user.id,
  enabled: user.enabled ?? true,
  pwd_status: true,
})

/** @throws ApiError 403 unless it is oneself, or one is allowed the action. */
export function checkMayManage(
  account: Account,
  { user_id: caller }: Caller,
  user_id: string,
  action: string,
): void {
  if (caller === null || caller === user_id) return
  const identity = identityOf(account, caller)
  if (!identity || !mayDo(identity, action)) throw new ApiError('iamForbidden')
}

export const keystoneListRegions = (at: string) => ({
  regions: Object.entries(regions).map(([id, name]) => ({
    parent_region_id: null,
    description: '',
    links: { self: `${at}/${id}` },
    type: 'public' as const,
    id,
    locales: { 'zh-cn': name, 'en-us': name },
  })),
  links: linksTo(at),
})

export const keystoneShowCatalog = (base: string, at: string) => ({
  catalog: catalogAt(base),
  links: { self: at },
})

export const keystoneListServices = (type: string | undefined, at: string) => ({
  links: linksTo(at),
  services: services
    .filter((service) => !type || service.type === type)
    .map(({ id, name, type }) => ({
      name,
      links: linksTo(`${at}/${id}`),
      ...{ id, type, enabled: true },
    })),
})

/** @param base where the services are. */
export const keystoneListEndpoints = (
  query: { interface?: string | undefined; service_id?: string | undefined },
  base: string,
  at: string,
) => ({
  endpoints: services
    .filter(({ id }) => !query.service_id || id === query.service_id)
    .filter(() => !query.interface || query.interface === 'public')
    .map(({ id, endpoint_id, path }) => ({
      service_id: id,
      region_id: '*',
      links: linksTo(`${at}/${endpoint_id}`),
      id: endpoint_id,
      interface: 'public' as const,
      region: '*',
      url: base + path,
      enabled: true,
    })),
  links: linksTo(at),
})

/** What Terraform asks to tell the websites apart. @throws ApiError 403 CBC.0150 (iam.md §7.2) */
export function listServiceTypes(account: Account) {
  if (settingsOf(account).site === 'international') {
    throw new ApiError('siteInternational')
  }
  const name = 'Server Migration Service'
  return {
    total_count: 1,
    service_types: [
      { service_type_name: name, service_type_code: 'hws.service.type.sms', abbreviation: 'SMS' },
    ],
  }
}
