import { fitsGlob } from './globs.ts'

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

/** What is wrong with the name of an operation, in which `*` is any text; undefined if nothing is. */
export function operationProblem(pattern: string): string | undefined {
  const names = [...operations.keys()]
  if (names.some((name) => fitsGlob(pattern, name))) return undefined
  const near = nearest(pattern.replaceAll('*', ''), names)
  const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : ''
  return `"${pattern}" fits no operation of SMS or IAM${hint}`
}

/** What is wrong with a method, alone or for an operation; undefined if nothing is. */
export function methodProblem(method: string, pattern: string | undefined): string | undefined {
  const meant = method.toUpperCase()
  const known = Object.keys(by_method)
  if (!known.includes(meant)) {
    return `"${method}" is the method of no operation; those are ${known.join(', ')}`
  }
  const fitting = [...operations].filter(([name]) => fitsGlob(pattern, name))
  // What GET calls, HEAD calls, too.
  const calls = meant === 'HEAD' ? ['HEAD', 'GET'] : [meant]
  if (fitting.length === 0 || fitting.some(([, one]) => calls.includes(one))) return undefined
  return `"${pattern}" is called by ${[...new Set(fitting.map(([, one]) => one))].join(' or ')}`
}

/** The names that are most like a word, at most three; none where all are far from it. */
export function nearest(word: string, names: readonly string[]): string[] {
  const far = Math.max(2, Math.floor(word.length / 3))
  const distances = names
    .map((name) => ({ name, distance: distanceOf(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= far)
    .sort((one, other) => one.distance - other.distance)
  return distances.slice(0, 3).map(({ name }) => name)
}

/** How many letters must come, go or change to make one word the other. */
function distanceOf(one: string, other: string): number {
  // A long text is no name that was mistyped, and would take long.
  if (Math.abs(one.length - other.length) > 8) return Number.POSITIVE_INFINITY
  let row = [...Array(other.length + 1).keys()]
  for (const [index, letter] of [...one].entries()) {
    let diagonal = index
    row = row.reduce<number[]>((next, above, at) => {
      const left = next[at - 1]
      const change = diagonal + (other[at - 1] === letter ? 0 : 1)
      diagonal = above
      next.push(left === undefined ? index + 1 : Math.min(above + 1, left + 1, change))
      return next
    }, [])
  }
  return row.at(-1) ?? 0
}
