import { z } from 'zod'
import { AgentMode } from '../agent-mode.ts'

/** Who plays the agent of a source, and how to change it while running. */

export const AgentChange = z
  .strictObject({
    mode: AgentMode.optional(),
    connected: z.boolean().optional().meta({
      description: 'false: the agent falls silent; true: it is back.',
    }),
    restarted: z.boolean().optional().meta({
      description: 'With connected: true: it is back as a new process.',
    }),
  })
  .refine((change) => Object.keys(change).length > 0, { message: 'give mode or connected' })
  .refine(({ restarted, connected }) => restarted !== true || connected === true, {
    message: 'can only be given with connected: true',
    path: ['restarted'],
  })
  .meta({ id: 'AgentChange' })
export type AgentChange = z.infer<typeof AgentChange>

export const AgentView = z
  .object({
    source: z.string().meta({ description: 'Id of the source server.' }),
    mode: AgentMode,
    connected: z.boolean().meta({ description: 'true while the agent polls.' }),
    last_visit: z.string().meta({
      description: 'When the agent last polled: ISO 8601, UTC, on the clock of the account.',
    }),
  })
  .meta({ id: 'Agent' })
export type AgentView = z.infer<typeof AgentView>
