import { companionErrors } from './companions.ts'
import { controlErrors } from './control.ts'
import { iamErrors } from './iam.ts'
import { smsErrors } from './sms.ts'

/**
 * Every failure a client can provoke, in one table: name → status, code, message.
 *
 * The domain and the operations throw them; `http/refusals/refuse.ts` is the only place that turns
 * them into a response. Anything else that is thrown is a bug of ours and becomes a 500, whose
 * details go to the log and never to the client.
 *
 * Statuses of SMS are those of design.md §5. A message is the service's own where one was seen on
 * the wire (errors.json, `message`), else a sentence of ours in the sense of the code's title.
 */
export const catalog = { ...smsErrors, ...iamErrors, ...companionErrors, ...controlErrors }

/** Statuses of codes that the table does not have, for those that a scenario asks for (design.md §5). */
export const other_statuses: ReadonlyMap<string, number> = new Map([
  ['SMS.6521', 401],
  ['SMS.6522', 401],
  ['SMS.6523', 403],
  ['SMS.8017', 404],
  ['SMS.9003', 403],
  ['SMS.9004', 403],
  ['SMS.6301', 500],
  ['SMS.6304', 500],
  ['APIGW.0103', 404],
  ['APIGW.0303', 401],
  ['APIGW.0307', 401],
])
