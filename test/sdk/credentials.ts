import { generateKeyPairSync, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** With what the suites come in. */

/** The account that is there without a fixture (README.md). */
export const known = {
  region: 'ap-southeast-1',
  project_id: '0215ef11e49d4743be23dd97a1561e91',
  domain_id: '0e0000000000000000000000000d0001',
  domain_name: 'emulator',
  user: 'developer',
  password: 'Emulator@123',
  ak: 'EMULATORACCESSKEY001',
  sk: 'emulatorSecretKeyForLocalTestsOnly000001',
}

const provider = { name: 'ci', issuer: 'https://issuer.test', client_id: 'sms-emulator-suite' }

/** An account whose agency the users of ours may assume. */
const partner = {
  name: 'partner',
  agencies: [{ name: 'migration', trusts: [known.domain_name] }],
}

/**
 * Ways into accounts beside passwords and keys, as a fixture: an agency, and an OpenID Connect
 * provider whose private key is ours alone, with an ID token of it in the file that the SDKs read.
 *
 * @returns the fixture's file.
 */
export function waysIn(folder: string): string {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { name, issuer, client_id } = provider
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: issuer, aud: client_id, sub: 'pipeline', iat: now, exp: now + 86_400 }
  const text = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature = sign('sha256', Buffer.from(text), privateKey).toString('base64url')
  writeFileSync(join(folder, 'id-token'), `${text}.${signature}`)

  const keys = [publicKey.export({ format: 'jwk' })]
  const identity_providers = [{ name, issuer, client_id, keys }]
  const file = join(folder, 'fixture.json')
  const accounts = [{ name: known.domain_name, identity_providers }, partner]
  writeFileSync(file, JSON.stringify({ accounts }))
  return file
}

/** What a suite needs to know: by names of ours, and by the vendor's own where an SDK reads its settings from the environment. */
export function environmentFor(url: string, folder: string): NodeJS.ProcessEnv {
  const profile = join(folder, 'credentials')
  const { ak, sk, project_id, domain_id } = known
  const keys = `ak = ${ak}\nsk = ${sk}\niam_endpoint = ${url}\n`
  writeFileSync(
    profile,
    `[basic]\n${keys}project_id = ${project_id}\n[global]\n${keys}domain_id = ${domain_id}\n`,
  )
  const ours = Object.entries({
    url,
    ...known,
    idp_id: provider.name,
    id_token_file: join(folder, 'id-token'),
  }).map(([name, value]) => [`EMULATOR_${name.toUpperCase()}`, value])
  return {
    ...withoutVendorSettings(process.env),
    ...Object.fromEntries(ours),
    HUAWEICLOUD_SDK_AK: ak,
    HUAWEICLOUD_SDK_SK: sk,
    HUAWEICLOUD_SDK_PROJECT_ID: project_id,
    HUAWEICLOUD_SDK_DOMAIN_ID: domain_id,
    HUAWEICLOUD_SDK_REGION_SMS_AP_SOUTHEAST_1: url,
    HUAWEICLOUD_SDK_CREDENTIALS_FILE: profile,
  }
}

/** Nobody's real keys get into a suite, and no proxy stands between it and the emulator. */
const withoutVendorSettings = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(HUAWEICLOUD_|HW_|OS_)|_proxy$/i.test(name)),
  )
