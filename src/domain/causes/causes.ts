/** Tested by: test/http/control/explain-states.test.ts */
import type { ApiError } from '../../errors/refusals.ts'
import { smsErrors } from '../../errors/sms.ts'
import { ownValue } from '../../text/own-value.ts'
import type { Facts, TellCauses } from './facts.ts'
import { notFound } from './not-found-causes.ts'
import { sourceCauses } from './source-causes.ts'
import { taskCauses } from './task-causes.ts'
import { templateAndProjectCauses } from './template-and-project-causes.ts'

/**
 * Why SMS refused a call, from the state of the account: each refusal of the table either follows from the request
 * alone, which its message explains, or has causes here. One that is added to the table has to say which.
 */

type CauseRule = 'request' | TellCauses

type SmsErrorName = keyof typeof smsErrors

const table: Record<SmsErrorName, CauseRule> = {
  ...taskCauses,
  ...sourceCauses,
  ...templateAndProjectCauses,
  taskNotFound: notFound('task'),
  sourceNotFound: notFound('source'),
  templateNotFound: notFound('template'),
  projectNotFound: notFound('project'),
  actionForbidden: ({ account }, [action, user]) => [
    `The roles and actions of user ${user} in account ${account.name} do not allow ${action}: give the user the action in the fixture (users[].actions), or call as another user.`,
  ],

  nameEmpty: 'request',
  nameLength: 'request',
  nameCharacters: 'request',
  platformInvalid: 'request',
  bodyNotJson: 'request',
  bodyInvalid: 'request',
  bodyEmpty: 'request',
  parameterMissing: 'request',
  parameterTooLong: 'request',
  contentType: 'request',
  sourceIdInvalid: 'request',
  targetMissing: 'request',
  vmIdMissing: 'request',
  targetGone: 'request',
  targetForeign: 'request',
  targetNotReady: 'request',
  targetWithoutUefi: 'request',
  volumeUnknown: 'request',
  volumeTooSmall: 'request',
  targetDisksMissing: 'request',
  regionNameInvalid: 'request',
  diskIdMissing: 'request',
  volumeNameMissing: 'request',
  volumeSizeMissing: 'request',
  integerInvalid: 'request',
  parametersInvalid: 'request',
  osTypeInvalid: 'request',
  migrationIpInvalid: 'request',
  // No project of that name can be deleted or renamed, whatever the account holds.
  projectIsSystem: 'request',
  sourceIpInvalid: 'request',
  partitionNotAligned: 'request',
  diskTooSmall: 'request',
  taskNameInvalid: 'request',
  projectIdMissing: 'request',
  regionMissing: 'request',
  subtaskUnknown: 'request',
  commandNameMissing: 'request',
  commandResultInvalid: 'request',
  commandDetailInvalid: 'request',
  progressRange: 'request',
  timeInvalid: 'request',
  copyStateMissing: 'request',
  copyStateEmpty: 'request',
  copyStatePair: 'request',
}

/** The names of the refusals of SMS that depend on the state of the account. */
export const dependOnState = (Object.keys(table) as SmsErrorName[]).filter(
  (name) => table[name] !== 'request',
)

const codes: ReadonlySet<string> = new Set(dependOnState.map((name) => smsErrors[name][1]))

/** Whether a refusal with that code of SMS may be none once the state of the account is another. */
export const dependsOnState = (code: string): boolean => codes.has(code)

/** @returns an empty list where the refusal follows from the request alone. */
export function causesOf(
  { error, params, about }: Pick<ApiError, 'error' | 'params' | 'about'>,
  facts: Facts,
): string[] {
  const rule: CauseRule = ownValue(table, error) ?? 'request'
  return rule === 'request' ? [] : rule(facts, [...params, ...about])
}
