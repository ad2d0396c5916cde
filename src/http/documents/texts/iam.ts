import type { ErrorName } from '../../../errors/refusals.ts'
import type { OperationText } from './types.ts'

/** What a signature is refused for, whatever it signs. */
export const ofSignatures: readonly ErrorName[] = [
  'keyUnknown',
  'keyLocked',
  'signatureMismatch',
  'signatureUnreadable',
  'signatureExpired',
  'securityTokenMissing',
  'securityTokenInvalid',
  'securityTokenExpired',
]

/** What Keystone's routes refuse: a caller without valid credentials, and a body or query out of shape. */
const caller: readonly ErrorName[] = ['iamTokenInvalid', 'iamUnauthorized', ...ofSignatures]
/** Of a call without a query and a body, nothing can be out of shape. */
const plain: readonly ErrorName[] = ['iamBodyTooLarge', ...caller]
const keystone: readonly ErrorName[] = ['iamBodyInvalid', ...plain]

/** What a login meets. */
const login: readonly ErrorName[] = [
  'iamBodyInvalid',
  'iamBodyTooLarge',
  'iamWrongPassword',
  'iamUnauthorized',
]

/** Tokens and the directory of IAM: Keystone's routes. */
export const keystoneTexts = {
  KeystoneCreateToken: {
    summary: 'Log in and get a token',
    description:
      'Logs a user in by password, password and passcode, token or agency, and returns a token in the header X-Subject-Token; the body says what it is for. It needs no credentials but those of its body (an agency also takes a signature or X-Auth-Token). The token is valid at once and for 24 hours of the account’s clock; a token by token ends with the first one. Five wrong passwords within 15 minutes of the clock lock the user for 15.',
    basis: [
      'documented',
      'Request, answer and lifetime are documented; the words for locked and disabled users are inferred (iam.md §1).',
    ],
    errors: [
      ...login,
      'iamLocked',
      'iamPasscodeInvalid',
      'iamUserDisabled',
      'iamConsoleOnly',
      'iamAgencyForbidden',
      'iamTokenInvalid',
    ],
  },
  KeystoneValidateToken: {
    summary: 'Validate a token',
    description:
      'Returns what the token of X-Subject-Token is for and when it expires. It is a read, and shows only tokens of the account of the caller. A token that has expired on the clock of its account, or was revoked, is 404.',
    basis: ['documented', 'Headers and statuses are documented (iam.md §2.1).'],
    errors: [...keystone, 'iamSubjectInvalid'],
  },
  KeystoneCheckToken: {
    summary: 'Check a token',
    description:
      'Says by its status alone whether the token of X-Subject-Token is valid: 200 or 404, without a body. It is a read, and knows only tokens of the account of the caller.',
    basis: ['documented', 'Headers and statuses are documented (iam.md §2.1).'],
    errors: [...keystone, 'iamSubjectInvalid'],
  },
  KeystoneDeleteToken: {
    summary: 'Revoke a token',
    description:
      'Revokes the token of X-Subject-Token at once; calls with it are refused with 401 from then on. An expired token can be revoked, too.',
    basis: ['documented', 'Headers and statuses are documented (iam.md §2.1).'],
    errors: [...keystone, 'iamSubjectInvalid'],
  },
  KeystoneListProjects: {
    summary: 'List projects',
    description:
      'Returns the projects of the account of the caller that match all filters. Asking for the `name` of a region creates its project at the first time, with an id that follows from account and region; otherwise it is a read. `page` and `per_page` must be given together.',
    basis: [
      'documented',
      'The filters are documented; that a region has its project from the first question on is this emulator’s (iam.md §4.1, §5.1).',
    ],
    errors: [...keystone, 'iamPageInvalid'],
  },
  KeystoneCreateProject: {
    summary: 'Create a project',
    description:
      'Creates a project of the account of the caller, at once. Documented names are `<region>_<suffix>`; the name of a region is accepted, as two of the SDKs send it.',
    basis: ['documented', 'Request and refusals are documented (iam.md §5.1).'],
    errors: [...keystone, 'iamNameMissing', 'iamForbidden', 'iamNotFound', 'iamConflict'],
  },
  KeystoneListAuthProjects: {
    summary: 'List the projects of the caller',
    description:
      'Returns the projects that a token of the caller can be for: all of the account. It is a read.',
    basis: ['documented', 'The answer is documented (iam.md §5.1).'],
    errors: plain,
  },
  KeystoneListProjectsForUser: {
    summary: 'List the projects of a user',
    description:
      'Returns the projects of a user of the account: all of the account. It is a read, and any user may ask.',
    basis: [
      'inferred',
      'The answer is documented; that a user has all projects is this emulator’s (iam.md §5.1).',
    ],
    errors: [...plain, 'iamNotFound'],
  },
  KeystoneShowProject: {
    summary: 'Show a project',
    description:
      'Returns a project of the account of the caller. It is a read; projects of other accounts are 404.',
    basis: ['documented', 'The answer is documented (iam.md §5.1).'],
    errors: [...plain, 'iamNotFound'],
  },
  KeystoneListAuthDomains: {
    summary: 'List the account of the caller',
    description:
      'Returns the account (IAM domain) of the caller, the only one that it sees, with its id. It is a read. SDKs ask for it before their first signed call.',
    basis: ['documented', 'The answer is documented (iam.md §4.2, §5.1).'],
    errors: keystone,
  },
  KeystoneListUsers: {
    summary: 'List users',
    description:
      'Returns the users of the account of the caller that match all filters, without the guests of identity providers. It is a read, and any user may ask.',
    basis: ['documented', 'Filters and answer are documented (iam.md §5.1).'],
    errors: keystone,
  },
  KeystoneShowUser: {
    summary: 'Show a user',
    description:
      'Returns a user of the account of the caller. It is a read; users of other accounts are 404.',
    basis: ['documented', 'The answer is documented (iam.md §5.1).'],
    errors: [...plain, 'iamNotFound'],
  },
  ListServiceTypes: {
    summary: 'List service types of the billing service',
    description:
      'Answers the question with which Terraform tells the Chinese and the international website apart. It is a read: an account of the international website (`site: international` of its fixture) is refused with CBC.0150.',
    basis: [
      'observed',
      'Terraform was run against it; the answer beside CBC.0150 is inferred (iam.md §7.2).',
    ],
    errors: ['siteInternational', 'bodyTooLarge'],
  },
  KeystoneShowCatalog: {
    summary: 'Show the catalog of services',
    description:
      'Returns the services with their endpoints, which are addresses of this emulator. It is a read.',
    basis: ['documented', 'The answer is documented (iam.md §5.1).'],
    errors: plain,
  },
  KeystoneListRegions: {
    summary: 'List regions',
    description:
      'Returns the regions of the cloud with their names. It is a read. Names are English in both languages.',
    basis: ['documented', 'The answer is documented (iam.md §5.1).'],
    errors: plain,
  },
  KeystoneListServices: {
    summary: 'List services',
    description:
      'Returns the services of the catalog, or those of a `type`. It is a read, and the list is whole.',
    basis: ['documented', 'The answer is documented (iam.md §5.1).'],
    errors: keystone,
  },
  KeystoneListEndpoints: {
    summary: 'List endpoints',
    description:
      'Returns the endpoints of the services of the catalog, addresses of this emulator. It is a read, and the list is whole.',
    basis: ['documented', 'The answer is documented (iam.md §5.1).'],
    errors: keystone,
  },
  CreateTokenByProvider: {
    summary: 'Log in with a bearer ID token',
    description:
      'Logs in a user of an identity provider by an ID token in `Authorization: Bearer`, as Node’s SDK does, and returns a token without a scope in X-Subject-Token. The user is created at its first login, at once, with the rights of the mapping of the provider. ID tokens are valid by the clock of the account or by real time.',
    basis: ['observed', 'Node’s SDK was run against it (iam.md §4.5).'],
    errors: ['iamBodyInvalid', 'iamBodyTooLarge', 'iamIdTokenInvalid', 'iamNotFound'],
  },
} as const satisfies Record<string, OperationText>
