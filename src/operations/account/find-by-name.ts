import { ApiError } from '../../errors/refusals.ts'
import type { Source } from '../../schemas/stored/records.ts'
import { namesInstead } from '../../text/names.ts'
import type { View } from './account.ts'

/** Tasks and sources that callers of the control API name by an id, or by a name that only one has. */

/** The id of a task. @throws ApiError 404 with the name that was probably meant, 400 when several have it. */
export function findTaskId(view: View, idOrName: string): string {
  if (view.tasks.find(idOrName)) return idOrName
  const [id, another] = view.tasks.idsNamed(idOrName)
  if (id !== undefined && another !== undefined) {
    throw new ApiError('taskAmbiguous', idOrName, id, another)
  }
  if (id !== undefined) return id
  const instead = namesInstead(idOrName, view.tasks.names())
  throw new ApiError('taskUnknown', idOrName, view.account.name, instead)
}

/**
 * A source.
 *
 * @param named finds those of a name.
 * @throws ApiError 404 with the name that was probably meant, 400 when several have it.
 */
export function findSourceByName(
  view: View,
  idOrName: string,
  named = (name: string): Source[] => view.sources.named(name),
): Source {
  const known = view.sources.find(idOrName)
  if (known) return known
  const [source, another] = named(idOrName)
  if (source && another) {
    throw new ApiError('sourceAmbiguous', idOrName, source.id, another.id)
  }
  if (source) return source
  const instead = namesInstead(idOrName, view.sources.names())
  throw new ApiError('sourceUnknown', idOrName, view.account.name, instead)
}
