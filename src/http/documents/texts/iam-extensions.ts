import type { ErrorName } from '../../../errors/refusals.ts'
import { ofSignatures } from './iam.ts'
import type { OperationText } from './types.ts'

/** What IAM's extensions refuse of a caller without valid credentials. */
const caller: readonly ErrorName[] = [
  'iamUnauthorized',
  'iamTokenUnknown',
  'iamTokenExpired',
  ...ofSignatures,
]
/** Of a call without a query and a body, nothing can be out of shape. */
const plain: readonly ErrorName[] = ['iamBodyTooLarge', ...caller]
const extension: readonly ErrorName[] = ['iamExtBodyInvalid', 'iamFieldInvalid', ...plain]

/** Access keys, STS and federation: IAM's own extensions. */
export const extensionTexts = {
  CreateTemporaryAccessKey: {
    summary: 'Create a temporary access key',
    description:
      'Creates an access key with a security token, for the caller (`token`) or for an agency (`assume_role`). The caller is named by X-Auth-Token, a signature, or the token in the body. The key is valid at once and for `duration_seconds` (900 if absent) of the account’s clock; it may do what its user or agency may.',
    basis: [
      'documented',
      'Request and answer are documented; `policy` is accepted and not applied (iam.md §5.1).',
    ],
    errors: [
      'iamExtBodyInvalid',
      'iamKeyBodySize',
      'iamKeyFieldInvalid',
      'iamKeyFieldMissing',
      'iamBodyTooLarge',
      'iamAgencyForbidden',
      ...caller,
    ],
  },
  AssumeAgency: {
    summary: 'Assume an agency',
    description:
      'Creates temporary credentials for an agency that trusts the account of the caller. They are valid at once and for `duration_seconds` (900 if absent) of the account’s clock.',
    basis: [
      'observed',
      'Terraform was run against it; `expiration` and the shape of refusals are inferred (iam.md §5.1).',
    ],
    errors: [...extension, 'iamRequired', 'iamAgencyForbidden'],
  },
  GetCallerIdentity: {
    summary: 'Show who is calling',
    description:
      'Returns account, URN and id of the user or agency to which the credentials belong. It is a read.',
    basis: ['observed', 'The fields are those that the Java SDK reads (iam.md §5.1).'],
    errors: plain,
  },
  CreatePermanentAccessKey: {
    summary: 'Create an access key',
    description:
      'Creates a permanent access key for a user, valid at once, and returns its secret, which no other call shows. A user can have two. Keys of another user take the right to manage them, such as the role `secu_admin`.',
    basis: [
      'documented',
      'Request and answer are documented; the limit is inferred (iam.md §5.1).',
    ],
    errors: [...extension, 'iamRequired', 'iamKeyLimit', 'iamForbidden', 'iamNotFound'],
  },
  ListPermanentAccessKeys: {
    summary: 'List access keys',
    description:
      'Returns the permanent access keys of a user, or of the caller, without their secrets. It is a read.',
    basis: ['documented', 'The answer is documented (iam.md §5.1).'],
    errors: ['iamFieldInvalid', ...plain, 'iamForbidden', 'iamNotFound'],
  },
  ShowPermanentAccessKey: {
    summary: 'Show an access key',
    description:
      'Returns a permanent access key of the account without its secret. It is a read; `last_use_time` is when the key was created.',
    basis: ['documented', 'The answer is documented (iam.md §5.1).'],
    errors: [...plain, 'iamForbidden', 'iamNotFound'],
  },
  UpdatePermanentAccessKey: {
    summary: 'Update an access key',
    description:
      'Enables or disables a permanent access key, or changes its description, at once. Calls that an inactive key has signed are refused with 401.',
    basis: ['documented', 'Request and answer are documented (iam.md §5.1).'],
    errors: [...extension, 'iamRequired', 'iamForbidden', 'iamNotFound'],
  },
  DeletePermanentAccessKey: {
    summary: 'Delete an access key',
    description:
      'Deletes a permanent access key at once. Calls that it has signed are refused with 401 from then on.',
    basis: ['documented', 'Request and answer are documented (iam.md §5.1).'],
    errors: ['iamExtBodyInvalid', ...plain, 'iamForbidden', 'iamNotFound'],
  },
  CreateTokenWithIdToken: {
    summary: 'Log in with an ID token',
    description:
      'Logs in a user of an identity provider (X-Idp-Id) by an ID token in the body, and returns a token in X-Subject-Token. It needs no other credentials. The user is created at its first login, at once, with the rights of the mapping of the provider. ID tokens are valid by the clock of the account or by real time.',
    basis: ['documented', 'Request and answer are documented (iam.md §4.5).'],
    errors: [
      'iamExtBodyInvalid',
      'iamRequired',
      'iamFieldInvalid',
      'iamBodyTooLarge',
      'iamIdTokenInvalid',
      'iamUnauthorized',
      'iamNotFound',
    ],
  },
} as const satisfies Record<string, OperationText>
