import assert from 'node:assert/strict'
// The package's own index does not load: it asks for a file that is not in it.
import iam from '@huaweicloud/huaweicloud-sdk-iam/v3/public-api.js'
import { domain_id, keys, project_id, region, setting, url } from './emulator.mjs'
import { check } from './report.mjs'

/** The operations of IAM that clients of SMS need, through the IAM SDK. */

export const client = iam.IamClient.newBuilder().withCredential(keys()).withEndpoint(url).build()

/** A token for the project. @returns the answer, with the token's text in `X-Subject-Token` */
export function passwordToken() {
  const domain = new iam.PwdPasswordUserDomain().withName(setting('DOMAIN_NAME'))
  const user = new iam.PwdPasswordUser()
    .withDomain(domain)
    .withName(setting('USER'))
    .withPassword(setting('PASSWORD'))
  const identity = new iam.PwdIdentity()
    .withMethods(['password'])
    .withPassword(new iam.PwdPassword().withUser(user))
  const scope = new iam.AuthScope().withProject(new iam.AuthScopeProject().withId(project_id))
  const body = new iam.KeystoneCreateUserTokenByPasswordRequestBody().withAuth(
    new iam.PwdAuth().withIdentity(identity).withScope(scope),
  )
  return client.keystoneCreateUserTokenByPassword(
    new iam.KeystoneCreateUserTokenByPasswordRequest().withBody(body),
  )
}

/** Keys for a quarter of an hour. */
export async function temporaryKey(token) {
  const identity = new iam.TokenAuthIdentity()
    .withMethods(['token'])
    .withToken(new iam.IdentityToken().withId(token).withDurationSeconds(900))
  const body = new iam.CreateTemporaryAccessKeyByTokenRequestBody().withAuth(
    new iam.TokenAuth().withIdentity(identity),
  )
  const request = new iam.CreateTemporaryAccessKeyByTokenRequest().withBody(body)
  return (await client.createTemporaryAccessKeyByToken(request)).credential
}

const made = {}

const in_order = {
  async KeystoneCreateUserTokenByPassword() {
    const answer = await passwordToken()
    made.token = answer['X-Subject-Token']
    made.user = answer.token.user.id
    assert.ok(made.token)
    assert.equal(answer.token.project.name, region)
  },
  async KeystoneValidateToken() {
    const request = new iam.KeystoneValidateTokenRequest().withXSubjectToken(made.token)
    assert.equal((await client.keystoneValidateToken(request)).token.user.id, made.user)
  },
  async KeystoneListProjects() {
    const request = new iam.KeystoneListProjectsRequest().withName(region)
    const { projects } = await client.keystoneListProjects(request)
    assert.deepEqual(
      projects.map(({ id }) => id),
      [project_id],
    )
  },
  async KeystoneListAuthProjects() {
    const { projects } = await client.keystoneListAuthProjects()
    assert.ok(projects.some(({ id }) => id === project_id))
  },
  async KeystoneListAuthDomains() {
    const { domains } = await client.keystoneListAuthDomains()
    assert.deepEqual(
      domains.map(({ id }) => id),
      [domain_id],
    )
  },
  async KeystoneListUsers() {
    const request = new iam.KeystoneListUsersRequest().withName(setting('USER'))
    const { users } = await client.keystoneListUsers(request)
    assert.deepEqual(
      users.map(({ id }) => id),
      [made.user],
    )
  },
  async KeystoneListRegions() {
    const { regions } = await client.keystoneListRegions()
    assert.ok(regions.some(({ id }) => id === region))
  },
  async CreateTemporaryAccessKeyByToken() {
    const { access, secret, securitytoken } = await temporaryKey(made.token)
    assert.ok(access && secret && securitytoken)
  },
}

export async function identity() {
  for (const [operationId, work] of Object.entries(in_order)) {
    await check('iam', operationId, 'typed', work)
  }
}
