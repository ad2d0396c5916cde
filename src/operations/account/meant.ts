import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { Source } from '../../schemas/stored/records.ts'
import { namesInstead } from '../../text/names.ts'
import { nameOf } from './session.ts'

/** Tasks and sources that callers of the control API name by an id, or by a name that only one has. */

/** The id of a task. @throws ApiError 404 with the name that was probably meant, 400 when several have it. */
export function taskMeant(emulator: Emulator, account_id: string, idOrName: string): string {
  if (emulator.tasks.find(account_id, idOrName)) return idOrName
  const [id, another] = emulator.tasks.idsNamed(account_id, idOrName)
  if (another !== undefined) throw new ApiError('taskAmbiguous', idOrName)
  if (id !== undefined) return id
  const instead = namesInstead(idOrName, emulator.tasks.names(account_id))
  throw new ApiError('timelineNotFound', idOrName, nameOf(emulator, account_id), instead)
}

/** A source. @throws ApiError 404 with the name that was probably meant, 400 when several have it. */
export function sourceMeant(emulator: Emulator, account_id: string, idOrName: string): Source {
  const known = emulator.sources.find(account_id, idOrName)
  if (known) return known
  const [source, another] = emulator.sources.named(account_id, idOrName)
  if (another) throw new ApiError('sourceAmbiguous', idOrName)
  if (source) return source
  const instead = namesInstead(idOrName, emulator.sources.names(account_id))
  throw new ApiError('sourceUnknown', idOrName, nameOf(emulator, account_id), instead)
}
