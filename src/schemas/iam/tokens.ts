import { z } from 'zod'
import { described, type Meanings, withMeanings } from '../meanings.ts'

/** `POST /v3/auth/tokens` and what it answers (iam.md §1). */

/** Of an account, as requests name it. */
const account_ref: Meanings = {
  id: 'Id of the account: 32 hex digits in lower case.',
  name: 'Name of the account.',
}
const project_ref: Meanings = {
  id: 'Id of the project. Give this or the name.',
  name: 'Name of the project, that of a region such as ap-southeast-1. Give this or the id.',
  domain: 'Account of the project. Not needed: a project is looked up in the account of the user.',
}
const user_ref: Meanings = {
  id: 'Id of the user. Give this, or the name and the domain.',
  name: 'Name of the user. It needs the domain.',
  domain: 'Account of the user, by id or name.',
  password: 'Password of the user.',
  passcode: 'One-time passcode of the device of the user, six digits (RFC 6238).',
}

const DomainRef = described(account_ref, {
  id: z.string().optional(),
  name: z.string().optional(),
})
const ProjectRef = described(project_ref, {
  id: z.string().optional(),
  name: z.string().optional(),
  domain: DomainRef.nullish(),
})
const UserRef = described(user_ref, {
  id: z.string().optional(),
  name: z.string().optional(),
  domain: DomainRef.nullish(),
})
export type UserRef = z.infer<typeof UserRef>

const scope_meanings: Meanings = {
  project: 'Project that the token is for. If a domain is given too, the project counts.',
  domain: 'Account that the token is for, by id or name.',
  'OS-TRUST:trust': 'Refused with 400: this IAM has no trusts.',
}

// keystoneauth asks for no scope with the string "unscoped" (iam.md §1.2 g).
export const TokenScope = z
  .union([
    z.string(),
    described(scope_meanings, {
      project: ProjectRef.nullish(),
      domain: DomainRef.nullish(),
      // A trust is no feature of this IAM; it is known only to be refused (§1.2 j).
      'OS-TRUST:trust': z.unknown().optional(),
    }).meta({ id: 'TokenScope', description: 'The project or the account that a token is for.' }),
  ])
  .nullish()
export type TokenScope = z.infer<typeof TokenScope>

/** Of a request for a token. */
export const login: Meanings = {
  auth: 'Who asks, and what the token is to be for.',
  identity: 'Who asks: the methods, and a field with the name of each.',
  methods: 'How the caller proves who it is: password, password and totp, token, or assume_role.',
  password: 'With the method password: the user and the password.',
  totp: 'With the method totp: the user and the passcode.',
  token: 'With the method token: the token that the caller has.',
  assume_role: 'With the method assume_role: the agency in whose name the caller acts.',
  user: 'The user who logs in.',
  scope:
    'What the token is for: a project, or the whole account. Absent, null or a string such as unscoped: the account.',
  id_token: 'The ID token of the identity provider.',
}

/** Of an agency that a caller assumes. */
export const agency: Meanings = {
  domain_id: 'Id of the account that the agency belongs to. Give this or domain_name.',
  domain_name: 'Name of the account that the agency belongs to. Give this or domain_id.',
  agency_name: 'Name of the agency. Give this or xrole_name.',
  xrole_name: 'Name of the agency, as golangsdk sends it. Give this or agency_name.',
}

/** Of the text of a token in a body. */
const token_text: Meanings = { id: 'Text of the token, as X-Subject-Token gave it.' }

export const TokenRequest = described(login, {
  auth: described(login, {
    identity: described(login, {
      methods: z.array(z.string()).min(1),
      password: described(login, {
        user: UserRef.extend(withMeanings(user_ref, { password: z.string() })),
      }).optional(),
      totp: described(login, {
        user: UserRef.extend(withMeanings(user_ref, { passcode: z.string() })),
      }).optional(),
      token: described(token_text, { id: z.string() }).optional(),
      assume_role: described(agency, {
        domain_id: z.string().optional(),
        domain_name: z.string().optional(),
        agency_name: z.string().optional(),
        xrole_name: z.string().optional(),
      }).optional(),
    }),
    scope: TokenScope,
  }),
}).meta({ id: 'TokenRequest' })
export type TokenRequest = z.infer<typeof TokenRequest>

const Named = z.object({ id: z.string(), name: z.string() })
const named = (thing: string) =>
  described({ id: `Id of the ${thing}.`, name: `Name of the ${thing}.` }, Named.shape)
const Domain = named('account').meta({ id: 'Domain', description: 'An account.' })

/** Of services, and of the places where they are. */
export const service: Meanings = {
  endpoints: 'Where the service is.',
  id: 'Id of the service.',
  name: 'Name of the service: iam, keystone, sms, ecs, vpc, ims or evs.',
  type: 'Type of the service: iam, identity, sms, ecs, vpc, ims or evs.',
  enabled: 'Always true.',
}
export const endpoint: Meanings = {
  id: 'Id of the endpoint.',
  interface: 'Always public.',
  region: 'Always *: the service is the same in every region.',
  region_id: 'Always *: the service is the same in every region.',
  url: 'URL of the service, at the address at which the client reached the emulator.',
  service_id: 'Id of the service that is there.',
  enabled: 'Always true.',
}

export const CatalogEntry = described(service, {
  endpoints: z.array(
    described(endpoint, {
      id: z.string(),
      interface: z.literal('public'),
      region: z.string(),
      region_id: z.string(),
      url: z.string(),
    }),
  ),
  id: z.string(),
  name: z.string(),
  type: z.string(),
}).meta({ id: 'CatalogEntry', description: 'A service and where it is.' })
export type CatalogEntry = z.infer<typeof CatalogEntry>

const user: Meanings = {
  domain: 'Account of the user.',
  id: 'Id of the user, or of the agency that was assumed.',
  name: 'Name of the user; of an agency, the account and the agency: partner/migrators.',
  password_expires_at: 'Always empty: passwords do not expire.',
  'OS-FEDERATION': 'How the user was logged in by an identity provider; absent for other users.',
}

const TokenUser = described(user, {
  domain: Domain,
  id: z.string(),
  name: z.string(),
  password_expires_at: z.string(),
})

const federation: Meanings = {
  groups: 'Groups of the user: one for each of its roles. Inferred.',
  identity_provider: 'The provider that logged the user in.',
  protocol: 'The protocol: oidc.',
}

const Federation = described(federation, {
  groups: z.array(named('group')),
  identity_provider: described({ id: 'Name of the provider.' }, { id: z.string() }),
  protocol: described({ id: 'Always oidc.' }, { id: z.string() }),
}).meta({
  id: 'Federation',
  description: 'How a user was logged in by an identity provider.',
})

const token: Meanings = {
  token: 'What the token is for and how long. Its text is in the header X-Subject-Token.',
  catalog: 'Services and where they are; empty with ?nocatalog.',
  expires_at:
    'When the token expires on the clock of the account, 24 hours after its issue: 2026-01-02T00:00:00.000000Z.',
  issued_at: 'When the token was issued on the clock of the account: 2026-01-01T00:00:00.000000Z.',
  mfa_authn_at: 'When the user was authenticated by a passcode; absent without one.',
  methods: 'How the caller proved who it is, such as password.',
  project: 'Project that the token is for; absent if it is for the account.',
  domain: 'Account that the token is for; absent if it is for a project.',
  roles: 'Roles of the user.',
  user: 'The user whom the token stands for.',
  assumed_by: 'Who assumed the agency; absent for other tokens.',
}

export const TokenResponse = described(token, {
  token: described(token, {
    catalog: z.array(CatalogEntry),
    expires_at: z.string(),
    issued_at: z.string(),
    mfa_authn_at: z.string().optional(),
    methods: z.array(z.string()),
    project: described(
      {
        ...user,
        domain: 'Account of the project.',
        id: 'Id of the project.',
        name: 'Name of the project.',
      },
      { domain: Domain, id: z.string(), name: z.string() },
    ).optional(),
    domain: Domain.optional(),
    roles: z.array(named('role')),
    user: TokenUser.extend(withMeanings(user, { 'OS-FEDERATION': Federation.optional() })),
    assumed_by: described(
      { user: 'The user who assumed the agency.' },
      { user: TokenUser },
    ).optional(),
  }),
}).meta({ id: 'TokenResponse' })
export type TokenResponse = z.infer<typeof TokenResponse>

/** Mere presence asks for an empty catalog: keystoneauth sends `?nocatalog` without a value. */
export const TokenQuery = described(
  { nocatalog: 'If present, with any value or none: the catalog of the answer is empty.' },
  { nocatalog: z.string().optional() },
)

const headers: Meanings = {
  'x-auth-token':
    'Token of the caller. A signature in Authorization takes its place; of both, the token counts.',
  'x-subject-token': 'The token that is asked about.',
}

/** The caller's own token. */
export const CallerHeaders = z.looseObject(
  withMeanings(headers, { 'x-auth-token': z.string().optional() }),
)

export const SubjectHeaders = CallerHeaders.extend(
  withMeanings(headers, { 'x-subject-token': z.string().optional() }),
)
