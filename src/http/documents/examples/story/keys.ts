import { call, type Step } from '../step.ts'
import { withoutToken } from './refusals.ts'

/** Chapter 2: keys, agencies and identity providers. */

/** Signed with a key that was thrown away; the fixture of `log-in.ts` has its public half. It expires in 2026. */
export const id_token = [
  'eyJhbGciOiJFUzI1NiIsImtpZCI6ImV4YW1wbGUifQ',
  'eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUiLCJhdWQiOiJzbXMtY2xpZW50cyIsInN1YiI6ImFubiIsImVtYWlsIjoiYW5uQGxvZ2luLmV4YW1wbGUiLCJpYXQiOjE3NjcyNjg4MDAsImV4cCI6MTc2NzM1NTIwMH0',
  'W3jTbza9EdSizU3gt-w9pNm-lJymK2cCtC7MaOoU_bkbJdFfrmD2fFoYWJu_owB_6esiEZfbYZ8oPEFzDABW7Q',
].join('.')

const assume = (agency_name: string): object => ({
  auth: {
    identity: {
      methods: ['assume_role'],
      assume_role: { agency_name, domain_name: 'partner', duration_seconds: 3600 },
    },
  },
})

const no_key = 'Refused: there is no such key any more'

const keys: Step[] = [
  call('CreateTemporaryAccessKey', 201, 'A temporary key and its security token, for an hour', {
    body: { auth: { identity: { methods: ['token'], token: { duration_seconds: 3600 } } } },
  }),
  call('CreateTemporaryAccessKey', 201, 'A temporary key that acts for another account', {
    body: assume('migrators'),
  }),
  call('CreateTemporaryAccessKey', 403, 'Refused: the other account has no such agency', {
    body: assume('painters'),
  }),
  call(
    'AssumeAgency',
    200,
    'A temporary key that acts for another account, by the URN of its agency',
    {
      body: {
        agency_urn: 'iam::0e0000000000000000000000000d0002:agency:migrators',
        agency_session_name: 'shop',
      },
    },
  ),
  call('AssumeAgency', 403, 'Refused: the other account has no such agency', {
    body: {
      agency_urn: 'iam::0e0000000000000000000000000d0002:agency:painters',
      agency_session_name: 'shop',
    },
  }),
  call('GetCallerIdentity', 200, 'Who the caller is, by its credentials'),
  withoutToken('GetCallerIdentity'),
  call('CreatePermanentAccessKey', 201, 'An access key; its secret is shown only here', {
    body: { credential: { user_id: '<user>', description: 'for the agent' } },
    keep: { key: '/credential/access' },
  }),
  call('CreatePermanentAccessKey', 400, 'Refused: a user has at most two keys', {
    body: { credential: { user_id: '<user>' } },
  }),
  call('ListPermanentAccessKeys', 200, 'Access keys of a user', { query: { user_id: '<user>' } }),
  withoutToken('ListPermanentAccessKeys'),
  call('ShowPermanentAccessKey', 200, 'An access key', { path: { access_key: '<key>' } }),
  call('UpdatePermanentAccessKey', 200, 'The key can no longer sign', {
    path: { access_key: '<key>' },
    body: { credential: { status: 'inactive' } },
  }),
  call('DeletePermanentAccessKey', 204, 'The key is deleted', { path: { access_key: '<key>' } }),
  call('ShowPermanentAccessKey', 404, no_key, { path: { access_key: '<key>' } }),
  call('UpdatePermanentAccessKey', 404, no_key, {
    path: { access_key: '<key>' },
    body: { credential: { status: 'active' } },
  }),
  call('DeletePermanentAccessKey', 404, no_key, { path: { access_key: '<key>' } }),
]

const federation: Step[] = [
  call('CreateTokenWithIdToken', 201, 'A token for a user of an identity provider', {
    query: { nocatalog: 'true' },
    headers: { 'x-idp-id': 'corp' },
    body: { auth: { id_token: { id: id_token }, scope: { project: { name: 'ap-southeast-1' } } } },
    keep: { guest: 'x-subject-token' },
  }),
  call('CreateTokenWithIdToken', 401, 'Refused: the ID token cannot be read', {
    headers: { 'x-idp-id': 'corp' },
    body: { auth: { id_token: { id: 'e30.e30.e30' } } },
  }),
  call('CreateTokenByProvider', 201, 'A token without a scope, for the ID token in Authorization', {
    path: { idp_id: 'corp' },
    headers: { authorization: `Bearer ${id_token}` },
  }),
  call('CreateTokenByProvider', 401, 'Refused: there is no ID token in Authorization', {
    path: { idp_id: 'corp' },
  }),
  call('KeystoneDeleteToken', 204, 'The token is no longer valid', {
    headers: { 'x-subject-token': '<guest>' },
  }),
  call('KeystoneDeleteToken', 404, 'Refused: there is no such token any more', {
    headers: { 'x-subject-token': '<guest>' },
  }),
]

export const useKeys: readonly Step[] = [...keys, ...federation]
