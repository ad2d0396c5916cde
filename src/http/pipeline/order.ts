import type { NamedStage } from './stage.ts'
import { stages } from './stages.ts'

/**
 * What every call goes through, in this order. The order is the security model: the origin is checked first; a call
 * of SMS is then identified (by its token before its body is read, by its signature once the bytes are there) before
 * its faults apply and its body is parsed. Of a call of IAM the body says whose it is: faults come after it, and the
 * handler identifies its caller.
 *
 * Here are the lists of the services, made of the stages in `stages.ts`. An app is not built when its list is in an
 * order that cannot be.
 */

/** The stages of these names, in this order. */
const list = (...names: (keyof typeof stages)[]): readonly NamedStage[] =>
  names.map((name) => ({ name, ...stages[name] }))

const arrive = [
  'startRecord',
  'restoreHead',
  'countUnderWay',
  'setHeaders',
  'refuseStopping',
  'takeTurns',
  'guardOrigin',
  'guardControl',
  'receive',
  'checkProtocol',
] as const

const identify = [
  'readClaim',
  'waitBeforeToken',
  'identifyByToken',
  'copyBody',
  'readSignedBody',
  'waitBeforeSignature',
  'identifyBySignature',
] as const

const parse = ['keepParsed', 'waitBeforeBody'] as const

const handle = ['tellId', 'waitBeforeHandler', 'identifyAnew', 'holdWallClock'] as const

const answer = [
  'commit',
  'applyFaultToAnswer',
  'keepInJournal',
  'recordAnswer',
  'keepAborted',
] as const

/** SMS: behind the gateway, which knows the caller by token or signature before it reads a body. */
export const sms = list(
  ...arrive,
  ...identify,
  'refuseAsScenario',
  'applyFault',
  ...parse,
  'refuseSurplusBody',
  ...handle,
  'authorize',
  'render',
  'tellIdAtLast',
  'recordCall',
  'degrade',
  ...answer,
)

/** The companions: behind the same gateway; every user of an account may do all (*inferred*). */
export const companions = list(
  ...arrive,
  ...identify,
  'applyFault',
  ...parse,
  ...handle,
  'tellIdAtLast',
  'recordCall',
  ...answer,
)

/** IAM: whose call it is only the body says, so its faults come later; its routes ask for the caller. */
export const iam = list(
  ...arrive,
  ...identify,
  'assumeJson',
  ...parse,
  'applyFaultByBody',
  ...handle,
  'tellIdAtLast',
  'recordCall',
  ...answer,
)

/** The control API: no faults, no journal, and it waits for a clock only before its handler. */
export const control = list(
  ...arrive,
  'copyBody',
  'readText',
  'tellId',
  'waitBeforeHandler',
  'holdWallClock',
  'tellIdAtLast',
  'recordCall',
  'commit',
  'recordAnswer',
)

/** Calls that have no route: checked, kept and answered as those that have one. */
export const unrouted = list(
  ...arrive,
  'waitBeforeToken',
  'copyBody',
  'waitBeforeSignature',
  ...parse,
  'tellId',
  'waitBeforeHandler',
  'holdWallClock',
  'tellIdAtLast',
  'recordCall',
  'commit',
  'keepInJournal',
  'recordAnswer',
  'keepAborted',
)
