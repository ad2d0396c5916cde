import { fitsGlob } from '../text/globs.ts'
import { didYouMean } from '../text/names.ts'
import { quoteValue } from './sentences.ts'

/**
 * The one list of the operations that clients call: what a fault or a filter of the journal may name, and what a user
 * must be allowed to do. A test holds it against the OpenAPI documents.
 */

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'] as const
type Method = (typeof methods)[number]

/**
 * The operations of SMS: the method, and the action that it needs by the current identity policies (behaviour.md
 * §8.8; actions as in the contract); null: none.
 */
export const sms_operations = {
  ListApiVersion: ['GET', null],
  ShowApiVersion: ['GET', null],
  ShowConfigSetting: ['GET', 'sms:server:getTaskConfig'],
  UploadSpecialConfigurationSetting: ['POST', 'sms:server:updateTaskConfig'],
  ShowConfig: ['GET', 'sms::getConfig'],
  ShowCommand: ['GET', 'sms:server:getCommand'],
  UpdateCommandResult: ['POST', 'sms:server:updateCommandResult'],
  ShowSha256: ['GET', null],
  CheckNetAcl: ['GET', 'sms::checkNetwork'],
  UnlockTargetEcs: ['POST', 'sms:server:unlock'],
  ShowCertKey: ['GET', 'sms:server:getCert'],
  ShowPassphrase: ['GET', 'sms:server:getTaskPassphrase'],
  CreateMigproject: ['POST', 'sms:migproject:create'],
  ListMigprojects: ['GET', 'sms:migproject:list'],
  DeleteMigproject: ['DELETE', 'sms:migproject:delete'],
  ShowMigproject: ['GET', 'sms:migproject:get'],
  UpdateMigproject: ['PUT', 'sms:migproject:update'],
  UpdateDefaultMigproject: ['PUT', 'sms:migproject:update'],
  UpdateNetworkCheckInfo: ['POST', 'sms:server:updateNetworkCheckInfo'],
  CreatePrivacyAgreements: ['POST', null],
  ShowPrivacyAgreements: ['GET', null],
  ListErrorServers: ['GET', 'sms:server:listErrors'],
  ListServers: ['GET', 'sms:server:list'],
  RegisterServer: ['POST', 'sms:server:register'],
  DeleteServers: ['POST', 'sms:server:batchDelete'],
  ShowOverview: ['GET', 'sms:server:overview'],
  DeleteServer: ['DELETE', 'sms:server:delete'],
  ShowServer: ['GET', 'sms:server:get'],
  UpdateServerName: ['PUT', 'sms:server:update'],
  UpdateCopyState: ['PUT', 'sms:server:updateState'],
  UpdateDiskInfo: ['PUT', 'sms:server:updateDiskInfo'],
  CreateTask: ['POST', 'sms:server:createTask'],
  ListTasks: ['GET', 'sms:server:listTask'],
  ExportConsistencyResults: ['POST', 'sms:server:getBatchConsistencyResults'],
  DeleteTasks: ['POST', 'sms:server:batchDeleteTask'],
  DeleteTask: ['DELETE', 'sms:server:deleteTask'],
  ShowTask: ['GET', 'sms:server:getTask'],
  UpdateTask: ['PUT', 'sms:server:updateTask'],
  UpdateTaskStatus: ['POST', 'sms:server:manageTask'],
  ShowConsistencyResult: ['GET', 'sms:server:getConsistencyCheckResult'],
  UpdateConsistencyResult: ['POST', 'sms:server:updateConsistencyCheckResult'],
  CollectLog: ['POST', 'sms:server:collectLog'],
  UpdateTaskSpeed: ['PUT', 'sms:server:updateTaskProgress'],
  ShowsSpeedLimits: ['GET', 'sms:server:getTaskSpeedLimit'],
  UpdateSpeed: ['POST', 'sms:server:updateTaskSpeedLimit'],
  CreateTemplate: ['POST', 'sms:template:create'],
  ListTemplates: ['GET', 'sms:template:list'],
  DeleteTemplates: ['POST', 'sms:template:batchDelete'],
  DeleteTemplate: ['DELETE', 'sms:template:delete'],
  ShowTemplate: ['GET', 'sms:template:get'],
  UpdateTemplate: ['PUT', 'sms:template:update'],
  ShowTargetPassword: ['GET', 'sms:template:getTargetPassword'],
} as const satisfies Record<string, readonly [Method, action: string | null]>

/** The operations of IAM, and their methods. */
export const iam_operations = {
  KeystoneValidateToken: 'GET',
  KeystoneListProjects: 'GET',
  KeystoneShowProject: 'GET',
  KeystoneListAuthProjects: 'GET',
  KeystoneListProjectsForUser: 'GET',
  KeystoneListAuthDomains: 'GET',
  KeystoneListUsers: 'GET',
  KeystoneShowUser: 'GET',
  ListServiceTypes: 'GET',
  KeystoneShowCatalog: 'GET',
  KeystoneListRegions: 'GET',
  KeystoneListServices: 'GET',
  KeystoneListEndpoints: 'GET',
  GetCallerIdentity: 'GET',
  ListPermanentAccessKeys: 'GET',
  ShowPermanentAccessKey: 'GET',
  KeystoneCheckToken: 'HEAD',
  KeystoneCreateToken: 'POST',
  KeystoneCreateProject: 'POST',
  CreateTemporaryAccessKey: 'POST',
  AssumeAgency: 'POST',
  CreatePermanentAccessKey: 'POST',
  CreateTokenWithIdToken: 'POST',
  CreateTokenByProvider: 'POST',
  UpdatePermanentAccessKey: 'PUT',
  KeystoneDeleteToken: 'DELETE',
  DeletePermanentAccessKey: 'DELETE',
} as const satisfies Record<string, Method>

/**
 * The operations of the companions, and their methods. Their names begin with that of the service, as several services
 * have a ShowServer.
 */
export const companion_operations = {
  EcsNovaListAvailabilityZones: 'GET',
  EcsListFlavors: 'GET',
  EcsCreateServers: 'POST',
  EcsCreatePostPaidServers: 'POST',
  EcsShowJob: 'GET',
  EcsShowServer: 'GET',
  EcsListServersDetails: 'GET',
  EcsListServerBlockDevices: 'GET',
  EcsShowServerBlockDevice: 'GET',
  EcsBatchStartOrStopServers: 'POST',
  EcsDeleteServers: 'POST',
  VpcCreateVpc: 'POST',
  VpcListVpcs: 'GET',
  VpcShowVpc: 'GET',
  VpcDeleteVpc: 'DELETE',
  VpcV3ListVpcs: 'GET',
  VpcV3ShowVpc: 'GET',
  VpcShowVpcTags: 'GET',
  VpcCreateSubnet: 'POST',
  VpcListSubnets: 'GET',
  VpcShowSubnet: 'GET',
  VpcDeleteSubnet: 'DELETE',
  VpcShowSubnetTags: 'GET',
  VpcV3CreateSecurityGroup: 'POST',
  VpcV3ListSecurityGroups: 'GET',
  VpcV3ShowSecurityGroup: 'GET',
  VpcV3ListSecurityGroupRules: 'GET',
  VpcV3DeleteSecurityGroupRule: 'DELETE',
  VpcListSecurityGroups: 'GET',
  VpcShowSecurityGroup: 'GET',
  VpcDeleteSecurityGroup: 'DELETE',
  VpcShowSecurityGroupTags: 'GET',
  VpcListPorts: 'GET',
  VpcShowPort: 'GET',
  ImsListImages: 'GET',
  EvsListVolumes: 'GET',
  EvsShowVolume: 'GET',
} as const satisfies Record<string, Method>

/** The method of each operation. */
export const operations: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...Object.entries(sms_operations).map(([name, [method]]) => [name, method] as const),
  ...Object.entries(iam_operations),
  ...Object.entries(companion_operations),
])

/**
 * What is wrong with the name of an operation, in which `*` is any text; undefined if nothing is.
 *
 * @param service whose operations count; those of all if absent.
 */
export function operationProblem(pattern: string, service?: 'sms'): string | undefined {
  const names = service === undefined ? [...operations.keys()] : Object.keys(sms_operations)
  if (names.some((name) => fitsGlob(pattern, name))) return undefined
  const whose = service === undefined ? 'SMS, IAM or a companion' : 'SMS'
  return `${quoteValue(pattern)} is not an operation of ${whose}${didYouMean(pattern.replaceAll('*', ''), names)}`
}

/** What is wrong with a method, alone or for an operation; undefined if nothing is. */
export function methodProblem(method: string, pattern: string | undefined): string | undefined {
  const meant = method.toUpperCase()
  const known: readonly string[] = methods
  if (!known.includes(meant)) {
    return `${quoteValue(method)} is not one of ${known.join(', ')}${didYouMean(method, known)}`
  }
  const fitting = [...operations].filter(([name]) => fitsGlob(pattern, name))
  // What GET calls, HEAD calls, too.
  const calls = meant === 'HEAD' ? ['HEAD', 'GET'] : [meant]
  if (fitting.length === 0 || fitting.some(([, one]) => calls.includes(one))) return undefined
  return `${quoteValue(method)} does not fit: ${quoteValue(pattern)} is called by ${[...new Set(fitting.map(([, one]) => one))].join(' or ')}`
}
