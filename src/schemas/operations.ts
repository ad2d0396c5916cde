import { fitsGlob } from '../text/globs.ts'
import { didYouMean } from '../text/names.ts'

/**
 * The operations of SMS and IAM: what a fault, or a filter of the journal, may name. A test holds them
 * against the OpenAPI documents, so that a typo is refused here and not met by silence.
 */

const by_method = {
  GET: `ListApiVersion ShowApiVersion ListServers ShowOverview ShowServer ListTasks ShowTask ShowCommand
    ShowConsistencyResult ShowsSpeedLimits ShowConfigSetting ShowCertKey ShowPassphrase ListErrorServers
    ListTemplates ShowTemplate ShowTargetPassword ListMigprojects ShowMigproject ShowConfig
    ShowPrivacyAgreements ShowSha256 CheckNetAcl KeystoneValidateToken KeystoneListProjects KeystoneShowProject
    KeystoneListAuthProjects KeystoneListProjectsForUser KeystoneListAuthDomains KeystoneListUsers
    KeystoneShowUser ListServiceTypes KeystoneShowCatalog KeystoneListRegions KeystoneListServices
    KeystoneListEndpoints GetCallerIdentity ListPermanentAccessKeys ShowPermanentAccessKey`,
  HEAD: 'KeystoneCheckToken',
  POST: `RegisterServer DeleteServers CreateTask DeleteTasks UpdateTaskStatus UpdateCommandResult
    UpdateConsistencyResult UpdateNetworkCheckInfo UpdateSpeed UploadSpecialConfigurationSetting
    UnlockTargetEcs CollectLog ExportConsistencyResults CreateTemplate DeleteTemplates CreateMigproject
    CreatePrivacyAgreements KeystoneCreateToken KeystoneCreateProject CreateTemporaryAccessKey
    AssumeAgency CreatePermanentAccessKey CreateTokenWithIdToken CreateTokenByProvider`,
  PUT: `UpdateServerName UpdateTask UpdateCopyState UpdateDiskInfo UpdateTaskSpeed UpdateTemplate
    UpdateMigproject UpdateDefaultMigproject UpdatePermanentAccessKey`,
  DELETE: `DeleteServer DeleteTask DeleteTemplate DeleteMigproject KeystoneDeleteToken
    DeletePermanentAccessKey`,
}

/** The method of each operation. */
export const operations: ReadonlyMap<string, string> = new Map(
  Object.entries(by_method).flatMap(([method, names]) =>
    names.split(/\s+/).map((name): [string, string] => [name, method]),
  ),
)

/** Operations of IAM; all others are of SMS. */
const of_iam =
  /^(Keystone|AssumeAgency$|ListServiceTypes$|GetCallerIdentity$|CreateToken|.*AccessKeys?$)/

/**
 * What is wrong with the name of an operation, in which `*` is any text; undefined if nothing is.
 *
 * @param service whose operations count; those of both if absent.
 */
export function operationProblem(pattern: string, service?: 'sms'): string | undefined {
  const names = [...operations.keys()].filter((name) => service === undefined || !of_iam.test(name))
  if (names.some((name) => fitsGlob(pattern, name))) return undefined
  const whose = service === undefined ? 'SMS or IAM' : 'SMS'
  return `"${pattern}" is not an operation of ${whose}${didYouMean(pattern.replaceAll('*', ''), names)}`
}

/** What is wrong with a method, alone or for an operation; undefined if nothing is. */
export function methodProblem(method: string, pattern: string | undefined): string | undefined {
  const meant = method.toUpperCase()
  const known = Object.keys(by_method)
  if (!known.includes(meant)) {
    return `"${method}" is not one of ${known.join(', ')}${didYouMean(method, known)}`
  }
  const fitting = [...operations].filter(([name]) => fitsGlob(pattern, name))
  // What GET calls, HEAD calls, too.
  const calls = meant === 'HEAD' ? ['HEAD', 'GET'] : [meant]
  if (fitting.length === 0 || fitting.some(([, one]) => calls.includes(one))) return undefined
  return `"${method}" does not fit: "${pattern}" is called by ${[...new Set(fitting.map(([, one]) => one))].join(' or ')}`
}
