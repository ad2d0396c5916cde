/** Tested by: test/http/sms/task-settings.test.ts */
import 'reflect-metadata'
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  webcrypto,
} from 'node:crypto'
import { BasicConstraintsExtension, X509CertificateGenerator } from '@peculiar/x509'
import type { ShowCertKeyResponse } from '../../schemas/sms/reports.ts'

/**
 * Certificates and keys of a task: real PEM, the same at every call and after every restart.
 *
 * Reading may change nothing and the same seed gives the same bytes, so keys are not made by
 * chance: an Ed25519 key is 32 bytes, which are a hash of the seed and the task, and its signatures
 * are the same each time. (RSA and ECDSA have neither property.)
 */

const algorithm = { name: 'Ed25519' }
const year_ms = 365 * 86_400_000
/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

function keyFrom(...parts: string[]): KeyObject {
  const bytes = createHash('sha256').update(parts.join('\n')).digest()
  return createPrivateKey({ key: Buffer.concat([pkcs8, bytes]), format: 'der', type: 'pkcs8' })
}

const exportPrivateKey = (key: KeyObject) =>
  webcrypto.subtle.importKey(
    'pkcs8',
    key.export({ format: 'der', type: 'pkcs8' }),
    algorithm,
    false,
    ['sign'],
  )

const exportPublicKey = (key: KeyObject) =>
  webcrypto.subtle.importKey(
    'spki',
    createPublicKey(key).export({ format: 'der', type: 'spki' }),
    algorithm,
    true,
    ['verify'],
  )

const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString()

type Made = { certificate: string; key: string }

/**
 * @param secret what the keys come from: seed, account and task.
 * @param from the moment from which the certificates are good, for ten years.
 * @param withCa whether the certificate of their issuer is asked for.
 */
export async function certificatesOf(
  secret: string,
  task_id: string,
  from: number,
  withCa: boolean,
): Promise<ShowCertKeyResponse> {
  const issuer = 'CN=huaweicloud-sms-emulator'
  const authority = keyFrom(secret, 'ca')
  const signingKey = await exportPrivateKey(authority)
  const make = async (role: string, key: KeyObject, isCa: boolean): Promise<Made> => {
    const certificate = await X509CertificateGenerator.create(
      {
        serialNumber: createHash('sha256').update(`${secret}\n${role}`).digest('hex').slice(0, 16),
        subject: isCa ? issuer : `CN=${role}.${task_id}`,
        issuer,
        notBefore: new Date(from),
        notAfter: new Date(from + 10 * year_ms),
        signingKey,
        publicKey: await exportPublicKey(key),
        signingAlgorithm: algorithm,
        extensions: [new BasicConstraintsExtension(isCa, undefined, true)],
      },
      webcrypto as Parameters<typeof X509CertificateGenerator.create>[1],
    )
    return { certificate: `${certificate.toString('pem')}\n`, key: pem(key) }
  }
  const [ca, source, management, data] = await Promise.all([
    make('ca', authority, true),
    make('source', keyFrom(secret, 'source'), false),
    make('target-mgmt', keyFrom(secret, 'target-mgmt'), false),
    make('target-data', keyFrom(secret, 'target-data'), false),
  ])
  return {
    cert: source.certificate,
    private_key: source.key,
    ca: withCa ? ca.certificate : null,
    target_mgmt_cert: management.certificate,
    target_mgmt_private_key: management.key,
    target_data_cert: data.certificate,
    target_data_private_key: data.key,
  }
}
