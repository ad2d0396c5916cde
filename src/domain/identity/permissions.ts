/** Tested by: test/http/sms/permissions.test.ts */
import type { Grant } from '../../schemas/stored/accounts.ts'
import { fitsGlob } from '../../text/globs.ts'
import { ownValue } from '../../text/own-value.ts'

/** Who may call what of SMS (behaviour.md §8.8; actions as in the contract). */

/** The action that each operation needs, by the current identity policies; null: none. */
export const sms_actions: Readonly<Record<string, string | null>> = {
  ListApiVersion: null,
  ShowApiVersion: null,
  ShowConfigSetting: 'sms:server:getTaskConfig',
  UploadSpecialConfigurationSetting: 'sms:server:updateTaskConfig',
  ShowConfig: 'sms::getConfig',
  ShowCommand: 'sms:server:getCommand',
  UpdateCommandResult: 'sms:server:updateCommandResult',
  ShowSha256: null,
  CheckNetAcl: 'sms::checkNetwork',
  UnlockTargetEcs: 'sms:server:unlock',
  ShowCertKey: 'sms:server:getCert',
  ShowPassphrase: 'sms:server:getTaskPassphrase',
  CreateMigproject: 'sms:migproject:create',
  ListMigprojects: 'sms:migproject:list',
  DeleteMigproject: 'sms:migproject:delete',
  ShowMigproject: 'sms:migproject:get',
  UpdateMigproject: 'sms:migproject:update',
  UpdateDefaultMigproject: 'sms:migproject:update',
  UpdateNetworkCheckInfo: 'sms:server:updateNetworkCheckInfo',
  CreatePrivacyAgreements: null,
  ShowPrivacyAgreements: null,
  ListErrorServers: 'sms:server:listErrors',
  ListServers: 'sms:server:list',
  RegisterServer: 'sms:server:register',
  DeleteServers: 'sms:server:batchDelete',
  ShowOverview: 'sms:server:overview',
  DeleteServer: 'sms:server:delete',
  ShowServer: 'sms:server:get',
  UpdateServerName: 'sms:server:update',
  UpdateCopyState: 'sms:server:updateState',
  UpdateDiskInfo: 'sms:server:updateDiskInfo',
  CreateTask: 'sms:server:createTask',
  ListTasks: 'sms:server:listTask',
  ExportConsistencyResults: 'sms:server:getBatchConsistencyResults',
  DeleteTasks: 'sms:server:batchDeleteTask',
  DeleteTask: 'sms:server:deleteTask',
  ShowTask: 'sms:server:getTask',
  UpdateTask: 'sms:server:updateTask',
  UpdateTaskStatus: 'sms:server:manageTask',
  ShowConsistencyResult: 'sms:server:getConsistencyCheckResult',
  UpdateConsistencyResult: 'sms:server:updateConsistencyCheckResult',
  CollectLog: 'sms:server:collectLog',
  UpdateTaskSpeed: 'sms:server:updateTaskProgress',
  ShowsSpeedLimits: 'sms:server:getTaskSpeedLimit',
  UpdateSpeed: 'sms:server:updateTaskSpeedLimit',
  CreateTemplate: 'sms:template:create',
  ListTemplates: 'sms:template:list',
  DeleteTemplates: 'sms:template:batchDelete',
  DeleteTemplate: 'sms:template:delete',
  ShowTemplate: 'sms:template:get',
  UpdateTemplate: 'sms:template:update',
  ShowTargetPassword: 'sms:template:getTargetPassword',
}

/** What the older policies put together in one action. */
const registering = ['RegisterServer', 'UpdateDiskInfo']
const older = (operationId: string): string => {
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
  const action = ownValue(sms_actions, operationId)
  if (!action || mayDo(grant, action, older(operationId))) return undefined
  return action
}
