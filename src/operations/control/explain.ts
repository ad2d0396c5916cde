import type { FaultMet } from '../../domain/deviations/fault-words.ts'
import { layoutCauses } from '../../domain/migration/layout.ts'
import {
  type Ended,
  explainEnded,
  explainRefusal,
  explanations_max,
  withFault,
} from '../../domain/observed/explanations.ts'
import { Redaction } from '../../domain/observed/redaction.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { Observed } from '../../parts/observed.ts'
import type { BrokenRule, Evidence, Explanation } from '../../schemas/control/explain.ts'
import type { Call } from '../../schemas/control/journal.ts'
import type { Accounts } from '../registry/accounts.ts'

/** Explanations of calls: of refusals and faults kept as they happen, of all others told from the journal. */

/** What is known of a refusal: the credentials that were refused, the rules that the request breaks. */
type Circumstances = { evidence?: Evidence | null; validation?: BrokenRule[] | null }

/** Remembers why a call was refused. */
export function recordRefusal(
  { explanations }: Observed,
  call: { request_id: string; method: string; target: string },
  error: ApiError,
  { evidence = null, validation = null }: Circumstances = {},
): void {
  const explanation = withoutSecrets(explainRefusal(call, error, evidence, validation))
  explanations.save(explanation.account, explanation)
}

/** Remembers what a fault did to a call, beside why the call was refused if it was. */
export function recordFault({ explanations }: Observed, call: Ended, met: FaultMet): void {
  const refused = explanations.find(call.request_id)
  const explanation = refused ?? withoutSecrets(explainEnded(call))
  explanations.save(explanation.account, withFault(explanation, met))
}

/** An address, and what is quoted of it, may hold what nobody else should see. */
function withoutSecrets(explanation: Explanation): Explanation {
  const redaction = new Redaction()
  const target = redaction.target(explanation.request.target)
  const shown = redaction.texts({ ...explanation, request: { ...explanation.request, target } })
  return redaction.scrub(shown)
}

/** @throws ApiError 404 when no such call is remembered. */
export function explain(accounts: Accounts, request_id: string): Explanation {
  const call = accounts.observed.journal.find(request_id)
  const explanation =
    accounts.observed.explanations.find(request_id) ??
    (call && withoutSecrets(explainEnded({ ...call, request_id })))
  if (!explanation) throw new ApiError('explanationNotFound', request_id, explanations_max)
  const about = taskOfCall(accounts, explanation, call)
  const layout = about ? layoutCauses(about.task, about.source) : []
  const causes = [...standstillCauses(accounts, explanation), ...explanation.causes, ...layout]
  return { ...explanation, causes }
}

/** Why nothing happened at a call that was one of twenty with the same answer. */
function standstillCauses(accounts: Accounts, { account, request_id }: Explanation): string[] {
  const owner = account === null ? undefined : accounts.find(account)
  const why = owner?.observed.standstill.noteOf(request_id)
  return why === undefined ? [] : [why]
}

/** The task that a call was about, or made, as it is now. */
function taskOfCall(accounts: Accounts, { account, request }: Explanation, call: Call | undefined) {
  const [, named] = /\/v3\/tasks\/([^/?]+)/.exec(call?.target ?? request.target) ?? []
  const id = call?.operation === 'CreateTask' ? idIn(call.response.body) : named
  if (account === null || id === undefined) return undefined
  return accounts.find(account)?.read(({ tasks, sources }) => {
    const task = tasks.find(id)
    const source = task && sources.find(task.source_server_id)
    return source && { task, source }
  })
}

function idIn(body: Call['response']['body']): string | undefined {
  const [, id] = /"id":"([^"]+)"/.exec(typeof body === 'string' ? body : '') ?? []
  return id
}
