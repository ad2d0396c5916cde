import type { FastifyRequest } from 'fastify'
import { ApiError } from '../../errors/refusals.ts'
import type { Account } from '../../operations/account/account.ts'
import { identify } from '../../operations/iam/callers.ts'
import type { Caller } from '../../schemas/stored/accounts.ts'
import type { Call } from './call.ts'
import { headerOf, wireOf } from './wire.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered without credentials: the versions of the API. */
    open?: boolean
  }
}

/**
 * The gateway in front of SMS: who is calling? (iam.md §2.2, §2.3)
 *
 * A token is looked at before the body is read. A signature is made over the bytes of the body, so
 * that they are read first, of a GET, too, and before anything makes JSON of them. IAM's routes ask
 * for themselves, with `callerOf`.
 */

/** @throws ApiError 401 */
export function identifyByToken(call: Call): undefined {
  if (call.isBehindGateway && !call.part('claimed').isSigned) callerOf(call.request)
}

/** @throws ApiError 401 */
export function identifyBySignature(call: Call): undefined {
  if (!call.isBehindGateway || !call.part('claimed').isSigned) return
  callerOf(call.request)
  refuseIfReset(call)
}

/**
 * While a body was on its way, or the call waited, the account may have been reset: nothing in flight
 * writes into it.
 *
 * @throws ApiError 401
 */
export function identifyAnew(call: Call): undefined {
  if (!call.isBehindGateway) return
  const { waited, read } = call.knownParts
  const hasBody = read !== undefined && read.text !== ''
  if (waited || (hasBody && call.caller.by !== 'key')) callerOf(call.request)
  refuseIfReset(call)
}

/**
 * Who is calling, by token or signature; a token wins. The call knows it from then on. Routes of
 * IAM that want a caller call it once, in their handlers.
 *
 * @param tokenOfBody counts when nothing in the headers says who calls.
 * @throws ApiError 401: APIGW.0301 with the reason; on IAM's routes in the words of their dialect
 *   (iam.md §1.3, §1.6).
 */
export function callerOf({ call }: FastifyRequest, tokenOfBody?: string): Caller {
  const wire = wireOf(call)
  const isSilent =
    !call.part('claimed').isSigned && headerOf(call.request, 'x-auth-token') === undefined
  const examined = identify(
    call.emulator.accounts,
    isSilent && tokenOfBody !== undefined
      ? { ...wire, headers: { ...wire.headers, 'x-auth-token': tokenOfBody } }
      : wire,
  )
  if (!('refused' in examined)) {
    const { account, caller } = examined
    call.add('identified', { account, caller })
    return caller
  }
  call.refusal.evidence = examined.evidence
  if (!call.isAnsweredByIam) throw examined.refused
  throw inWordsOfIam(examined.refused, call.config.dialect === 'extension')
}

/** The account of the caller. @throws as `callerOf` */
export function accountOf(request: FastifyRequest): Account {
  callerOf(request)
  return request.call.account
}

/** A bad signature is refused by the gateway in front of IAM, too. */
function inWordsOfIam(refused: ApiError, isExtension: boolean): ApiError {
  switch (refused.error) {
    case 'credentialsMissing':
      return new ApiError('iamUnauthorized')
    case 'tokenUnreadable':
      return new ApiError(isExtension ? 'iamTokenUnknown' : 'iamTokenInvalid')
    case 'tokenExpired':
      return new ApiError(isExtension ? 'iamTokenExpired' : 'iamTokenInvalid')
    default:
      return refused
  }
}

/** A key is good after a reset, too; but its request was meant for the account as it was before. */
function refuseIfReset(call: Call): void {
  const { account, caller } = call.identified
  if (caller.by !== 'key' || account.generation === call.part('claimed').generation) return
  const causes = ['The account was reset while the request was on its way; send it again.']
  call.refusal.evidence = { account: account.id, causes, token: null, signature: null }
  throw new ApiError('signatureUnreadable')
}
