/**
 * The vendor's walkthrough as commands for a shell: log in, register a source, create a task, watch it progress.
 *
 * They are pasted into interactive shells, which sets three rules. Each step begins with `echo` instead of a
 * comment, since zsh takes `#` for a command there. Every answer is printed, so that a refusal is seen. No id is
 * fixed, and the clock is frozen before anything depends on it and in the end as it was, so that the text works again on the same account.
 */

export type WalkthroughPlace = {
  /** URLs without a slash at the end. */
  endpoints: { iam: string; sms: string; control: string }
  account: string
  user: { name: string; password: string }
  project?: { id?: string | null | undefined; name: string } | undefined
  /** What the control API requires, where the shell may be on another machine. */
  control_token?: string | undefined
}

const source = `{
  "name": "bike-centos", "ip": "192.168.0.154", "agent_version": "25.6.0",
  "os_type": "LINUX", "os_version": "CENTOS_7_4_64BIT", "firmware": "BIOS", "boot_loader": "GRUB",
  "has_rsync": true, "paravirtualization": true, "cpu_quantity": 1, "memory": 1038716928,
  "networks": [{"name": "eth0", "ip": "192.168.0.154", "mac": "fa:16:3e:b9:49:1f"}],
  "volume_groups": [],
  "disks": [{"name": "/dev/vda", "size": 42949672960, "device_use": "BOOT", "partition_style": "MBR",
    "physical_volumes": [{"name": "/dev/vda1", "size": 42948624384, "used_size": 2854862848,
      "device_use": "OS", "file_system": "ext4", "mount_point": "/"}]}]}`

/** The source is its own target's `vm_id`: an id that no other task has. */
const taskIn = (project: WalkthroughPlace['project']): string => `{
  "name": "MigrationTask", "type": "MIGRATE_FILE", "os_type": "LINUX", "auto_start": true, "syncing": false,
  "use_public_ip": false, "migration_ip": "172.16.0.20",
  "region_id": "ap-southeast-1", "region_name": "ap-southeast-1",
  "project_name": ${json(project?.name ?? 'default')}, "project_id": ${json(project?.id ?? 'default')},
  "source_server": {"id": "$SOURCE"},
  "target_server": {"name": "target", "vm_id": "$SOURCE", "disks": [
    {"name": "Disk 0", "disk_id": "354419d9-bd41-4b50-9c1e-e4f6f57c6d11", "size": 42949672960,
      "physical_volumes": [{"name": "/dev/vda1", "size": 42948624384, "used_size": 2854862848}]}]}}`

const loginOf = ({ user, account, project }: WalkthroughPlace): string => `{
  "auth": {
    "identity": {"methods": ["password"], "password": {"user": {
      "name": ${json(user.name)}, "password": ${json(user.password)}, "domain": {"name": ${json(account)}}}}}${
        project ? `,\n    "scope": {"project": {"name": ${json(project.name)}}}` : ''
      }}}`

const json = (value: string): string => JSON.stringify(value)

/** A text in single quotes, in which `$NAME` still stands for a variable of the shell. */
const quote = (text: string): string =>
  `'${text.replaceAll("'", "'\\''").replace(/\$([A-Z_a-z]+)/g, `'$$$1'`)}'`

const json_header = "-H 'Content-Type: application/json'"
const token_header = '-H "X-Auth-Token: $TOKEN"'

/** The id of an answer; an answer without one, such as a refusal, whole. */
const id_of_answer = `sed 's/.*"id":"\\([^"]*\\)".*/\\1/'`

/** State and sub-task of an answer of ShowTask; a refusal whole. */
const state_of_answer = `sed 's/.*"state":"\\([A-Z_]*\\)","estimate_complete_time.*"subtask_info":\\([^,]*\\),.*/\\1 \\2/'`

/** Whether a clock is frozen or flowing. */
const mode_of_answer = `sed 's/.*"mode":"\\([a-z]*\\)".*/\\1/'`

/** Without the list of what happened on the way. */
const without_events = `sed 's/,"events":.*/}/'`

/** @returns the lines to paste; none of them is empty. */
export function writeWalkthrough(place: WalkthroughPlace): string[] {
  const { endpoints, account, project, control_token } = place
  const { iam, sms, control } = endpoints
  const clock = `${control}/clock?account=${encodeURIComponent(account)}`
  const control_header = control_token ? `-H 'X-Emulator-Token: ${control_token}' ` : ''
  const advance = (body: string): string =>
    `curl -sS -X POST ${control_header}${json_header} "${clock.replace('/clock', '/clock/advance')}" -d ${body} | ${without_events}; echo`
  const setClock = (mode: string): string =>
    `curl -sS -X PUT ${control_header}${json_header} "${clock}" -d ${quote(`{"mode": "${mode}"}`)}; echo`
  const show = `curl -sS ${token_header} "${sms}/v3/tasks/$TASK" | ${state_of_answer}; echo`
  const until = (condition: string): string =>
    advance(quote(`{"until": {"task": "$TASK", ${condition}}}`))

  return [
    `echo '1. Log in${project ? `: a token for the project ${project.name}` : ''}'`,
    `TOKEN=$(curl -sS -i ${json_header} ${iam}/v3/auth/tokens -d ${quote(loginOf(place))} |`,
    `  tr -d '\\r' | awk 'tolower($1) == "x-subject-token:" {found = $2} {last = $0} END {print found ? found : last}')`,
    `printf '%.70s...\\n' "$TOKEN"`,
    `echo '2. Freeze the clock of the account: from here on it moves only when you say so'`,
    `MODE=$(curl -sS ${control_header}"${clock}" | ${mode_of_answer})`,
    setClock('frozen'),
    `echo '3. Register a source server, as its agent does, and give its environment check a second'`,
    `SOURCE=$(curl -sS ${token_header} ${json_header} ${sms}/v3/sources -d ${quote(source)} |`,
    `  ${id_of_answer})`,
    'echo "source $SOURCE"',
    advance(`'{"by": "PT1S"}'`),
    `echo '4. Create a migration task that starts by itself'`,
    `TASK=$(curl -sS ${token_header} ${json_header} ${sms}/v3/tasks -d ${quote(taskIn(project))} |`,
    `  ${id_of_answer})`,
    'echo "task $TASK"',
    show,
    `echo '5. Move the clock until the copy shows 25 %, 63 % and 99 %'`,
    'for PERCENT in 25 63 99; do',
    `  ${until('"subtask": "MIGRATE_LINUX_FILE", "percent": $PERCENT')}`,
    `  ${show}`,
    'done',
    `echo '6. Move it to the end of the migration, and let it be as it was before'`,
    until('"state": "MIGRATE_SUCCESS"'),
    show,
    setClock('$MODE'),
  ].flatMap((line) => line.split('\n'))
}
