import { defaultVpc, type Place } from '../../domain/companions/defaults.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { CompanionKind, RecordOf } from '../../schemas/stored/companions.ts'
import type { Account, View } from '../account/account.ts'

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
  // A sub-project is named `region_name`.
  const [region = project.name] = project.name.split('_')
  return { project_id, region }
}

type Defaults = {
  readonly [Kind in CompanionKind]?: (place: Place) => readonly RecordOf<Kind>[]
}

const defaults: Defaults = { vpc: (place) => [defaultVpc(place)] }

/** What a project has of a kind: first what is there by default, as far as nobody changed it, then the oldest. */
export function listResources<Kind extends CompanionKind>(
  view: Pick<View, 'companions'>,
  kind: Kind,
  place: Place,
): RecordOf<Kind>[] {
  const given = (defaults as { [K in Kind]?: Defaults[K] })[kind]?.(place) ?? []
  const untouched = given.filter(({ id }) => view.companions.find(id) === undefined)
  return [...untouched, ...view.companions.ofKind(kind, place.project_id)]
}

/** A resource of a project by its id; undefined where it has none. */
export const findResource = <Kind extends CompanionKind>(
  view: Pick<View, 'companions'>,
  kind: Kind,
  place: Place,
  id: string,
): RecordOf<Kind> | undefined => listResources(view, kind, place).find((one) => one.id === id)
