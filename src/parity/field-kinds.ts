/**
 * What the values of harmless fields are (domain/hiding/known-names.ts says which are harmless): words of the service,
 * which stay as they are, or what a person chose, which does not. A test compares the tables with the contract.
 */

const wordsOf = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Fields whose values are words of the service, such as `state`: they are the same in every account. */
const word_names: ReadonlySet<string> = new Set(
  wordsOf(`
  bandwidth_share_type base boot_loader check_result clone_state command_name config_key config_status copystate
  current_task data_profile data_volume_type device_use disktype effect error_or_warn evaluation_result file_system
  firmware goal interface level log_collect_status media-types metadata_profile methods migrate_type migration_cycle
  migrationcycle mode networks operation os_disk os_type partition_style platform priority pwd_status rel
  result service_type_code source_state start_type state status subtask subtask_name system_profile type user_op
  volumetype
`),
)

/** Names that are words of the service by what they are in: `sub_tasks[].name`. */
const word_places: ReadonlySet<string> = new Set(
  wordsOf('checks components roles sub_tasks catalog services endpoints'),
)

/** Fields of names of versions and makes, which have digits. */
const version_names: ReadonlySet<string> = new Set(
  wordsOf(
    'agent_version availability_zone flavor kernel_version os_version release_version version',
  ),
)

/** Fields that people give names to, with what the names are of. */
const given_names: ReadonlySet<string> = new Set(
  wordsOf(`
  access access_key access_key_id agency_name agency_session_name ak bucket domain domain_name enterprise_project
  host_name hostname log_bucket migproject name project project_name source_name subvol_name
  default_subvol_name target_server_name user user_name
`),
)

const path_names: ReadonlySet<string> = new Set(
  wordsOf(`
  default_subvol_mountpath device dir_check mount_point name raw_devices relation_name subvol_mount_path system_dir
`),
)

/** What agents wrote down of their machines: nothing of it is kept, as of a secret. */
export const log_names: ReadonlySet<string> = new Set(
  wordsOf('log log_share_url logs process_trace share_url'),
)

export type FieldKind = 'word' | 'version' | 'name' | 'id' | 'path' | 'text'

/** @param parent the field that it is in. */
export function kindsOf(name: string, parent: string): readonly FieldKind[] {
  const kinds: FieldKind[] = []
  if (path_names.has(name)) kinds.push('path')
  if (word_names.has(name) || (name === 'name' && word_places.has(parent))) kinds.push('word')
  if (version_names.has(name)) kinds.push('version')
  if (given_names.has(name)) kinds.push('name')
  if (/(?:^|_)ids?$|^uuid$|projectid$/.test(name)) kinds.push('id')
  return kinds
}

/** The parts of the contract's paths that are no parameters. */
export const path_words: ReadonlySet<string> = new Set(
  wordsOf(`
  v2 v3 v3.0 v5 iam sms OS-AUTH OS-CREDENTIAL OS-FEDERATION action agencies assume auth caller-identity catalog certkey
  changestate check command command_result config configuration-setting consistency-result consistency-results
  credentials default delete diskinfo domains endpoints errors export id-token identity_providers log migprojects
  networkacl oidc overview passphrase privacy-agreements products progress projects protocols regions securitytokens
  service-types services sha256 sources speed-limit target-password tasks templates tokens unlock
  update-network-check-info users vm
`),
)

/** Headers that are kept, with a value that may be. All others are left out. */
export const kept_headers: ReadonlySet<string> = new Set(
  wordsOf(`
  accept allow content-type date host location retry-after x-domain-id x-language x-project-id x-request-id x-sdk-date
`),
)
