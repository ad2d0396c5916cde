import { z } from 'zod'
import type { EmulatorClient } from '../client/client.ts'
import type {
  AdvanceRequest as Advance,
  Fault as AnyFault,
  ClockChange as Change,
} from '../client/types.ts'
import { AdvanceRequest, ClockChange, TimelineQuery } from '../schemas/control/clock.ts'
import { Fault } from '../schemas/control/faults.ts'
import { CallFilter } from '../schemas/control/journal.ts'
import { TasksQuery } from '../schemas/control/overviews.ts'
import { Consequence } from '../schemas/control/scenarios.ts'
import { type Tool, tool } from './tool.ts'

/** The tools: what an agent that writes or debugs a client of SMS wants of an emulator. */

const none = z.strictObject({})
const text = (description: string) => z.string().min(1).meta({ description })

/** How many an agent gets that does not say: what it is told takes room among what it thinks about. */
const tasks_usual = 20
const calls_usual = 10

const page = (usual: number) => ({
  limit: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .meta({ description: `How many at most, 1 to 1000; ${usual} if absent.` }),
})

const looking: Tool[] = [
  tool(
    {
      name: 'show_account',
      title: 'Show the account',
      description:
        'How the emulator and the account are set: URLs of SMS and IAM, version, what the clock shows, snapshots, scenarios (what goes wrong in migrations) and faults (what goes wrong in HTTP calls). Call it first. Durations in scenarios and faults are in milliseconds.',
      effect: 'reads',
    },
    none,
    showAccount,
  ),
  tool(
    {
      name: 'list_tasks',
      title: 'List migration tasks',
      description:
        'Migration tasks with state, sub-tasks, progress in percent and what happens next by itself; the newest first. `speed` is in Mbit/s, `remaining_ms` in milliseconds.',
      effect: 'reads',
    },
    z.strictObject({
      ...TasksQuery.pick({ task: true, state: true, q: true }).shape,
      ...page(tasks_usual),
    }),
    (client, { limit = tasks_usual, ...filter }) => client.tasks(defined({ ...filter, limit })),
  ),
  tool(
    {
      name: 'show_timeline',
      title: 'Show the timeline of a task',
      description:
        'What happened to a task (`past`) and what will happen to it if nobody interferes (`planned`), with moments of the clock of the account (ISO 8601, UTC).',
      effect: 'reads',
    },
    z.strictObject({
      task: text('Id of the task, or its name if only one has it.'),
      at: z.string().optional().meta({ description: TimelineQuery.shape.at.meta()?.description }),
    }),
    (client, { task, at }) => client.timeline(task, defined({ at })),
  ),
  tool(
    {
      name: 'list_requests',
      title: 'List the calls of clients',
      description:
        'The latest calls that clients made to SMS and IAM, oldest first, with bodies; secrets are hidden. A refused call has its explanation. `count` is how many fit the filter, `duration_ms` is real time in milliseconds. To see only refused calls give `status` 4xx.',
      effect: 'reads',
    },
    z.strictObject({ ...CallFilter.shape, ...page(calls_usual) }),
    (client, { limit = calls_usual, ...filter }) =>
      client.requests.list(defined({ ...filter, limit }) as object),
  ),
  tool(
    {
      name: 'explain_request',
      title: 'Explain why a call was refused',
      description:
        'Why a call to SMS or IAM was answered as it was: the rule, its causes, what to do. For a wrong signature it has the first difference between the texts that client and server signed.',
      effect: 'reads',
    },
    z.strictObject({
      request_id: text(
        'The header x-request-id of the answer, or `id` in list_requests: 32 hex digits.',
      ),
    }),
    (client, { request_id }) => client.explain(request_id),
  ),
]

const moving: Tool[] = [
  tool(
    {
      name: 'set_clock',
      title: 'Freeze the clock, or let it flow',
      description:
        'Changes the clock of the account: freeze it or let it flow, move it forward to a moment, set its pace. Without arguments it shows the clock. On a frozen clock nothing happens until it is moved.',
      effect: 'adds',
    },
    ClockChange,
    (client, change) =>
      Object.keys(change).length === 0 ? client.clock.get() : client.clock.set(change as Change),
  ),
  tool(
    {
      name: 'advance_clock',
      title: 'Move the clock forward',
      description:
        'Moves the clock of the account forward and has everything happen that is due on the way: `by` a duration such as 10m or 1h30m (a number is milliseconds), `until` a task is in a state or at a percentage such as {"task": "web-1", "subtask": "MIGRATE_LINUX_FILE", "percent": 63}, `until` "idle", or for a number of `events`. Give exactly one of the three. It takes milliseconds of real time. If a condition does not come true, the error says where the task is and why it stays there.',
      effect: 'adds',
    },
    AdvanceRequest,
    async (client, how) => {
      const { until, max } = how as Advance
      return until === undefined
        ? client.clock.advance(how as Advance)
        : client.clock.advanceUntil(until, { max })
    },
  ),
]

const breaking: Tool[] = [
  tool(
    {
      name: 'add_scenario',
      title: 'Break migrations',
      description: `Makes migrations go wrong, or differently: a scenario says which (\`match\`: source, task, os, type; absent: all) and what goes differently (\`then\`: ${Object.keys(Consequence.shape).join(', ')}). It is tried before those that are there, and the first that fits a task counts. Answers with all scenarios. Example: {name: no way through, match: {task: web-1}, then: {fail: [{at: MIGRATE_LINUX_FILE, percent: 63, code: SMS.0805}]}}`,
      effect: 'adds',
    },
    z.strictObject({
      scenario: text(
        'The scenario, or {scenarios: [...]}, as YAML or JSON. Durations are texts such as 10m, or milliseconds. A refusal says which places are wrong and what they take.',
      ),
      replace: z
        .boolean()
        .optional()
        .meta({ description: 'true: the present scenarios are removed.' }),
    }),
    (client, { scenario, replace = false }) => client.scenarios.add(scenario, { replace }),
  ),
  tool(
    {
      name: 'add_fault',
      title: 'Break HTTP calls',
      description:
        'Makes the next HTTP calls that fit go wrong: an error status or code, a delay in real time, a cut connection, half a body. Use it to test retries and timeouts of a client. Answers with all faults; `left` is how many calls will still meet one. Example: {"fault": {"match": {"operation": "ListServers"}, "effect": {"status": 503, "retry_after": 1}, "times": 2}}, where retry_after is in seconds.',
      effect: 'adds',
    },
    z.strictObject({
      fault: Fault.pick({ match: true, effect: true, times: true, plan: true }).meta({
        description:
          'Which calls meet it (`match`), what they meet (`effect`), and how many (`times`).',
      }),
    }),
    (client, { fault }) => client.faults.add(fault as AnyFault),
  ),
  tool(
    {
      name: 'remove_scenarios',
      title: 'Remove scenarios',
      description: 'Removes one scenario by its name, or all. Answers with those that are left.',
      effect: 'removes',
    },
    z.strictObject({ name: text('Name of the scenario; all if absent.').optional() }),
    (client, { name }) => client.scenarios.remove(name),
  ),
  tool(
    {
      name: 'remove_faults',
      title: 'Remove faults',
      description: 'Removes one fault by its id, or all. Answers with those that are left.',
      effect: 'removes',
    },
    z.strictObject({ id: text('Id of the fault; all if absent.').optional() }),
    (client, { id }) => client.faults.remove(id),
  ),
]

const snapshot_name = z.strictObject({ name: text('Name of the snapshot.') })

const keeping: Tool[] = [
  tool(
    {
      name: 'load_fixture',
      title: 'Load a fixture',
      description:
        'Creates what a fixture describes, all of it or nothing: accounts with source servers, migration tasks, users, scenarios, faults. `steps` of a task are what it has lived through: actions such as start, and conditions. Sizes of disks and memory are in bytes. The example creates a Linux server and its task, started: {accounts: [{name: emulator, sources: [{name: web-1, ip: 192.168.0.10, os_type: LINUX, os_version: CENTOS_7_6_64BIT, agent_version: 25.6.0, boot_loader: GRUB, firmware: BIOS, has_rsync: true, paravirtualization: true, cpu_quantity: 2, memory: 4294967296, networks: [{name: eth0, ip: 192.168.0.10, mac: "fa:16:3e:00:00:0a"}], volume_groups: [], disks: [{name: /dev/vda, partition_style: MBR, device_use: BOOT, size: 42949672960, physical_volumes: [{name: /dev/vda1, size: 42948624384, used_size: 2854862848, file_system: ext4, mount_point: /}]}]}], tasks: [{source: web-1, name: move-web-1, steps: [start]}]}]}',
      effect: 'adds',
    },
    z.strictObject({
      fixture: text(
        'The text of the fixture, YAML or JSON. A refusal says which places are wrong and what they take.',
      ),
      replace: z.boolean().optional().meta({
        description:
          'true: the accounts that it names are emptied first; they keep users, keys, projects and clock.',
      }),
    }),
    (client, { fixture, replace = false }) => client.fixtures.load(fixture, { replace }),
  ),
  tool(
    {
      name: 'save_snapshot',
      title: 'Save a snapshot',
      description:
        'Saves the account as it is, clock included, under a name. A snapshot of that name is replaced.',
      effect: 'adds',
    },
    snapshot_name,
    (client, { name }) => client.snapshots.save(name),
  ),
  tool(
    {
      name: 'restore_snapshot',
      title: 'Restore a snapshot',
      description:
        'Puts the account back as it was when the snapshot was saved, clock included. What happened since is lost. show_account lists the snapshots.',
      effect: 'removes',
    },
    snapshot_name,
    (client, { name }) => client.snapshots.restore(name),
  ),
]

export const tools: readonly Tool[] = [...looking, ...moving, ...breaking, ...keeping]

async function showAccount(client: EmulatorClient): Promise<unknown> {
  const [{ version, endpoints }, clock, { snapshots }, { scenarios }, { faults, left }] =
    await Promise.all([
      client.info(),
      client.clock.get(),
      client.snapshots.list(),
      client.scenarios.list(),
      client.faults.list(),
    ])
  return { version, endpoints, clock, snapshots, scenarios, faults, left }
}

/** Without what is undefined: the client takes no names that have no value. */
const defined = <Values extends Record<string, unknown>>(
  values: Values,
): { [Name in keyof Values]: Exclude<Values[Name], undefined> } =>
  JSON.parse(JSON.stringify(values))
