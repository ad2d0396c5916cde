import { call, type Step } from '../step.ts'
import { fromAPage, withoutToken } from './refusals.ts'

/** Chapter 1: what is there, and how a client of IAM logs in. */

const login = (name: string, password: string, scope: object): object => ({
  auth: {
    identity: {
      methods: ['password'],
      password: { user: { name, password, domain: { name: 'emulator' } } },
    },
    scope,
  },
})
const in_region = { project: { name: 'ap-southeast-1' } }

/** Users, an identity provider, and a second account with an agency; the key is that of the ID token in `keys.ts`. */
const identities = `version: 1
accounts:
  - name: emulator
    users:
      - name: developer
        id: 0e0000000000000000000000000a0001
        password: Emulator@123
        access_keys:
          - { ak: EMULATORACCESSKEY001, sk: emulatorSecretKeyForLocalTestsOnly000001 }
      - { name: reader, password: Emulator@123, roles: [SMS ReadOnlyAccess] }
    identity_providers:
      - name: corp
        issuer: https://login.example
        client_id: sms-clients
        jwks:
          keys:
            - kty: EC
              crv: P-256
              x: bgDrWL6pENnZuU7ehiNlqiwEPzOb1LyGzE6JQf4cfdk
              y: rV0wlEdEnW9_dIInaB4JF_Skb2L2H6YlRZCGAqrszaQ
              kid: example
        mapping: { user: "corp-{email}", roles: [SMS FullAccess] }
  - name: partner
    id: 0e0000000000000000000000000d0002
    users:
      - { name: owner, password: Emulator@123 }
    projects:
      - { name: ap-southeast-1 }
    agencies:
      - { name: migrators, trusts: [emulator], roles: [SMS FullAccess] }
`

const start: Step[] = [
  call('health', 200, 'The process answers'),
  fromAPage('health'),
  call('ready', 200, 'The fixtures are loaded'),
  fromAPage('ready'),
  call('info', 200, 'Version, settings and accounts of the emulator'),
  fromAPage('info'),
  call('loadFixture', 200, 'Load users, an identity provider and a second account', {
    body: identities,
  }),
  call('loadFixture', 400, 'Refused: the fixture has a field that does not exist', {
    body: 'accounts: [{ name: emulator, servers: [] }]\n',
  }),
]

const tokens: Step[] = [
  call('KeystoneCreateToken', 201, 'A token for the project of a region, by name and password', {
    body: login('developer', 'Emulator@123', in_region),
    keep: {
      token: 'x-subject-token',
      project: '/token/project/id',
      user: '/token/user/id',
      domain: '/token/user/domain/id',
    },
  }),
  call('KeystoneCreateToken', 201, 'A token of a user who may only read; the catalog is left out', {
    query: { nocatalog: 'true' },
    body: login('reader', 'Emulator@123', in_region),
    keep: { reader: 'x-subject-token' },
  }),
  call('KeystoneCreateToken', 401, 'Refused: the password is wrong', {
    body: login('developer', 'Emulator@124', in_region),
  }),
  call('exportBundle', 200, 'Every call since the start, with what a replay needs'),
  fromAPage('exportBundle'),
  call('KeystoneValidateToken', 200, 'Who a token belongs to, and until when', {
    query: { nocatalog: 'true' },
    headers: { 'x-subject-token': '<reader>' },
  }),
  call('KeystoneValidateToken', 404, 'Refused: there is no such token', {
    headers: { 'x-subject-token': 'not-a-token' },
  }),
  call('KeystoneCheckToken', 200, 'The token is valid', {
    headers: { 'x-subject-token': '<reader>' },
  }),
  call('KeystoneCheckToken', 404, 'Refused: there is no such token', {
    headers: { 'x-subject-token': 'not-a-token' },
  }),
]

const nobody = { user_id: '0e0000000000000000000000000affff' }

const directory: Step[] = [
  call('KeystoneListProjects', 200, 'The project of a region', {
    query: { name: 'ap-southeast-1' },
  }),
  withoutToken('KeystoneListProjects'),
  call('KeystoneCreateProject', 201, 'A sub-project of a region', {
    body: {
      project: {
        name: 'ap-southeast-1_shop',
        domain_id: '<domain>',
        parent_id: '<project>',
        description: 'The shop',
      },
    },
  }),
  call('KeystoneCreateProject', 409, 'Refused: there is a project of this name', {
    body: {
      project: { name: 'ap-southeast-1_shop', domain_id: '<domain>', parent_id: '<project>' },
    },
  }),
  call('KeystoneListAuthProjects', 200, 'Projects that the token may be used for'),
  withoutToken('KeystoneListAuthProjects'),
  call('KeystoneListProjectsForUser', 200, 'Projects of a user', { path: { user_id: '<user>' } }),
  call('KeystoneListProjectsForUser', 404, 'Refused: there is no such user', { path: nobody }),
  call('KeystoneShowProject', 200, 'A project by its id', { path: { project_id: '<project>' } }),
  call('KeystoneShowProject', 404, 'Refused: there is no such project', {
    path: { project_id: '0215ef11e49d4743be23dd97a156ffff' },
  }),
  call('KeystoneListAuthDomains', 200, 'The account of the token'),
  withoutToken('KeystoneListAuthDomains'),
  call('KeystoneListUsers', 200, 'Users of the account'),
  withoutToken('KeystoneListUsers'),
  call('KeystoneShowUser', 200, 'A user by its id', { path: { user_id: '<user>' } }),
  call('KeystoneShowUser', 404, 'Refused: there is no such user', { path: nobody }),
  call('ListServiceTypes', 200, 'Types of the services of the account'),
  withoutToken('ListServiceTypes'),
  call('KeystoneShowCatalog', 200, 'Services and their endpoints for the token'),
  withoutToken('KeystoneShowCatalog'),
  call('KeystoneListRegions', 200, 'Regions that there are'),
  withoutToken('KeystoneListRegions'),
  call('KeystoneListServices', 200, 'Services of a type', {
    query: { type: 'sms' },
    keep: { service: '/services/0/id' },
  }),
  withoutToken('KeystoneListServices'),
  call('KeystoneListEndpoints', 200, 'Endpoints of a service', {
    query: { service_id: '<service>' },
  }),
  withoutToken('KeystoneListEndpoints'),
]

export const logIn: readonly Step[] = [...start, ...tokens, ...directory]
