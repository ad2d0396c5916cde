PRAGMA user_version = 6;
PRAGMA foreign_keys = OFF;
CREATE TABLE access_keys (
  ak TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  PRIMARY KEY (ak, account_id, user_id)
) STRICT, WITHOUT ROWID;
INSERT INTO access_keys (ak, account_id, user_id) VALUES ('EMULATORACCESSKEY001', '0e0000000000000000000000000d0001', '0e0000000000000000000000000a0001');
CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  document TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE GENERATED ALWAYS AS (document ->> '$.name') STORED
) STRICT;
INSERT INTO accounts (id, document) VALUES ('0e0000000000000000000000000d0001', '{"id":"0e0000000000000000000000000d0001","name":"emulator","birth_clock":null}');
CREATE TABLE agreements (
  account_id TEXT PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  document TEXT NOT NULL
) STRICT;
CREATE TABLE clocks (
  account_id TEXT PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  document TEXT NOT NULL,
  mode TEXT NOT NULL GENERATED ALWAYS AS (document ->> '$.mode') VIRTUAL,
  wall_offset INTEGER GENERATED ALWAYS AS (document ->> '$.offset') VIRTUAL
) STRICT;
INSERT INTO clocks (account_id, document) VALUES ('0e0000000000000000000000000d0001', '{"mode":"frozen","now":1767225600000,"pace":1}');
CREATE TABLE counters (
  account_id TEXT PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  document TEXT NOT NULL
) STRICT;
INSERT INTO counters (account_id, document) VALUES ('0e0000000000000000000000000d0001', '{"number":34,"uuid":11,"timer":1,"event":27,"token":1}');
CREATE TABLE counts (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  counted TEXT NOT NULL,
  state TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (account_id, counted, state)
) STRICT, WITHOUT ROWID;
INSERT INTO counts (account_id, counted, state, amount) VALUES ('0e0000000000000000000000000d0001', 'sources', 'cutovering', 1);
INSERT INTO counts (account_id, counted, state, amount) VALUES ('0e0000000000000000000000000d0001', 'sources', 'waiting', 1);
INSERT INTO counts (account_id, counted, state, amount) VALUES ('0e0000000000000000000000000d0001', 'tasks', 'READY', 1);
INSERT INTO counts (account_id, counted, state, amount) VALUES ('0e0000000000000000000000000d0001', 'tasks', 'RUNNING', 1);
CREATE TABLE events (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  task_id TEXT,
  source_id TEXT,
  data TEXT NOT NULL,
  PRIMARY KEY (account_id, sequence)
) STRICT, WITHOUT ROWID;
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 1, 1767222000000, 'source.registered', NULL, '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"name":"web-01"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 2, 1767222000090, 'source.checked', NULL, '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"errors":[],"warnings":["SMS.6618"]}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 3, 1767222000090, 'source.state', NULL, '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"from":"unavailable","from_cycle":"checking","state":"waiting","migration_cycle":"checking"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 4, 1767222000000, 'source.registered', NULL, '1b662a63-a4a4-4290-9963-ff339b871c62', '{"name":"web-02"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 5, 1767222000090, 'source.checked', NULL, '1b662a63-a4a4-4290-9963-ff339b871c62', '{"errors":[],"warnings":["SMS.6618"]}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 6, 1767222000090, 'source.state', NULL, '1b662a63-a4a4-4290-9963-ff339b871c62', '{"from":"unavailable","from_cycle":"checking","state":"waiting","migration_cycle":"checking"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 7, 1767225347000, 'task.created', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"name":"under-way"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 8, 1767225347000, 'source.state', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"from":"waiting","from_cycle":"checking","state":"waiting","migration_cycle":"setting"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 9, 1767225347000, 'task.action', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"operation":"start"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 10, 1767225347000, 'task.state', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"from":"READY","state":"RUNNING"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 11, 1767225347000, 'source.state', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"from":"waiting","from_cycle":"setting","state":"initialize","migration_cycle":"replicating"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 12, 1767225347000, 'round.began', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"user_op":"REPLICATE","rows":[{"id":28,"name":"SSL_CONFIG"},{"id":29,"name":"ATTACH_AGENT_IMAGE"},{"id":30,"name":"FORMAT_DISK_LINUX_FILE"},{"id":31,"name":"MIGRATE_LINUX_FILE"},{"id":32,"name":"CONFIGURE_LINUX_FILE"},{"id":33,"name":"DETTACH_AGENT_IMAGE"}]}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 13, 1767225363000, 'subtask.began', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"id":28,"name":"SSL_CONFIG","user_op":"REPLICATE","done":0,"goal":1,"until":1767225367000,"ends":1767225367000,"speed":0}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 14, 1767225367000, 'subtask.ended', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"id":28,"name":"SSL_CONFIG","user_op":"REPLICATE"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 15, 1767225367000, 'subtask.began', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"id":29,"name":"ATTACH_AGENT_IMAGE","user_op":"REPLICATE","done":0,"goal":1,"until":1767225547000,"ends":1767225547000,"speed":0}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 16, 1767225547000, 'subtask.ended', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"id":29,"name":"ATTACH_AGENT_IMAGE","user_op":"REPLICATE"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 17, 1767225547000, 'task.changed', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"before":{"target_server":{"image_disk_id":null}},"after":{"target_server":{"image_disk_id":"e43396b8-2cbb-4816-98f7-3b8f235e4632"}}}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 18, 1767225547000, 'subtask.began', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"id":30,"name":"FORMAT_DISK_LINUX_FILE","user_op":"REPLICATE","done":0,"goal":1,"until":1767225550000,"ends":1767225550000,"speed":0}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 19, 1767225550000, 'subtask.ended', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"id":30,"name":"FORMAT_DISK_LINUX_FILE","user_op":"REPLICATE"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 20, 1767225600000, 'source.state', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"from":"initialize","from_cycle":"replicating","state":"replicate","migration_cycle":"replicating"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 21, 1767225600000, 'subtask.began', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"id":31,"name":"MIGRATE_LINUX_FILE","user_op":"REPLICATE","done":0,"goal":1,"until":1767225600000,"ends":1767225600000,"speed":50}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 22, 1767225600000, 'subtask.ended', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"id":31,"name":"MIGRATE_LINUX_FILE","user_op":"REPLICATE"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 23, 1767225600000, 'task.estimate', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"estimate":{"at":1767225600000,"remain_ms":0}}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 24, 1767225600000, 'source.state', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"from":"replicate","from_cycle":"replicating","state":"cutovering","migration_cycle":"cutovering"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 25, 1767225600000, 'subtask.began', '8f93e58a-c24d-4596-9a89-428918c29c11', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"id":32,"name":"CONFIGURE_LINUX_FILE","user_op":"REPLICATE","done":0,"goal":1,"until":1767225705000,"ends":1767225705000,"speed":0}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 26, 1767225600000, 'task.created', 'c30ea066-b790-4b25-8a89-4e5c7785a5d7', '1b662a63-a4a4-4290-9963-ff339b871c62', '{"name":"waiting"}');
INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data) VALUES ('0e0000000000000000000000000d0001', 27, 1767225600000, 'source.state', 'c30ea066-b790-4b25-8a89-4e5c7785a5d7', '1b662a63-a4a4-4290-9963-ff339b871c62', '{"from":"waiting","from_cycle":"checking","state":"waiting","migration_cycle":"setting"}');
CREATE TABLE faults (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  UNIQUE (account_id, id)
) STRICT;
CREATE TABLE identity_settings (
  account_id TEXT PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  document TEXT NOT NULL
) STRICT;
CREATE TABLE key_locks (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT;
CREATE TABLE migprojects (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  name TEXT GENERATED ALWAYS AS (document ->> '$.name') VIRTUAL,
  isdefault INTEGER GENERATED ALWAYS AS (document ->> '$.isdefault') VIRTUAL,
  UNIQUE (account_id, id),
  UNIQUE (account_id, name)
) STRICT;
INSERT INTO migprojects (ordinal, account_id, id, document) VALUES (1, '0e0000000000000000000000000d0001', '0759e424-e3e0-4b22-949a-6c23608e79ff', '{"id":"0759e424-e3e0-4b22-949a-6c23608e79ff","name":"SystemProject","description":null,"isdefault":true,"region":"ap-southeast-1","start_target_server":true,"speed_limit":0,"use_public_ip":true,"exist_server":true,"type":"MIGRATE_BLOCK","enterprise_project":"default","syncing":false,"start_network_check":false}');
CREATE TABLE projects (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  name TEXT NOT NULL GENERATED ALWAYS AS (document ->> '$.name') STORED,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, name)
) STRICT;
INSERT INTO projects (account_id, id, document) VALUES ('0e0000000000000000000000000d0001', '0215ef11e49d4743be23dd97a1561e91', '{"id":"0215ef11e49d4743be23dd97a1561e91","name":"ap-southeast-1"}');
CREATE TABLE scenarios (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT;
CREATE TABLE snapshot_events (
  snapshot INTEGER NOT NULL REFERENCES snapshots ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  task_id TEXT,
  source_id TEXT,
  data TEXT NOT NULL,
  PRIMARY KEY (snapshot, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE snapshot_rows (
  snapshot INTEGER NOT NULL REFERENCES snapshots ON DELETE CASCADE,
  source_table TEXT NOT NULL,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (snapshot, source_table, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE snapshots (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  name TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  bytes INTEGER NOT NULL DEFAULT 0,
  sources INTEGER NOT NULL DEFAULT 0,
  tasks INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account_id, name)
) STRICT;
CREATE TABLE sources (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  name TEXT GENERATED ALWAYS AS (document ->> '$.name') STORED,
  ip TEXT GENERATED ALWAYS AS (document ->> '$.ip') STORED,
  ipv6 TEXT GENERATED ALWAYS AS (document ->> '$.ipv6') STORED,
  state TEXT GENERATED ALWAYS AS (document ->> '$.state') STORED,
  migration_cycle TEXT GENERATED ALWAYS AS (document ->> '$.migration_cycle') STORED,
  connected INTEGER GENERATED ALWAYS AS (document ->> '$.connected') STORED,
  migproject_id TEXT GENERATED ALWAYS AS (document ->> '$.migproject_id') STORED,
  enterprise_project_id TEXT GENERATED ALWAYS AS (document ->> '$.enterprise_project_id') STORED,
  is_consistency_result_exist INTEGER
    GENERATED ALWAYS AS (document ->> '$.is_consistency_result_exist') STORED,
  task_id TEXT GENERATED ALWAYS AS (document ->> '$.task_id') STORED,
  add_date INTEGER GENERATED ALWAYS AS (document ->> '$.add_date') STORED,
  UNIQUE (account_id, id)
) STRICT;
INSERT INTO sources (ordinal, account_id, id, document) VALUES (1, '0e0000000000000000000000000d0001', '3d0d74f4-48e9-4f30-a580-2a6c000eee0b', '{"hostname":null,"oem_system":null,"linux_block_check":null,"firmware":"BIOS","cpu_quantity":1,"memory":1038716928,"btrfs_list":null,"has_rsync":true,"has_tc":null,"paravirtualization":true,"raw_devices":null,"driver_files":null,"system_services":null,"account_rights":null,"boot_loader":"GRUB","system_dir":null,"kernel_version":null,"io_read_wait":null,"platform":null,"id":"3d0d74f4-48e9-4f30-a580-2a6c000eee0b","name":"web-01","ip":"","ipv6":"","os_type":"LINUX","os_version":"CENTOS_7_4_64BIT","disks":[{"name":"/dev/vda","partition_style":"MBR","device_use":"BOOT","size":42949672960,"used_size":null,"os_disk":null,"relation_name":null,"inode_size":null,"id":1,"adjust_size":0,"need_migration":true,"physical_volumes":[]}],"volume_groups":[],"networks":[{"name":null,"ip":null,"ipv6":null,"netmask":null,"gateway":null,"mtu":null,"id":null,"mac":"fa:16:3e:00:00:01"}],"agent_version":"25.6.0","start_type":"MANUAL","enterprise_project_id":"0","migproject_id":"0759e424-e3e0-4b22-949a-6c23608e79ff","add_date":1767225287000,"state":"cutovering","migration_cycle":"cutovering","state_action_time":1767225600000,"stage_action_time":1767225600000,"last_visit_time":1767225287090,"connected":true,"connected_at":1767225287090,"agent":{"mode":"simulated","due":null,"restarts":false},"check_due":null,"checks":[{"id":2,"params":[""],"name":"OS_VERSION","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":3,"params":[""],"name":"CPU","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":4,"params":[""],"name":"MEMORY","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":5,"params":[""],"name":"PARAVIRTUALIZATION","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":6,"params":[""],"name":"FIRMWARE","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":7,"params":[""],"name":"BOOT_LOADER","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":8,"params":[""],"name":"RSYNC","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":9,"params":[""],"name":"RAW_DEVICES","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":10,"params":[""],"name":"DISK_INFO","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":11,"params":[""],"name":"PARTITION_STYLE","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":12,"params":[""],"name":"FILE_SYSTEM","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":13,"params":[""],"name":"LINUX_BLOCK_SUPPORT","result":"WARN","error_code":"SMS.6618","error_or_warn":null,"error_params":""}],"is_consistency_result_exist":false,"task_id":"8f93e58a-c24d-4596-9a89-428918c29c11","command_result":null}');
INSERT INTO sources (ordinal, account_id, id, document) VALUES (2, '0e0000000000000000000000000d0001', '1b662a63-a4a4-4290-9963-ff339b871c62', '{"hostname":null,"oem_system":null,"linux_block_check":null,"firmware":"BIOS","cpu_quantity":1,"memory":1038716928,"btrfs_list":null,"has_rsync":true,"has_tc":null,"paravirtualization":true,"raw_devices":null,"driver_files":null,"system_services":null,"account_rights":null,"boot_loader":"GRUB","system_dir":null,"kernel_version":null,"io_read_wait":null,"platform":null,"id":"1b662a63-a4a4-4290-9963-ff339b871c62","name":"web-02","ip":"","ipv6":"","os_type":"LINUX","os_version":"CENTOS_7_4_64BIT","disks":[{"name":"/dev/vda","partition_style":"MBR","device_use":"BOOT","size":42949672960,"used_size":null,"os_disk":null,"relation_name":null,"inode_size":null,"id":14,"adjust_size":0,"need_migration":true,"physical_volumes":[]}],"volume_groups":[],"networks":[{"name":null,"ip":null,"ipv6":null,"netmask":null,"gateway":null,"mtu":null,"id":null,"mac":"fa:16:3e:00:00:02"}],"agent_version":"25.6.0","start_type":"MANUAL","enterprise_project_id":"0","migproject_id":"0759e424-e3e0-4b22-949a-6c23608e79ff","add_date":1767225540000,"state":"waiting","migration_cycle":"setting","state_action_time":1767225600000,"stage_action_time":1767225540000,"last_visit_time":1767225540090,"connected":true,"connected_at":1767225540090,"agent":{"mode":"simulated","due":null,"restarts":false},"check_due":null,"checks":[{"id":15,"params":[""],"name":"OS_VERSION","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":16,"params":[""],"name":"CPU","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":17,"params":[""],"name":"MEMORY","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":18,"params":[""],"name":"PARAVIRTUALIZATION","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":19,"params":[""],"name":"FIRMWARE","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":20,"params":[""],"name":"BOOT_LOADER","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":21,"params":[""],"name":"RSYNC","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":22,"params":[""],"name":"RAW_DEVICES","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":23,"params":[""],"name":"DISK_INFO","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":24,"params":[""],"name":"PARTITION_STYLE","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":25,"params":[""],"name":"FILE_SYSTEM","result":"OK","error_code":null,"error_or_warn":null,"error_params":""},{"id":26,"params":[""],"name":"LINUX_BLOCK_SUPPORT","result":"WARN","error_code":"SMS.6618","error_or_warn":null,"error_params":""}],"is_consistency_result_exist":false,"task_id":"c30ea066-b790-4b25-8a89-4e5c7785a5d7","command_result":null}');
CREATE TABLE tasks (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  name TEXT GENERATED ALWAYS AS (document ->> '$.name') STORED,
  state TEXT GENERATED ALWAYS AS (document ->> '$.state') STORED,
  source_server_id TEXT GENERATED ALWAYS AS (document ->> '$.source_server_id') STORED,
  vm_id TEXT GENERATED ALWAYS AS (document ->> '$.target_server.vm_id') STORED,
  enterprise_project_id TEXT GENERATED ALWAYS AS (document ->> '$.enterprise_project_id') STORED,
  vm_template_id TEXT GENERATED ALWAYS AS (document ->> '$.vm_template_id') STORED,
  clonevm_template_id TEXT GENERATED ALWAYS AS (document ->> '$.clonevm_template_id') STORED,
  failed INTEGER GENERATED ALWAYS AS (document ->> '$.error_json' <> '') STORED,
  create_date INTEGER GENERATED ALWAYS AS (document ->> '$.create_date') STORED,
  UNIQUE (account_id, id)
) STRICT;
INSERT INTO tasks (ordinal, account_id, id, document) VALUES (1, '0e0000000000000000000000000d0001', '8f93e58a-c24d-4596-9a89-428918c29c11', '{"id":"8f93e58a-c24d-4596-9a89-428918c29c11","name":"under-way","type":"MIGRATE_FILE","os_type":"LINUX","source_server_id":"3d0d74f4-48e9-4f30-a580-2a6c000eee0b","target_server":{"id":"96398b3b-7204-45ef-8dde-a5e848a44132","vm_id":"da9e7b25-8a45-497f-b75a-1a73986f117a","name":"web-01","ip":null,"os_type":"LINUX","os_version":null,"system_dir":null,"disks":[{"id":27,"device_use":"NORMAL","disk_id":"c675efed-f3c4-491b-8d74-c0e88b7acd1c","name":"/dev/vda","relation_name":"/dev/vda","size":42949672960,"used_size":null,"disk_index":"0","os_disk":false,"partition_style":"MBR","physical_volumes":[]}],"volume_groups":[],"btrfs_list":null,"image_disk_id":"e43396b8-2cbb-4816-98f7-3b8f235e4632","rollback_snapshot_ids":null,"cutovered_snapshot_ids":null},"priority":1,"speed_limit":0,"over_speed_threshold":10,"start_target_server":true,"syncing":false,"exist_server":true,"use_public_ip":false,"use_ipv6":false,"is_need_consistency_check":false,"need_migration_test":false,"start_network_check":false,"migration_ip":"192.168.0.100","region_name":"ap-southeast-1","region_id":"ap-southeast-1","project_name":"ap-southeast-1","project_id":"0215ef11e49d4743be23dd97a1561e91","vm_template_id":null,"clonevm_template_id":null,"enterprise_project_id":"0","state":"RUNNING","create_date":1767225347000,"step":{"kind":"work","row":4,"since":1767225600000,"until":1767225705000,"done":0,"goal":1,"ends":1767225705000,"speed":0},"total_bytes":0,"target_disk_ids":null,"snapshot_ids":null,"clone_server":null,"start_date":1767225347000,"finish_date":null,"error_json":"","sub_tasks":[{"id":28,"name":"SSL_CONFIG","user_op":"REPLICATE","after_ms":16000,"lasts_ms":4000,"start_date":1767225363000,"end_date":1767225367000,"done":1,"process_trace":null,"error":null},{"id":29,"name":"ATTACH_AGENT_IMAGE","user_op":"REPLICATE","after_ms":0,"lasts_ms":180000,"start_date":1767225367000,"end_date":1767225547000,"done":1,"process_trace":null,"error":null},{"id":30,"name":"FORMAT_DISK_LINUX_FILE","user_op":"REPLICATE","after_ms":0,"lasts_ms":3000,"start_date":1767225547000,"end_date":1767225550000,"done":1,"process_trace":null,"error":null},{"id":31,"name":"MIGRATE_LINUX_FILE","user_op":"REPLICATE","after_ms":50000,"lasts_ms":null,"start_date":1767225600000,"end_date":1767225600000,"done":1,"process_trace":null,"error":null},{"id":32,"name":"CONFIGURE_LINUX_FILE","user_op":"REPLICATE","after_ms":0,"lasts_ms":105000,"start_date":1767225600000,"end_date":null,"done":0,"process_trace":null,"error":null},{"id":33,"name":"DETTACH_AGENT_IMAGE","user_op":"REPLICATE","after_ms":4000,"lasts_ms":73000,"start_date":null,"end_date":null,"done":0,"process_trace":null,"error":null}],"estimate":{"at":1767225600000,"remain_ms":0},"speed_limits":[],"configurations":[],"consistency_results":[],"network_check_info":null,"report":null,"log":{"status":"INIT","bucket":null,"due":null,"upload_time":null,"share_url":null},"paused":null,"held":null,"launched":null,"disks_changed":false,"tracking_lost":false,"overspeed_reports":0,"retries":0,"effects_used":{},"measuring":null,"obeys_limits":true,"auto_start":false,"bandwidth":50}');
INSERT INTO tasks (ordinal, account_id, id, document) VALUES (2, '0e0000000000000000000000000d0001', 'c30ea066-b790-4b25-8a89-4e5c7785a5d7', '{"id":"c30ea066-b790-4b25-8a89-4e5c7785a5d7","name":"waiting","type":"MIGRATE_FILE","os_type":"LINUX","source_server_id":"1b662a63-a4a4-4290-9963-ff339b871c62","target_server":{"id":"7a8497f4-36f9-4229-a760-0b3ef4aff486","vm_id":"fd90a5ed-29f7-4db2-a465-e8de1eeddbd6","name":"web-02","ip":null,"os_type":"LINUX","os_version":null,"system_dir":null,"disks":[{"id":34,"device_use":"NORMAL","disk_id":"72ac260d-47cb-4247-874f-6ae667efc343","name":"/dev/vda","relation_name":"/dev/vda","size":42949672960,"used_size":null,"disk_index":"0","os_disk":false,"partition_style":"MBR","physical_volumes":[]}],"volume_groups":[],"btrfs_list":null,"image_disk_id":null,"rollback_snapshot_ids":null,"cutovered_snapshot_ids":null},"priority":1,"speed_limit":0,"over_speed_threshold":10,"start_target_server":true,"syncing":false,"exist_server":true,"use_public_ip":false,"use_ipv6":false,"is_need_consistency_check":false,"need_migration_test":false,"start_network_check":false,"migration_ip":"192.168.0.100","region_name":"ap-southeast-1","region_id":"ap-southeast-1","project_name":"ap-southeast-1","project_id":"0215ef11e49d4743be23dd97a1561e91","vm_template_id":null,"clonevm_template_id":null,"enterprise_project_id":"0","state":"READY","create_date":1767225600000,"step":null,"total_bytes":0,"target_disk_ids":null,"snapshot_ids":null,"clone_server":null,"start_date":null,"finish_date":null,"error_json":"","sub_tasks":[],"estimate":null,"speed_limits":[],"configurations":[],"consistency_results":[],"network_check_info":null,"report":null,"log":{"status":"INIT","bucket":null,"due":null,"upload_time":null,"share_url":null},"paused":null,"held":null,"launched":null,"disks_changed":false,"tracking_lost":false,"overspeed_reports":0,"retries":0,"effects_used":{},"measuring":null,"obeys_limits":true,"auto_start":false,"bandwidth":50}');
CREATE TABLE templates (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  name TEXT GENERATED ALWAYS AS (document ->> '$.name') VIRTUAL,
  region TEXT GENERATED ALWAYS AS (document ->> '$.region') VIRTUAL,
  availability_zone TEXT GENERATED ALWAYS AS (document ->> '$.availability_zone') VIRTUAL,
  is_template TEXT GENERATED ALWAYS AS (document ->> '$.is_template') VIRTUAL,
  UNIQUE (account_id, id)
) STRICT;
INSERT INTO templates (ordinal, account_id, id, document) VALUES (1, '0e0000000000000000000000000d0001', '0a1b2c3d-0000-4000-8000-000000000001', '{"id":"0a1b2c3d-0000-4000-8000-000000000001","name":"small","is_template":"true","region":"","projectid":"","target_server_name":"","availability_zone":"","volumetype":"SAS","flavor":"","vpc":{"id":null,"name":null,"cidr":null},"nics":[],"security_groups":[],"publicip":{"type":null,"bandwidth_size":null,"bandwidth_share_type":null},"disk":[],"data_volume_type":"SAS","target_password":"","image_id":""}');
CREATE TABLE temporary_keys (
  ak TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  document TEXT NOT NULL,
  expires_at INTEGER NOT NULL GENERATED ALWAYS AS (document ->> '$.expires_at') STORED
) STRICT;
CREATE TABLE timers (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  kind TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (account_id, kind, resource_id)
) STRICT, WITHOUT ROWID;
INSERT INTO timers (account_id, kind, resource_id, due_at, sequence) VALUES ('0e0000000000000000000000000d0001', 'task', '8f93e58a-c24d-4596-9a89-428918c29c11', 1767225705000, 1);
CREATE TABLE tokens (
  digest TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  document TEXT NOT NULL,
  expires_at INTEGER NOT NULL GENERATED ALWAYS AS (document ->> '$.expires_at') STORED
) STRICT;
INSERT INTO tokens (digest, account_id, document) VALUES ('1d5a15f6868c9bc142b9cfba89e231fb5cc1e3ce4637540eb0462ae89364d57b', '0e0000000000000000000000000d0001', '{"digest":"1d5a15f6868c9bc142b9cfba89e231fb5cc1e3ce4637540eb0462ae89364d57b","account_id":"0e0000000000000000000000000d0001","user_id":"0e0000000000000000000000000a0001","methods":["password"],"scope":{"project":{"id":"0215ef11e49d4743be23dd97a1561e91","name":"ap-southeast-1"}},"issued_at":1767225600000,"expires_at":1767312000000}');
CREATE TABLE users (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  name TEXT NOT NULL GENERATED ALWAYS AS (document ->> '$.name') STORED,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, name)
) STRICT;
INSERT INTO users (account_id, id, document) VALUES ('0e0000000000000000000000000d0001', '0e0000000000000000000000000a0001', '{"name":"developer","id":"0e0000000000000000000000000a0001","access_keys":[{"ak":"EMULATORACCESSKEY001","sk":"emulatorSecretKeyForLocalTestsOnly000001"}],"password_hash":"scrypt$1024$4ff08f5e631eb18913cd70dbb425f835$ac31abddb9ce7171d72a02457225ffdfc9407972349ba5d377f9d82cb8a45945"}');
CREATE INDEX access_keys_by_user ON access_keys (account_id, user_id);
CREATE TRIGGER access_keys_change AFTER UPDATE OF document ON users BEGIN
  DELETE FROM access_keys WHERE account_id = old.account_id AND user_id = old.id;
  INSERT OR IGNORE INTO access_keys
    SELECT key.value ->> '$.ak', new.account_id, new.id
      FROM json_each(new.document, '$.access_keys') AS key;
END;
CREATE TRIGGER access_keys_come AFTER INSERT ON users BEGIN
  INSERT OR IGNORE INTO access_keys
    SELECT key.value ->> '$.ak', new.account_id, new.id
      FROM json_each(new.document, '$.access_keys') AS key;
END;
CREATE TRIGGER access_keys_go AFTER DELETE ON users BEGIN
  DELETE FROM access_keys WHERE account_id = old.account_id AND user_id = old.id;
END;
CREATE INDEX events_by_task ON events (account_id, task_id, sequence);
CREATE INDEX migprojects_listed ON migprojects (account_id, ordinal);
CREATE INDEX sources_by_name ON sources (account_id, name);
CREATE INDEX sources_by_project ON sources (account_id, migproject_id, add_date);
CREATE INDEX sources_by_state ON sources (account_id, state, add_date);
CREATE TRIGGER sources_change AFTER UPDATE OF document ON sources
  WHEN old.state <> new.state BEGIN
  UPDATE counts SET amount = amount - 1
    WHERE account_id = old.account_id AND counted = 'sources' AND state = old.state;
  DELETE FROM counts
    WHERE account_id = old.account_id AND counted = 'sources' AND state = old.state AND amount = 0;
  INSERT INTO counts (account_id, counted, state, amount)
    VALUES (new.account_id, 'sources', new.state, 1)
    ON CONFLICT DO UPDATE SET amount = amount + 1;
END;
CREATE TRIGGER sources_come AFTER INSERT ON sources BEGIN
  INSERT INTO counts (account_id, counted, state, amount)
    VALUES (new.account_id, 'sources', new.state, 1)
    ON CONFLICT DO UPDATE SET amount = amount + 1;
END;
CREATE TRIGGER sources_go AFTER DELETE ON sources BEGIN
  UPDATE counts SET amount = amount - 1
    WHERE account_id = old.account_id AND counted = 'sources' AND state = old.state;
  DELETE FROM counts
    WHERE account_id = old.account_id AND counted = 'sources' AND state = old.state AND amount = 0;
END;
CREATE INDEX sources_listed ON sources (
  account_id, add_date, ordinal, name, connected, migration_cycle, ip, ipv6, migproject_id,
  enterprise_project_id, is_consistency_result_exist, state, task_id
);
CREATE INDEX sources_unconfigured ON sources (account_id) WHERE task_id IS NULL;
CREATE INDEX tasks_by_clone_template ON tasks (account_id, clonevm_template_id)
  WHERE clonevm_template_id IS NOT NULL;
CREATE INDEX tasks_by_failure ON tasks (account_id, create_date) WHERE failed;
CREATE INDEX tasks_by_name ON tasks (account_id, name);
CREATE INDEX tasks_by_source ON tasks (account_id, source_server_id);
CREATE INDEX tasks_by_state ON tasks (account_id, state, create_date);
CREATE INDEX tasks_by_template ON tasks (account_id, vm_template_id)
  WHERE vm_template_id IS NOT NULL;
CREATE INDEX tasks_by_vm ON tasks (account_id, vm_id);
CREATE TRIGGER tasks_change AFTER UPDATE OF document ON tasks
  WHEN old.state <> new.state BEGIN
  UPDATE counts SET amount = amount - 1
    WHERE account_id = old.account_id AND counted = 'tasks' AND state = old.state;
  DELETE FROM counts
    WHERE account_id = old.account_id AND counted = 'tasks' AND state = old.state AND amount = 0;
  INSERT INTO counts (account_id, counted, state, amount)
    VALUES (new.account_id, 'tasks', new.state, 1)
    ON CONFLICT DO UPDATE SET amount = amount + 1;
END;
CREATE TRIGGER tasks_come AFTER INSERT ON tasks BEGIN
  INSERT INTO counts (account_id, counted, state, amount)
    VALUES (new.account_id, 'tasks', new.state, 1)
    ON CONFLICT DO UPDATE SET amount = amount + 1;
END;
CREATE TRIGGER tasks_go AFTER DELETE ON tasks BEGIN
  UPDATE counts SET amount = amount - 1
    WHERE account_id = old.account_id AND counted = 'tasks' AND state = old.state;
  DELETE FROM counts
    WHERE account_id = old.account_id AND counted = 'tasks' AND state = old.state AND amount = 0;
END;
CREATE INDEX tasks_listed ON tasks (
  account_id, create_date, ordinal, name, enterprise_project_id, state
);
CREATE INDEX templates_listed ON templates (
  account_id, ordinal, is_template, name, region, availability_zone
);
CREATE INDEX temporary_keys_by_account ON temporary_keys (account_id, expires_at);
CREATE INDEX timers_by_moment ON timers (account_id, due_at, sequence);
CREATE INDEX tokens_by_account ON tokens (account_id, expires_at);
