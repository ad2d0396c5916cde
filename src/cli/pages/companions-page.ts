import { renderTable } from '../../formats/markdown.ts'
import { texts } from '../../http/documents/texts/operations.ts'
import { companion_services } from '../../schemas/companion-services.ts'
import { ownValue } from '../../text/own-value.ts'

/** `docs/companions.md`: what is there of each service beside SMS, from its routes. */

/** What each service lacks that a reader may look for. */
const absent: Record<(typeof companion_services)[number]['name'], string> = {
  ecs: 'resizing, attaching volumes, key pairs, public addresses, tags, metadata after the creation',
  vpc: 'updating, creating rules, tags, routes, peering, public addresses, IPv6, ports without a server',
  ims: 'private and shared images, creating and deleting images',
  evs: 'creating, resizing and deleting volumes, snapshots, types of volumes',
}

/** What happens to the target, as `followMigration` has it (src/domain/companions/target.ts). */
const target_rows = [
  [
    'ATTACH_AGENT_IMAGE begins',
    'is stopped, and held by the task: ECS refuses to start, stop or delete it',
  ],
  ['ATTACH_AGENT_IMAGE ends', "has the disk of the agent's image attached"],
  [
    'DETTACH_AGENT_IMAGE ends',
    'is started, or left off with `start_target_server: false`, and free',
  ],
  [
    'CREATE_CLOUD_SERVER ends',
    'is there, with the zone, flavor, network and volumes of its template',
  ],
  ['CREATE_CLOUD_SERVER, strict', 'is not made where ECS lacks what the template names: SMS.0601'],
  ['CLONE_VM ends', 'has a clone, which runs'],
  ['the task is deleted or unlocked', 'is free, and off if it was'],
]

const refusal_rows = [
  ['is in another project', 'SMS.6527 at CreateTask'],
  ['is being built', 'SMS.8104 at CreateTask'],
  ['has no UEFI, and the source has', 'SMS.6561 at CreateTask'],
  ['has no volume of that `disk_id`', 'SMS.6103 at CreateTask'],
  ['has too few volumes, or smaller ones', 'SMS.8106 at CreateTask'],
  ['was deleted', 'SMS.8103 at CreateTask and UnlockTargetEcs, SMS.0412 in a migration'],
  ['is off when the first migration comes to it', 'SMS.1502 in that migration'],
]

/** The operations of a document by their paths and methods. */
type Paths = { paths: Record<string, Record<string, { operationId: string }>> }

/** @param document the printed `openapi/companions.json`. */
export function companionsPage(document: Paths): string {
  const rows = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => {
      const { summary = '', basis = ['', ''] } = ownValue(texts.companions, operationId) ?? {}
      return {
        operationId,
        row: [`\`${operationId}\``, `\`${method.toUpperCase()} ${path}\``, summary, basis[0]],
      }
    }),
  )
  const sections = companion_services.map(({ name, title }) => {
    const own = rows.filter(({ operationId }) => operationId.toLowerCase().startsWith(name))
    return `## ${name.toUpperCase()}: ${title}

${renderTable(
  ['operation', 'call', 'what it does', 'rests on'],
  own.map(({ row }) => row),
)}

Not there: ${absent[name]}.
`
  })
  return `# Services beside SMS

The parts of ECS, VPC, IMS and EVS that programs around SMS call are here too: the network and the server that a migration goes to, its image and its disks.

<!-- Printed from the routes by npm run openapi. -->

- A service is reached by its path on the shared port, below \`/ecs\`, \`/vpc\`, \`/ims\` and \`/evs\` or without them, since no two services share a path, and by a Host such as \`ecs.ap-southeast-1.myhuaweicloud.com\`.
- Every project has \`vpc-default\` with \`subnet-default\`, the security group \`default\`, and the zones, flavors and images of its region. A [fixture](fixtures.md#networks-and-servers-beside-sms) adds to the networks and replaces the lists.
- Servers are built, stopped, started and deleted by jobs, on the clock of the account; networks change at once. What is in use is refused with 409.
- \`sms-emulator servers\`, \`GET /_emulator/servers\` and *Servers* in the [dashboard](dashboard.md) show all that an account has, and which migration moves each server.
- The names of the operations are those of the SDKs with the service before them; \`VpcV3\` is version 3 of VPC. Shapes, examples and refusals are in [companions.json](../openapi/companions.json).
- Complete examples make a server and migrate to it: with [curl](clients/curl.md#a-server-beside-sms-and-a-migration-to-it), [Python](../examples/python/README.md) and [Terraform](clients/terraform.md). \`sms-emulator servers\` lists the servers, and the task that moves each.

## What a migration does to its target

A task whose \`target_server.vm_id\` is a server of the account moves that server, and finds what is wrong with it. Any other \`vm_id\` is taken as given, unless the emulator was started with \`--companions strict\`.

${renderTable(['when', 'the server'], target_rows)}

${renderTable(['the target', 'answered with'], refusal_rows)}

A disk without \`disk_id\` gets the first volume in order that is large enough. Why it is built so: [decision 082](decisions/082-the-target-follows-its-task.md).

${sections.join('\n')}`
}
