/** Tested by: test/http/sms/permissions.test.ts */
import { sms_operations } from '../../schemas/operations.ts'
import type { Grant } from '../../schemas/stored/accounts.ts'
import { fitsGlob } from '../../text/globs.ts'
import { ownValue } from '../../text/own-value.ts'

/** Who may call what of SMS (behaviour.md §8.8; actions as in the contract). */

/** What the older policies put together in one action. */
const registering = ['RegisterServer', 'UpdateDiskInfo']
const olderAction = (operationId: string): string => {
  if (registering.includes(operationId)) return 'sms:server:registerServer'
  const isReading = /^(Show|List|Check)/.test(operationId)
  return isReading ? 'sms:server:queryServer' : 'sms:server:migrationServer'
}

/** What the system's roles allow; a role that is not here allows nothing (*inferred*). */
const role_actions: ReadonlyMap<string, string[]> = new Map([
  ['te_admin', ['*']],
  ['SMS FullAccess', ['sms:*']],
  ['SMS ReadOnlyAccess', ['sms:server:queryServer']],
  ['secu_admin', ['iam:*']],
  ['te_agency', ['iam:tokens:assume', 'sts:agencies:assume']],
])

/** Someone with neither roles nor actions may do everything, as an account's administrator may. */
export const isUnrestricted = ({ roles, actions }: Grant): boolean =>
  roles === undefined && actions === undefined

/** Whether any of `actions` is allowed. */
export function mayDo(grant: Grant, ...actions: string[]): boolean {
  if (isUnrestricted(grant)) return true
  const allowed = [
    ...(grant.roles ?? []).flatMap((role) => role_actions.get(role) ?? []),
    ...(grant.actions ?? []),
  ]
  return allowed.some((pattern) => actions.some((action) => fitsGlob(pattern, action)))
}

/** The action that someone lacks for an operation of SMS; undefined when the call is allowed. */
export function lackingAction(grant: Grant, operationId: string): string | undefined {
  if (isUnrestricted(grant)) return undefined
  const [, action] = ownValue(sms_operations, operationId) ?? []
  if (!action || mayDo(grant, action, olderAction(operationId))) return undefined
  return action
}
