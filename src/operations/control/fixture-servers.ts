import type { Place } from '../../domain/companions/defaults.ts'
import { offersIn } from '../../domain/companions/regions.ts'
import {
  newServer,
  poweredOff,
  poweredOn,
  type ServerPlan,
} from '../../domain/companions/servers.ts'
import type { FixtureServer, FixtureVolume } from '../../schemas/control/fixture-companions.ts'
import type { CompanionRecord } from '../../schemas/stored/companions.ts'
import type { VolumeRecord } from '../../schemas/stored/servers.ts'
import { thereIsNo } from '../../text/names.ts'
import type { Session } from '../account/session.ts'
import { Addresses } from '../companions/addresses-given.ts'
import { getResource } from '../companions/resources.ts'
import { idOfNetwork } from './fixture-networks.ts'

/** Servers and volumes that a fixture describes: they have been built. */

const usual_disk_type = 'GPSSD'

/** One of a list by its name or id; the first if none is named. */
function offered<Item>(
  what: string,
  items: readonly Item[],
  wanted: string | undefined,
  namesOf: (item: Item) => string[],
): Item {
  const found = wanted === undefined ? items[0] : items.find((one) => namesOf(one).includes(wanted))
  if (found !== undefined) return found
  throw new Error(thereIsNo(what, wanted ?? '', items.flatMap(namesOf), ' in the region'))
}

/** What a described server is made from. @throws Error for what is not there, ApiError for an address that is taken */
function planOf(session: Session, place: Place, given: FixtureServer): ServerPlan {
  const { zones, flavors, images } = offersIn(session.companions, place.region)
  const image = offered('image', images, given.image, ({ id, name }) => [name, id])
  const flavor = offered('flavor', flavors, given.flavor, ({ id }) => [id])
  const subnet_id = idOfNetwork(session, 'subnet', place, given.subnet ?? 'subnet-default')
  const security_groups = (given.security_groups ?? ['default']).map((group) =>
    idOfNetwork(session, 'security_group', place, group),
  )
  const disks = given.disks ?? [{ size: image.min_disk }]
  return {
    id: given.id,
    name: given.name,
    project_id: place.project_id,
    flavor_id: flavor.id,
    image_id: image.id,
    availability_zone: offered('zone', zones, given.availability_zone, (zone) => [zone]),
    vpc_id: getResource(session, 'subnet', place, subnet_id).vpc_id,
    key_name: null,
    user_data: '',
    metadata: {},
    tags: [],
    description: '',
    enterprise_project_id: '0',
    nics: [
      {
        subnet_id,
        ip: new Addresses(session, place).give(subnet_id, given.ip),
        security_groups,
      },
    ],
    disks: disks.map(({ id, size, type = usual_disk_type }) => ({
      id,
      size,
      volume_type: type,
      delete_on_termination: true,
    })),
  }
}

/** @throws Error for what is not there, ApiError for an address that is taken */
export function loadServer(
  session: Session,
  place: Place,
  given: FixtureServer,
): CompanionRecord[] {
  const { ids, now } = session
  const { server, volumes } = newServer(planOf(session, place, given), ids, '', now)
  const running = poweredOn(server, now)
  return [
    given.status === 'SHUTOFF' ? poweredOff(running, now) : running,
    ...volumes.map((volume): VolumeRecord => ({ ...volume, status: 'in-use' })),
  ]
}

/** @throws Error for a zone that the region does not have */
export function loadVolume(
  session: Session,
  { project_id, region }: Place,
  { id, name, size, type = usual_disk_type, availability_zone }: FixtureVolume,
): VolumeRecord[] {
  const { ids, now } = session
  const { zones } = offersIn(session.companions, region)
  return [
    {
      kind: 'volume',
      id: id ?? ids.uuid(),
      project_id,
      name,
      created_at: now,
      updated_at: now,
      size,
      volume_type: type,
      availability_zone: offered('zone', zones, availability_zone, (zone) => [zone]),
      bootable: false,
      status: 'available',
      attachments: [],
      image_id: null,
      metadata: {},
      tags: [],
      description: '',
      enterprise_project_id: '0',
    },
  ]
}
