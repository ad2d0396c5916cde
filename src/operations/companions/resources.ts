import {
  defaultSecurityGroup,
  defaultSubnet,
  defaultVpc,
  type Place,
} from '../../domain/companions/defaults.ts'
import { regionOfProject } from '../../domain/companions/region.ts'
import { ApiError, type ErrorName } from '../../errors/refusals.ts'
import type { Page } from '../../schemas/companions/common.ts'
import type { CompanionKind, CompanionRecord, RecordOf } from '../../schemas/stored/companions.ts'
import type { RegionRecord } from '../../schemas/stored/regions.ts'
import type { Account, View } from '../account/account.ts'
import type { Session } from '../account/session.ts'

/** Finding what belongs to a project beside SMS. */

/**
 * The project that a path names.
 *
 * @throws ApiError 403 APIGW.0302 for one that the account does not have (*inferred*: a 404 would mean to clients that
 *   the resource is gone)
 */
export function placeOf({ members }: Account, project_id: string): Place {
  const project = members.projects.find(project_id)
  if (!project) throw new ApiError('projectForeign', project_id)
  return { project_id, region: regionOfProject(project.name) }
}

type Defaults = {
  readonly [Kind in CompanionKind]?: (place: Place) => readonly RecordOf<Kind>[]
}

const defaults = {
  vpc: (place) => [defaultVpc(place)],
  subnet: (place) => [defaultSubnet(place)],
  security_group: (place) => [defaultSecurityGroup(place)],
} satisfies Defaults

/** What is there by default of a kind. */
const givenOf = <Kind extends CompanionKind>(kind: Kind, place: Place): readonly RecordOf<Kind>[] =>
  (defaults as { [K in Kind]?: Defaults[K] })[kind]?.(place) ?? []

/** What a project has of a kind: first what is there by default, as far as nobody changed it, then the oldest. */
export function listResources<Kind extends CompanionKind>(
  view: Pick<View, 'companions'>,
  kind: Kind,
  place: Place,
): RecordOf<Kind>[] {
  const untouched = givenOf(kind, place).filter(({ id }) => view.companions.find(id) === undefined)
  return [...untouched, ...view.companions.ofKind(kind, place.project_id)]
}

const isOf = <Kind extends CompanionKind>(
  record: CompanionRecord,
  kind: Kind,
  { project_id }: Place,
): record is RecordOf<Kind> =>
  record.kind === kind && 'project_id' in record && record.project_id === project_id

/** A resource of a project by its id; undefined where the project does not have it. */
export function findResource<Kind extends CompanionKind>(
  view: Pick<View, 'companions'>,
  kind: Kind,
  place: Place,
  id: string,
): RecordOf<Kind> | undefined {
  const stored = view.companions.find(id)
  if (stored === undefined) return givenOf(kind, place).find((one) => one.id === id)
  return isOf(stored, kind, place) ? stored : undefined
}

const not_found = {
  vpc: 'vpcNotFound',
  subnet: 'subnetNotFound',
  security_group: 'securityGroupNotFound',
  volume: 'volumeNotFound',
} as const satisfies { readonly [Kind in CompanionKind]?: ErrorName }

/** A resource of a project by its id. @throws ApiError 404 in the name of its kind */
export function getResource<Kind extends keyof typeof not_found>(
  view: Pick<View, 'companions'>,
  kind: Kind,
  place: Place,
  id: string,
): RecordOf<Kind> {
  const found = findResource(view, kind, place, id)
  if (!found) throw new ApiError(not_found[kind], id)
  return found
}

/** Removes a resource; one that is there by default leaves a mark, as it would be back otherwise. */
export function removeResource(
  session: Session,
  place: Place,
  record: Exclude<CompanionRecord, RegionRecord>,
): void {
  const { kind, id, project_id, name } = record
  if (givenOf(kind, place).some((given) => given.id === id)) {
    session.saveCompanion({ kind: 'removed', id, project_id, name, created_at: session.now })
  } else {
    session.removeCompanion(id)
  }
}

/** The page after the item with the id `marker`; an unknown marker gives the end of the list. */
export function pageAfter<Item extends { id: string }>(
  items: readonly Item[],
  { marker, limit }: Page,
): Item[] {
  const from = marker === undefined ? 0 : items.findIndex(({ id }) => id === marker) + 1
  if (marker !== undefined && from === 0) return []
  return items.slice(from, from + (limit ?? items.length))
}

/** A page as version 3 answers it, with where it is. */
export function pageWithInfo<Item extends { id: string }>(items: readonly Item[], page: Page) {
  const found = pageAfter(items, page)
  const [first, last] = [found[0], found.at(-1)]
  return {
    found,
    page_info: {
      ...(first && { previous_marker: first.id }),
      ...(last && last !== items.at(-1) && { next_marker: last.id }),
      current_count: found.length,
    },
  }
}

/** Whether a value is the wanted one, or one of several; it is if nothing is wanted. */
export const isWanted = (wanted: string | readonly string[] | undefined, value: string): boolean =>
  wanted === undefined || (typeof wanted === 'string' ? wanted === value : wanted.includes(value))
