import { z } from 'zod'

/** Who plays the agent of a source. */
export const AgentMode = z
  .enum(['simulated', 'external'])
  .meta({ id: 'AgentMode', description: 'simulated: the emulator plays it; external: a program.' })
export type AgentMode = z.infer<typeof AgentMode>
