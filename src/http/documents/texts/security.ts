import type { Surface } from '../../pipeline/surface.ts'
import type { Json, Node } from '../openapi-tidy.ts'

/** Who may call what: the security schemes of each document, and which of them an operation takes. */

const token = {
  type: 'apiKey',
  in: 'header',
  name: 'X-Auth-Token',
  description:
    'A token of IAM, from the header X-Subject-Token of KeystoneCreateToken. It lives 24 hours on the clock of its account; it wins where a signature is sent, too.',
}
const signature = {
  type: 'apiKey',
  in: 'header',
  name: 'Authorization',
  description:
    'A signature with an access key (AK and SK): SDK-HMAC-SHA256 or V11-HMAC-SHA256, with X-Sdk-Date, and with X-Security-Token for a temporary key.',
}

export const securitySchemes: Record<Surface, Node> = {
  sms: { token, signature },
  iam: {
    token,
    signature,
    idToken: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'An ID token of the identity provider.',
    },
  },
  companions: { token, signature },
  control: {
    controlToken: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Emulator-Token',
      description:
        'The control token, printed at start or set with `--control-token`. Only calls from another machine need it; `Authorization: Bearer` takes it, too.',
    },
  },
}

/** Operations that need no credentials. */
export const openOperations: readonly string[] = [
  'ListApiVersion',
  'ShowApiVersion',
  'KeystoneCreateToken',
  'CreateTokenWithIdToken',
  'health',
  'ready',
]

/** The schemes of an operation, any of which is enough; an empty one stands for a call without credentials. */
export function securityOf(surface: Surface, operationId: string): Json {
  if (openOperations.includes(operationId)) return []
  if (operationId === 'CreateTokenByProvider') return [{ idToken: [] }]
  return surface === 'control' ? [{}, { controlToken: [] }] : [{ token: [] }, { signature: [] }]
}
