/** Tested by: test/domain/redaction.test.ts */
import { ConfigKey } from '../../schemas/sms/task-settings.ts'

/**
 * The names of the contract, by whether their values may be shown. A name that is in no table is not
 * known to be harmless: its values are hidden. A test compares the tables with the printed documents, so
 * that a new field is put into one of them by somebody who has thought about it.
 */

const wordsOf = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Those of the companions and of what is stored of them. */
const companion_names = `
  OS-DCF:diskConfig OS-EXT-AZ:availability_zone OS-EXT-IPS-MAC:mac_addr OS-EXT-IPS:port_id
  OS-EXT-IPS:type OS-EXT-SRV-ATTR:hostname OS-EXT-SRV-ATTR:instance_name
  OS-EXT-SRV-ATTR:root_device_name OS-EXT-STS:power_state OS-EXT-STS:task_state
  OS-EXT-STS:vm_state OS-FLV-DISABLED:disabled OS-FLV-EXT-DATA:ephemeral OS-SRV-USG:launched_at
  OS-SRV-USG:terminated_at __imagetype __isregistered __os_bit __os_type __os_version __platform
  __support_arm __support_kvm accessIPv4 accessIPv6 action addr addresses admin_state_up
  allowed_address_pairs architecture attachableQuantity attached_at attachment_id attachments
  availabilityZoneInfo available batch_create_in_multi_az begin_time binding:vnic_type bootIndex
  boot_index boot_mode bootable bus cidr_v6 companions cond:operation:az cond:operation:status
  cond:storage:type config_drive container_format created created_at current_count data_volumes
  delete_on_termination delete_publicip delete_volume delete_volumes destination device_id
  device_owner dhcp_enable direction disk_format dnsList dns_list dns_name ecs:generation
  ecs:instance_architecture ecs:performancetype ecs:virtualization_env_types enable_shared_snat
  encrypted end_time ended_at entities ethertype extend_cidrs extendparam extra_dhcp_opts
  fail_reason fixed_ips flavorRef flavor_id flavors free_blk free_disk free_scsi gateway_ip
  gateway_ip_v6 generation hostId host_status hosts hw_firmware_type image imageRef images
  ip_address ip_eq ipv6_enable isAutoRename job job_id job_type key_name launched_at locked
  mac_address marker max_ram metadata min_disk min_ram moving_by multiattach multiport network_id
  neutron_network_id neutron_subnet_id neutron_subnet_id_v6 next_marker nexthop not-tags opt_name
  opt_value os-extended-volumes:volumes_attached os-flavor-access:is_public os-start os-stop
  os-vol-tenant-attr:tenant_id os:scheduler_hints os_extra_specs owner page_info pciAddress
  performance port port_id port_range_max port_range_min port_security_enabled ports
  previous_marker primary primary_dns protected ram remote_address_group_id remote_group_id
  remote_ip_prefix resource_ids resource_type root_volume routes rules secondary_dns
  security_group security_group_id security_group_rules server serverId serverIds server_tags
  servers service_type shareable snapshot_id sort_dir sort_key source_volid sub_jobs
  sub_jobs_total subnet subnet_id subnets swap sys_tags tags tenant_id updated_at vcpus
  virtual_env_type visibility volume volumeAttachment volumeAttachments volumeId volume_id
  volume_image_metadata volume_type volumes vpc_id vpcid vpcs what zoneName zoneState zone_id
  zones
`

/** Fields of bodies and parameters of queries whose values may be shown. */
export const harmless_names: ReadonlySet<string> = new Set(
  wordsOf(`${companion_names}
  $schema OS-FEDERATION OS-TRUST:trust abbreviation access access_key access_key_id access_keys
  access_mode account account_id account_rights accounts actions acts add_date adjust_disk
  adjust_size after after_ms agencies agency_name agency_session_name agency_urn agent
  agent_cpu_usage agent_disk_io agent_lost agent_mem_usage agent_time agent_version ak alg all
  assume_role assumed_agency assumed_by at attempts auth auto_start availability_zone bandwidth
  bandwidth_share_type bandwidth_size base block_count block_size body boot_loader btrfs_list
  bucket by calls catalog check check_due check_result checks cidr client_id clock clone_error
  clone_server clone_state clonevm_template_id cloning code command_name command_param
  command_result components compress_rate config config_key config_status config_value
  configurations connected connected_at connection connectivity consistency consistency_result
  consistency_results copy copy_ends_at copystate count counters cpu_quantity cpu_usage create_date create_time
  current_task cutovered_snapshot_ids cutovering data data_profile
  data_volume_type default_subvol_mountpath default_subvol_name default_subvolid delay degrade deleting
  description destination_connectivity details device device_use different dir_check disk disk_id
  disk_index disks disktype domain domain_connectivity domain_id domain_name domains
  done drill driver_files due duration_seconds effect effects_used en-us enable_ca_cert enabled
  encoded_authorization_message end end_date endpoints ends ends_at enterprise_project
  enterprise_project_id error error_code error_json error_msg error_or_warn error_param
  error_params estimate estimate_complete_time evaluation_result evenly event events exist_server
  expiration expires_at factor fail failed_ago faults federated file_system finish_date finished
  finished_time firmware fixed flag flavor float_ip for format free_size from g_vol_used_size
  gateway global_reserve1 goal groups has_rsync has_tc headers held host_name hostname href
  huawei_id id identity identity_provider identity_providers idp_id ids image_disk_id
  image_id in_sync index init_target_server initialize inode_nums inode_size interface io_read_wait ip
  ipv6 is_consistency_result_exist is_domain is_need_consistency_check is_snapshot is_template
  isdefault issued_at issuer jitter jwks kernel_version keys kid kind kty label last_use_time
  last_visit_time lasts lasts_ms launched limit links linux_block_check locales locked_for lockout
  log log_bucket log_collect_status log_expire log_share_url log_upload_time logical_volumes
  lognormal logs loss loss_percentage mac mapping match max mean measure measuring media-types median
  mem_usage memory message metadata_profile method methods mfa_authn_at mig_project_id migproject
  migproject_id migprojectid migprojects migrate_speed migrate_type migration_cycle
  migration_errors migration_ip migration_speed migrationcycle missing mode more mount_point mtu
  name need_migration need_migration_test netmask network network_check network_check_info
  network_delay network_jitter networks next nics nocatalog nodesize noise now nth
  num_different_files num_target_miss_files num_target_more_files num_total_files number
  obeys_limits object oem_system offset operation os os_disk os_type os_version over
  over_speed_threshold overspeed overspeed_reports pace page params paravirtualization parent_id
  parent_region_id partition_style password_expires_at path paused per per_page percent
  physical_volumes plan planned_work platform policy previous principal_id principal_urn priority
  privacy_agreement probability process_trace progress project project_id project_name projectid
  projects protocol provider publicip pwd_status q raw_devices recover_after refuse region region_id
  region_name regions registered_ago rel relation_name remain_ms remain_seconds remain_time
  replace replicate replicatesize report reported_disks request_id restarted restarts result result_detail
  result_list retries retry_after roles rollback_snapshot_ids round rounds row saved saved_at
  scenarios scope sectorsize security_groups seen self server_id service_id service_type_code
  service_type_name service_types services session_user share_url shown sigma since site size
  size_per_cluster skipping slow snapshot_ids source source_id source_ip source_name source_server
  source_server_id source_servers source_state sources special_config speed speed_limit
  speed_limits stage_action_time stall start start_date start_network_check start_target_server
  start_type state state_action_time status step steps stopped stopping sub_tasks subtask
  subtask_info subtask_name subvol_id subvol_mount_path subvol_name subvolumn switch_hce syncing
  system_dir system_profile system_services t_network_id t_project_id target_disk_ids target_ip
  target_server target_server_name target_snapshot_id task task_id task_info tasks template
  template_id templates then throttle timeout timer timers times timings title total_bytes
  total_count total_cpu_usage total_disk_io total_mem_usage total_time totalsize totp
  tracking_lost trusts type unavailable unconfigured uniform until updated upload_time url urn
  use_ipv6 use_public_ip used used_size user user_id user_op users uuid value values version
  versions vm_id vm_template_id volume_groups volumegroups volumetype vpc wait waiting within work_ms
  xrole_name zh-cn
  `),
)

/** Fields of texts of JSON that the contract has as texts: `linux_block_check`. */
const names_in_texts: ReadonlySet<string> = new Set(
  wordsOf('release_type release_version architecture'),
)

/** Fields of the contract that hold secrets. */
export const secret_names: ReadonlySet<string> = new Set(
  wordsOf(`
  OS-EXT-SRV-ATTR:user_data adminPass ca cert credential credentials id_token key passcode passphrase password password_hash private_key secret secret_access_key
  security_token securitytoken sk target_data_cert target_data_private_key target_mgmt_cert
  target_mgmt_private_key target_password totp_secret user_data
`),
)

/** Names that are harmless in one place only: by name, whether they are by the name of what they are in. */
const names_by_place: ReadonlyMap<string, ReadonlyMap<string, boolean>> = new Map([
  // The count that tokens follow from, in exports.
  ['token', new Map([['counters', true]])],
  [
    'id',
    new Map([
      ['token', false],
      ['id_token', false],
    ]),
  ],
])

/** Parts of JSON Web Keys that are public: a fixture has them of its identity providers (RFC 7518 §6). */
const public_key_names: ReadonlySet<string> = new Set(wordsOf('use key_ops x5t crv x y n e'))

/** Headers whose values may be shown; `authorization` shows who signed, and not how. */
export const harmless_headers: ReadonlySet<string> = new Set(
  wordsOf(`
  accept accept-charset accept-encoding accept-language accept-ranges access-control-request-headers
  access-control-request-method age allow cache-control connection content-disposition content-encoding
  content-language content-length content-type date etag expect expires host if-match
  if-modified-since if-none-match if-unmodified-since keep-alive last-event-id last-modified location
  origin pragma range referer retry-after sec-fetch-dest sec-fetch-mode sec-fetch-site
  sec-fetch-user server te trailer transfer-encoding upgrade user-agent vary via
  x-client-request-id x-domain-id x-emulator-account x-emulator-faults x-forwarded-for
  x-forwarded-host x-forwarded-port x-forwarded-proto x-iam-trace-id x-idp-id x-language
  strict-transport-security x-content-type-options x-download-options x-frame-options
  x-project-id x-request-id x-sdk-content-sha256 x-sdk-date x-trace-id x-xss-protection
`),
)

/**
 * Whether the values of a field may be shown.
 *
 * @param parent the field that it is in; '' if none is known.
 */
export function isHarmless(name: string, parent: string): boolean {
  // Effects of faults set headers of answers.
  if (parent === 'headers') return harmless_headers.has(name.toLowerCase())
  const here = names_by_place.get(name)?.get(parent)
  if (here !== undefined) return here
  if (names_in_texts.has(name)) return true
  return harmless_names.has(name) || (public_key_names.has(name) && parent === 'keys')
}

const secret_part =
  /passw|passwd|passphrase|passcode|pwd|secret|token|signature|credential|privatekey|authorization|cookie/
const secret_whole = /^(sk|ca|key|pem|x509)$|cert$|certs$|certificates?$/
/** Names that speak of a secret and do not hold one. */
const about = /expire|expiry|(?:count|type|state|status|length)$/

/**
 * Whether a header, field or parameter of this name holds a secret for sure, as opposed to one that is only
 * not known to be harmless: in prose, which has no contract, and for what is looked for elsewhere.
 */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '')
  return (secret_part.test(plain) && !about.test(plain)) || secret_whole.test(plain)
}

/** The options of a task; of another one nobody knows what its value is. */
export const isKnownOption = (key: string): boolean => ConfigKey.safeParse(key).success
