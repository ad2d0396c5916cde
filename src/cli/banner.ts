import type { Emulator } from '../emulator.ts'
import { version } from '../package.ts'
import type { Running } from '../process/server.ts'

/** What a person sees at start: where it is, how to get in, and a walkthrough to paste. */

const registration = {
  name: 'bike-centos',
  ip: '192.168.0.154',
  os_type: 'LINUX',
  os_version: 'CENTOS_7_4_64BIT',
  linux_block_check:
    '{"release_type":"CENTOS","release_version":"7.4.1708","architecture":"x86_64","kernel_version":"3.10.0-1062.1.1.el7.x86_64"}',
  paravirtualization: true,
  firmware: 'BIOS',
  has_rsync: true,
  raw_devices: '',
  boot_loader: 'GRUB',
  disks: [
    {
      name: '/dev/vda',
      size: 42949672960,
      device_use: 'BOOT',
      partition_style: 'MBR',
      physical_volumes: [
        {
          name: '/dev/vda1',
          size: 42948624384,
          device_use: 'OS',
          used_size: 2854862848,
          file_system: 'ext4',
          mount_point: '/',
        },
      ],
    },
  ],
  volume_groups: [],
  btrfs_list: [],
  cpu_quantity: 1,
  memory: 1038716928,
  networks: [{ name: 'eth0', ip: '192.168.0.154', mac: 'fa:16:3e:b9:49:1f' }],
  agent_version: '25.6.0',
}

const migration = {
  name: 'MigrationTask',
  type: 'MIGRATE_FILE',
  auto_start: true,
  syncing: false,
  use_public_ip: false,
  migration_ip: '172.16.0.20',
  region_id: 'ap-southeast-1',
  region_name: 'ap-southeast-1',
  target_server: {
    name: 'target',
    vm_id: '6dac09d8-5835-4888-a3f1-787453c4e1d4',
    disks: [
      {
        name: 'Disk 0',
        disk_id: '354419d9-bd41-4b50-9c1e-e4f6f57c6d11',
        size: 42949672960,
        physical_volumes: [{ name: '/dev/vda1', size: 42948624384, used_size: 2854862848 }],
      },
    ],
  },
}

const json = "-H 'Content-Type: application/json'"
const auth = '-H "X-Auth-Token: $TOKEN"'
const idOf = `sed 's/.*"id":"\\([^"]*\\)".*/\\1/'`

/** The clock of an account as it is, whatever the flags said: a fixture or a database may know better. */
function clockOf(emulator: Emulator, account = 'emulator') {
  const { id } = emulator.accounts.find(account) ?? {}
  return id === undefined ? undefined : emulator.clocks.of(id)
}

/** A person behind an account, as far as the fixtures say. */
function credentials({ boot }: Running) {
  for (const { name: account, users = [], projects = [] } of boot) {
    for (const { name, password, access_keys = [] } of users) {
      if (password === undefined) continue
      return { account, name, password, keys: access_keys[0], project: projects[0] }
    }
  }
  return undefined
}

/** The same for programs. */
export function credentialsOf(running: Running) {
  const person = credentials(running)
  if (!person) return undefined
  const { account, name: user, password, keys: { ak, sk } = { ak: null, sk: null } } = person
  const { emulator } = running
  const domain_id = emulator.accounts.find(account)?.id ?? null
  const projects = domain_id === null ? [] : emulator.projects.all(domain_id)
  return { account, domain_id, user, password, ak, sk, projects }
}

/** The vendor's walkthrough as commands for a shell: token, source, task, and how it goes. */
export function walkthroughCommands(running: Running): string[] {
  const { endpoints, emulator } = running
  const person = credentials(running)
  if (!person) return []
  const { account, name, password, project } = person
  const user = { name, password, domain: { name: account } }
  const scope = project ? { project: { id: project.id ?? undefined, name: project.name } } : {}
  const login = { auth: { identity: { methods: ['password'], password: { user } }, scope } }
  const body = {
    ...migration,
    project_id: project?.id ?? 'default',
    project_name: project?.name ?? 'default',
  }
  const task = JSON.stringify(body).replace('{', '{"source_server":{"id":"\'$SOURCE\'"},')
  const frozen = clockOf(emulator, account)?.mode === 'frozen'
  const advance = (until: string) =>
    `curl -s -X POST ${json} -d '{"until":${until}}' "${endpoints.control}/clock/advance?account=${account}"`
  return [
    `TOKEN=$(curl -s -D - -o /dev/null ${json} -d '${JSON.stringify(login)}' ${endpoints.iam}/v3/auth/tokens | tr -d '\\r' | awk 'tolower($1)=="x-subject-token:"{print $2}')`,
    `SOURCE=$(curl -s ${auth} ${json} -d '${JSON.stringify(registration)}' ${endpoints.sms}/v3/sources | ${idOf})`,
    ...(frozen ? [advance('"idle"')] : []),
    `TASK=$(curl -s ${auth} ${json} -d '${task}' ${endpoints.sms}/v3/tasks | ${idOf})`,
    `curl -s ${auth} ${endpoints.sms}/v3/tasks/$TASK`,
    advance('{"task":"\'$TASK\'","subtask":"MIGRATE_LINUX_FILE","percent":63}'),
    `curl -s ${auth} ${endpoints.sms}/v3/tasks/$TASK`,
  ]
}

/** Off loopback the control API wants a token, which has to be known. */
function tokenLines({ emulator }: Running): string[] {
  const { host } = emulator.config
  const isLocal = host === 'localhost' || host === '::1' || host.startsWith('127.')
  if (isLocal) return []
  return emulator.control_token === 'off'
    ? ['  token      none: whoever reaches this machine can call the control API']
    : [`  token      from other machines: X-Emulator-Token: ${emulator.control_token}`]
}

/** Its lines. */
export function banner(running: Running): string[] {
  const { endpoints, emulator, kept } = running
  const { db, auth: mode } = emulator.config
  const person = credentials(running)
  const { mode: clock, pace } = clockOf(emulator, person?.account) ?? {
    mode: emulator.config.clock,
    pace: emulator.config.pace,
  }
  const lines = [
    '',
    `huaweicloud-sms-emulator ${version}`,
    '',
    `  SMS, IAM   ${endpoints.url}`,
    ...(endpoints.https ? [`  with TLS   ${endpoints.https}`] : []),
    `  control    ${endpoints.control}/   (documents and a page to try them: ${endpoints.control}/docs)`,
    ...tokenLines(running),
    `  clock      ${clock} at pace ${pace}; authentication ${mode}; data in ${db}`,
  ]
  if (kept.length > 0) {
    lines.push(`  kept       ${kept.join(', ')}: as the database has them, clock included`)
  }
  if (person) {
    const { account, name, password, keys, project } = person
    lines.push(
      '',
      `  account ${account}, user ${name}, password ${password}`,
      ...(project ? [`  project ${project.name}, id ${project.id ?? '(made at boot)'}`] : []),
      ...(keys ? [`  AK ${keys.ak}, SK ${keys.sk}`] : []),
      '',
      'The walkthrough, to paste into a shell:',
      '',
      ...walkthroughCommands(running),
    )
  }
  return [...lines, '']
}
