import { webcrypto } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { Extension } from '@peculiar/x509'
import { type Config, ConfigRefused } from '../config.ts'
import { regions } from '../domain/identity/catalog.ts'
import type { Certificate } from '../http/listener.ts'
import { isEveryAddress } from '../text/listener.ts'

/** The certificate of the second port, for clients that speak only https. */

/**
 * The certificate that the settings ask for: of files, or made now together with a CA, whose
 * certificate is written to `tls_ca_file`. The CA's key is kept nowhere, so that a client which trusts it
 * trusts this one certificate.
 *
 * @param now the wall's time: clients compare it with theirs.
 * @returns undefined when they ask for none.
 * @throws ConfigRefused when a file cannot be used.
 */
export async function certificateFor(
  config: Config,
  now: number,
): Promise<Certificate | undefined> {
  const { tls, tls_cert, tls_key, tls_ca_file } = config
  if (tls_cert !== undefined && tls_key !== undefined) {
    return pairOf({ cert: readPem('--tls-cert', tls_cert), key: readPem('--tls-key', tls_key) })
  }
  if (tls === undefined) return undefined
  const { ca, ...certificate } = await makeCertificate(namesOf(config), now)
  if (tls_ca_file !== undefined) writeFileSync(tls_ca_file, ca)
  return certificate
}

/** @throws ConfigRefused when certificate and key do not make a pair */
async function pairOf(certificate: Certificate): Promise<Certificate> {
  const { createSecureContext } = await import('node:tls')
  try {
    createSecureContext(certificate)
    return certificate
  } catch (error) {
    throw new ConfigRefused(`--tls-cert and --tls-key cannot be used: ${(error as Error).message}.`)
  }
}

function readPem(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigRefused(`${flag}: ${(error as Error).message}.`)
  }
}

/** The service's own hosts, which a hosts file may lead here; a wildcard stands for one label only. */
const service_names = [
  'iam.myhuaweicloud.com',
  ...Object.keys(regions).map((region) => `*.${region}.myhuaweicloud.com`),
]

/** Every name by which a client may reach the listener. */
function namesOf({ host, public_url }: Config): string[] {
  const own = isEveryAddress(host) ? [] : [host]
  const shown = public_url === undefined ? [] : [new URL(public_url).hostname]
  const names = ['localhost', '127.0.0.1', '::1', ...own, ...shown, ...service_names]
  return [...new Set(names.map((name) => name.replace(/^\[|\]$/g, '')))]
}

const day_ms = 86_400_000
/** P-256, which every client can verify; Ed25519 some cannot. */
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** A certificate for the names, and that of the CA that signed it: good for a year. */
async function makeCertificate(
  names: string[],
  now: number,
): Promise<Certificate & { ca: string }> {
  // Loaded only for whom wants it; the second needs the first.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const crypto = webcrypto as Parameters<typeof x509.X509CertificateGenerator.create>[1]
  const keyPair = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const [authority, own] = await Promise.all([keyPair(), keyPair()])
  const issuer = 'CN=huaweicloud-sms-emulator CA'
  const { digitalSignature, keyCertSign } = x509.KeyUsageFlags
  const create = async (publicKey: webcrypto.CryptoKey, subject: string, extensions: Extension[]) =>
    x509.X509CertificateGenerator.create(
      {
        subject,
        issuer,
        // A day back, for containers whose clocks are late.
        notBefore: new Date(now - day_ms),
        notAfter: new Date(now + 365 * day_ms),
        publicKey,
        signingKey: authority.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
          ...extensions,
          await x509.SubjectKeyIdentifierExtension.create(publicKey, false, crypto),
          await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey, false, crypto),
        ],
      },
      crypto,
    )
  const alternatives = names.map((value) => ({
    type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const),
    value,
  }))
  const ca = await create(authority.publicKey, issuer, [
    new x509.BasicConstraintsExtension(true, 0, true),
    new x509.KeyUsagesExtension(keyCertSign, true),
  ])
  const cert = await create(own.publicKey, 'CN=localhost', [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(alternatives),
  ])
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', own.privateKey))
  return {
    ca: `${ca.toString('pem')}\n`,
    cert: `${cert.toString('pem')}\n`,
    key: pemOf('PRIVATE KEY', pkcs8),
  }
}

const pemOf = (label: string, bytes: Buffer): string => {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
