import { STATUS_CODES } from 'node:http'
import type { ApiError } from '../../errors/refusals.ts'
import type { Call } from '../pipeline/call.ts'
import type { RefusalForm, Surface } from '../pipeline/surface.ts'

/** Refusals in each dialect (behaviour.md §6.1, iam.md §1.6 and §2.3). */
export const bodies: Record<Surface, (error: ApiError, call: Call) => object> = {
  sms: (error, { id }) => ({
    error_code: error.code,
    error_msg: error.message,
    ...(error.code.startsWith('SMS.') ? {} : { request_id: id }),
    ...(error.error === 'actionForbidden' ? forbidden(error, id) : {}),
  }),
  iam: (error, { id, config: { dialect } }) => {
    const { code, statusCode, message } = error
    // Paths that IAM does not have are refused by the gateway in front of it, as on the cloud.
    if (dialect === 'gateway' || code.startsWith('APIGW.')) {
      return { error_code: code, error_msg: message, request_id: id }
    }
    if (dialect === 'extension' && code !== 'IAM') return { error_msg: message, error_code: code }
    return {
      error: {
        code: statusCode,
        message,
        title: titles[statusCode] ?? STATUS_CODES[statusCode] ?? 'Error',
      },
    }
  },
  companions: ({ code, message }, { id, config: { companion } }) => {
    if (code.startsWith('APIGW.') || !companion) {
      return { error_code: code, error_msg: message, request_id: id }
    }
    return companionBodies[companion.refusal](code, message, id)
  },
  control: ({ code, message, details }) => ({
    error: { code, message, ...(details ? { details } : {}) },
  }),
}

/** *Inferred*: from how the services' SDKs read errors, not seen on the wire. */
const companionBodies: Record<RefusalForm, (code: string, message: string, id: string) => object> =
  {
    nested: (code, message) => ({ error: { code, message } }),
    flat: (code, message) => ({ code, message }),
    prefixed: (error_code, error_msg, request_id) => ({ request_id, error_code, error_msg }),
  }

/** What SMS adds when it is not allowed; the message that only the cloud can decode is an id. */
const forbidden = ({ code, message, params }: ApiError, request_id: string) => ({
  encoded_authorization_message: request_id,
  error_param: params,
  details: [{ error_code: code, error_msg: message }],
})

/** Where IAM's words are not HTTP's. */
const titles: Record<number, string> = {
  413: 'Request Entity Too Large',
}
