import {
  changeAgentMode,
  disconnectAgent,
  type Moved,
  reconnectAgent,
} from '../../domain/migration/agent.ts'
import { lastPoll } from '../../domain/migration/timings.ts'
import type { AgentChange, AgentView } from '../../schemas/control/agents.ts'
import type { Source } from '../../schemas/stored/records.ts'
import { isoOf } from '../../schemas/time.ts'
import type { Account } from '../account/account.ts'
import { findSourceByName } from '../account/find-by-name.ts'
import type { Session } from '../account/session.ts'
import { tellOf } from '../account/tell.ts'

/** Who plays the agent of a source, and whether it is there. */

const agentView = (source: Source, now: number): AgentView => ({
  source: source.id,
  mode: source.agent.mode,
  connected: source.connected,
  last_visit: isoOf(lastPoll(source, now)),
})

/** @throws ApiError 404, 400 */
export const showAgent = (account: Account, source: string): AgentView =>
  account.read((view) => agentView(findSourceByName(view, source), view.now))

/**
 * Hands the agent to a program or back, takes it away or brings it back, also in the middle of a
 * migration.
 *
 * @throws ApiError 404, 400
 */
export function updateAgent(
  account: Account,
  idOrName: string,
  { mode, connected, restarted }: AgentChange,
): AgentView {
  return account.write((session) => {
    const { id } = findSourceByName(session, idOrName)
    tellOf(account, 'agents')
    if (mode !== undefined) {
      moveAgent(session, id, (source, task, context) =>
        changeAgentMode(source, task, mode, context),
      )
    }
    if (connected === false) moveAgent(session, id, disconnectAgent)
    if (connected === true) {
      moveAgent(session, id, (source, task, context) =>
        reconnectAgent(source, task, context, restarted ?? false),
      )
    }
    return agentView(findSourceByName(session, id), session.now)
  })
}

/** What happens to the agent of a source happens to its task, too. */
export function moveAgent(
  session: Session,
  id: string,
  change: (...to: Parameters<typeof disconnectAgent>) => Moved,
): void {
  const source = findSourceByName(session, id)
  const task = source.task_id ? session.tasks.find(source.task_id) : undefined
  session.saveMoved(change(source, task, session.context(source, task)))
}
