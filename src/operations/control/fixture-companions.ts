import { fullImage } from '../../domain/companions/default-images.ts'
import type { Place } from '../../domain/companions/defaults.ts'
import { shiftCompanion } from '../../domain/companions/records.ts'
import { regionOfProject } from '../../domain/companions/region.ts'
import type { FixtureCompanions, FixtureRegion } from '../../schemas/control/fixture-companions.ts'
import type { CompanionRecord } from '../../schemas/stored/companions.ts'
import type { FlavorOfRegion } from '../../schemas/stored/regions.ts'
import { thereIsNo } from '../../text/names.ts'
import type { Session } from '../account/session.ts'
import { filled } from './filled.ts'
import { checkNew } from './fixture-checks.ts'
import { loadSecurityGroup, loadSubnet, loadVpc } from './fixture-networks.ts'
import { withPlace } from './fixture-places.ts'
import { loadServer, loadVolume } from './fixture-servers.ts'

/** What a fixture says of the services beside SMS. */

/** Saves a resource. @throws RecordTaken for an id that is there already */
function saveNew(session: Session, record: CompanionRecord): void {
  checkNew('Companion', record.id, session.companions.find(record.id))
  session.saveCompanion(record)
}

/** @throws Error for a project that the account does not have */
function placeNamed({ account }: Session, project: string | undefined): Place {
  const projects = account.members.projects.all()
  const found =
    project === undefined
      ? projects[0]
      : projects.find(({ id, name }) => id === project || name === project)
  if (found) return { project_id: found.id, region: regionOfProject(found.name) }
  const names = projects.map(({ name }) => name)
  throw new Error(
    project === undefined
      ? 'The account has no project: give it one under `projects`'
      : thereIsNo('project', project, names),
  )
}

type FlavorGiven = NonNullable<FixtureRegion['flavors']>[number]

/** A flavor with what was not said of it: its generation is what its name begins with. */
const fullFlavor = (flavor: FlavorGiven): FlavorOfRegion =>
  filled<FlavorOfRegion>(
    {
      ...{ id: flavor.id, vcpus: flavor.vcpus, ram: flavor.ram, performance: 'normal' },
      generation: flavor.id.split('.')[0] ?? flavor.id,
      architecture: 'x86',
    },
    flavor,
  )

/** What a region offers from now on: of a list that is absent, what it had. */
function loadRegion(session: Session, { name, zones, flavors, images }: FixtureRegion): void {
  const former = session.companions.find(name)
  const before = former?.kind === 'region' ? former : undefined
  session.saveCompanion({
    kind: 'region',
    id: name,
    name,
    created_at: session.now,
    zones: zones ?? before?.zones ?? null,
    flavors: flavors?.map((flavor) => fullFlavor(flavor)) ?? before?.flavors ?? null,
    images:
      images?.map((image) =>
        filled(fullImage(name, { name: image.name, platform: image.platform }), image),
      ) ??
      before?.images ??
      null,
  })
}

type Described = 'vpcs' | 'subnets' | 'security_groups' | 'servers' | 'volumes'
type EntryOf<List extends Described> = NonNullable<FixtureCompanions[List]>[number]
type Loaders = {
  [List in Described]: (session: Session, place: Place, entry: EntryOf<List>) => CompanionRecord[]
}

/** In the order in which one names the other. */
const loaders: Loaders = {
  vpcs: loadVpc,
  subnets: loadSubnet,
  security_groups: loadSecurityGroup,
  servers: loadServer,
  volumes: loadVolume,
}

/**
 * Loads what belongs to an account beside SMS, a resource each time that it is given a session.
 *
 * @param path of it in the fixture.
 * @param shift what has passed since the export, in milliseconds.
 * @throws ApiError that names the place
 */
export function* loadCompanions(
  companions: FixtureCompanions,
  path: string,
  shift: number,
): Generator<void, void, Session> {
  function* placed<Entry>(
    list: string,
    entries: readonly Entry[],
    load: (session: Session, entry: Entry) => void,
  ): Generator<void, void, Session> {
    for (const [index, entry] of entries.entries()) {
      const session = yield
      withPlace(session.account, `${path}.${list}.${index}`, () => load(session, entry))
    }
  }
  yield* placed('saved', companions.saved ?? [], (session, saved) =>
    saveNew(session, shiftCompanion(saved, shift)),
  )
  yield* placed('regions', companions.regions ?? [], loadRegion)
  const loadList = <List extends Described>(list: List) =>
    placed<EntryOf<List>>(list, companions[list] ?? [], (session, entry) => {
      const place = placeNamed(session, entry.project)
      for (const record of loaders[list](session, place, entry)) saveNew(session, record)
    })
  for (const list of Object.keys(loaders) as Described[]) yield* loadList(list)
}
