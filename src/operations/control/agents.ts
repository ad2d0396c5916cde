import { agentBack, agentLost, agentPlayedBy, type Moved } from '../../domain/migration/agent.ts'
import { lastPoll } from '../../domain/migration/timings.ts'
import type { Emulator } from '../../emulator.ts'
import type { AgentChange, AgentView } from '../../schemas/control/agents.ts'
import type { Source } from '../../schemas/stored/records.ts'
import { isoOf } from '../../schemas/time.ts'
import { sourceMeant } from '../account/meant.ts'
import type { Session } from '../account/session.ts'
import { read, write } from '../account/settle.ts'

/** Who plays the agent of a source, and whether it is there. */

const view = (source: Source, now: number): AgentView => ({
  source: source.id,
  mode: source.agent.mode,
  connected: source.connected,
  last_visit: isoOf(lastPoll(source, now)),
})

/** @throws ApiError 404, 400 */
export const showAgent = (emulator: Emulator, account_id: string, source: string): AgentView =>
  read(emulator, account_id, ({ now }) => view(sourceMeant(emulator, account_id, source), now))

/**
 * Hands the agent to a program or back, takes it away or brings it back, also in the middle of a
 * migration.
 *
 * @throws ApiError 404, 400
 */
export function updateAgent(
  emulator: Emulator,
  account_id: string,
  idOrName: string,
  { mode, connected, restarted }: AgentChange,
): AgentView {
  return write(emulator, account_id, (session) => {
    const { id } = sourceMeant(emulator, account_id, idOrName)
    if (mode !== undefined) {
      moveAgent(session, id, (source, task, context) => agentPlayedBy(source, task, mode, context))
    }
    if (connected === false) moveAgent(session, id, agentLost)
    if (connected === true) {
      moveAgent(session, id, (source, task, context) =>
        agentBack(source, task, context, restarted ?? false),
      )
    }
    return view(sourceMeant(emulator, account_id, id), session.now)
  })
}

/** What happens to the agent of a source happens to its task, too. */
export function moveAgent(
  session: Session,
  id: string,
  change: (...to: Parameters<typeof agentLost>) => Moved,
): void {
  const { emulator, account_id } = session
  const source = sourceMeant(emulator, account_id, id)
  const task = source.task_id ? emulator.tasks.find(account_id, source.task_id) : undefined
  session.saveMoved(change(source, task, session.context(source, task)))
}
