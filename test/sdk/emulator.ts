import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { endGroup } from './child.ts'

/** An emulator in a process of its own, on a free port, its clock frozen at the wall's time. */
export type RunningEmulator = {
  url: string
  /** What a suite needs to know, as variables of its environment. */
  env: NodeJS.ProcessEnv
  stop(): Promise<void>
}

const start_limit_ms = 30_000
const stop_limit_ms = 5_000

/**
 * @param more settings that a client needs.
 * @param auth `strict`, or what `SDK_AUTH` says while something is not built yet.
 */
export async function startEmulator(
  more: readonly string[] = [],
  auth = process.env.SDK_AUTH ?? 'strict',
): Promise<RunningEmulator> {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-sdk-'))
  const file = join(folder, 'endpoints.json')
  // Where nothing is asked nobody comes in by an identity provider.
  const fixture = auth === 'strict' ? ['--fixture', identityProvider(folder)] : []
  const settings = ['--port', '0', '--clock', 'frozen', '--pace', '1', '--log-level', 'warn']
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      'src/cli.ts',
      'start',
      ...settings,
      ...more,
      ...fixture,
      '--auth',
      auth,
      '--endpoints-file',
      file,
    ],
    { detached: true, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const kill = (): void => endGroup(child.pid)
  process.once('exit', kill)
  const stop = async (): Promise<void> => {
    await ended(child)
    process.off('exit', kill)
    rmSync(folder, { recursive: true, force: true })
  }
  const deadline = Date.now() + start_limit_ms
  while (!existsSync(file)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`the emulator did not start (--auth ${auth})`)
    }
    await pause(50)
  }
  const { url } = JSON.parse(readFileSync(file, 'utf8')) as { url: string }
  return { url, env: environmentFor(url, folder), stop }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const closed = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  const late = setTimeout(() => endGroup(child.pid), stop_limit_ms)
  await closed
  clearTimeout(late)
}

/** The account that is there without a fixture (README.md). */
const known = {
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

/**
 * An OpenID Connect provider whose private key is ours alone, as a fixture; and an ID token of it,
 * in the file that the SDKs read.
 *
 * @returns the fixture's file.
 */
function identityProvider(folder: string): string {
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
  writeFileSync(
    file,
    JSON.stringify({ accounts: [{ name: known.domain_name, identity_providers }] }),
  )
  return file
}

/** Ours, and the vendor's own names where an SDK reads its settings from the environment. */
function environmentFor(url: string, folder: string): NodeJS.ProcessEnv {
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
