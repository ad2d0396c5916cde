import assert from 'node:assert/strict'
import core from '@huaweicloud/huaweicloud-sdk-core'
import {
  builder,
  domain_id,
  keys,
  project_id,
  region,
  setting,
  sms,
  smsThrough,
  url,
} from './emulator.mjs'
import { passwordToken, temporaryKey } from './identity.mjs'
import { check, refused } from './report.mjs'

/** Every way in that the SDK's core has, each up to an answer of SMS; and the refusals, decoded. */

const lists = (call) => call('ListServers', { query: { limit: 1 } })

async function listsServers(call) {
  assert.equal((await lists(call)).httpStatusCode, 200)
}

const inRegion = (credentials) =>
  smsThrough(builder().withCredential(credentials).withRegion(new core.Region(region, url)).build())

const ak = setting('AK')
const sk = setting('SK')

async function refusalOf(change) {
  const { httpStatusCode, errorCode, errorMsg } = await refused(() => lists(sms(keys(change))))
  assert.deepEqual([httpStatusCode, errorCode], [401, 'APIGW.0301'])
  return errorMsg
}

const ways = {
  'AK/SK and project id': () => listsServers(sms()),
  'AK/SK and domain id': () =>
    listsServers(sms(new core.GlobalCredentials({ ak, sk, domainId: domain_id }))),
  async 'AK/SK, project looked up'() {
    const credentials = new core.BasicCredentials({ ak, sk, iamEndpoint: url })
    await listsServers(inRegion(credentials))
    assert.equal(credentials.projectId, project_id)
  },
  async 'AK/SK, domain looked up'() {
    const credentials = new core.GlobalCredentials({ ak, sk, iamEndpoint: url })
    await listsServers(inRegion(credentials))
    assert.equal(credentials.domainId, domain_id)
  },
  'AK/SK from the environment': () => listsServers(smsThrough(builder().withEndpoint(url).build())),
  async 'temporary AK/SK and security token'() {
    const token = (await passwordToken())['X-Subject-Token']
    const { access, secret, securitytoken } = await temporaryKey(token)
    const key = { ak: access, sk: secret }
    await listsServers(sms(keys({ ...key, securityToken: securitytoken })))
    assert.equal((await refused(() => lists(sms(keys(key))))).httpStatusCode, 401)
  },
  async 'identity provider (OIDC)'() {
    const credentials = new core.BasicCredentials({
      projectId: project_id,
      idpId: setting('IDP_ID'),
      idTokenFile: setting('ID_TOKEN_FILE'),
      // The slash is needed: the core joins its paths without one.
      iamEndpoint: `${url}/`,
    })
    await listsServers(sms(credentials))
    assert.ok(credentials.securityToken)
  },
  'derived signature (V11)'() {
    const credentials = keys({ derivedPredicate: () => true })
    credentials.processDerivedAuthParams('sms', region)
    return listsServers(sms(credentials))
  },
  async 'refused: wrong secret'() {
    assert.match(await refusalOf({ sk: 'not-the-secret' }), /verify aksk signature fail/)
  },
  async 'refused: unknown key'() {
    assert.match(await refusalOf({ ak: 'NOSUCHKEY' }), /NOSUCHKEY/)
  },
  async 'refused: unknown task'() {
    const refusal = await refused(() => sms()('ShowTask', { path: { task_id: 'none' } }))
    assert.deepEqual([refusal.httpStatusCode, refusal.errorCode], [404, 'SMS.7703'])
  },
}

export async function authentication() {
  for (const [name, way] of Object.entries(ways)) await check('auth', name, 'typed', way)
}
