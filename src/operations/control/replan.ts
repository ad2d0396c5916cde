import { isDeepStrictEqual } from 'node:util'
import { replan, replanSource } from '../../domain/resources/timers.ts'
import type { Session } from '../account/session.ts'
import { findSource } from '../sms/source-servers.ts'

/**
 * Plans anew everything that an account waits for, after its pace or its scenarios have changed. It looks
 * at every task and source: what waits without a timer, as for a lost agent, is planned as well.
 *
 * @param formerPace the pace at which it was planned.
 */
export function replanAll(session: Session, formerPace = session.clock.pace): void {
  for (const task of session.tasks.all()) {
    const source = findSource(session, task.source_server_id)
    const moved = replan(task, source, formerPace, session.context(source, task))
    const isSame = moved.source === source && isDeepStrictEqual(moved.task, task)
    if (!isSame) session.saveMoved(moved)
  }
  for (const source of session.sources.all()) {
    if (source.task_id !== null) continue
    const next = replanSource(source, formerPace, session.context(source))
    if (next !== source) session.saveSource(next)
  }
}
